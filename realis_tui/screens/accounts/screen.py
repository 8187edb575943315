"""The team's accounts: who may sign in, opening, closing, and a one-time code for who has forgotten."""

from __future__ import annotations

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from realis_tui.clock import PARIS
from realis_tui.domain.accounts import ROLE_PERMISSIONS, Permission, Role
from realis_tui.domain.french import format_date, plural
from realis_tui.screens.accounts.code import CodeBox
from realis_tui.screens.accounts.passphrase import PassphraseBox
from realis_tui.screens.choices import ChoiceDialog
from realis_tui.screens.form_box import FormBox, FormPlan
from realis_tui.screens.framed import FramedScreen
from realis_tui.usecases.accounts import (
    AccountOf,
    AccountView,
    AddAccount,
    ResetCode,
    add_account,
    deactivate_account,
    issue_reset_code,
    list_accounts,
    reactivate_account,
)
from realis_tui.widgets import content as ink
from realis_tui.widgets.choices import Choice
from realis_tui.widgets.columns import Column
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form


def _sign(account: AccountView) -> Content:
    if not account.active:
        return ink.sign("none")
    return ink.sign("soon" if account.waits_until is not None else "fine")


def _state(account: AccountView) -> Content:
    if not account.active:
        return Content.styled("fermé", "$muted")
    if account.waits_until is not None:
        return Content.styled(f"essais manqués, attend {account.waits_until.astimezone(PARIS):%H:%M}", "$ocre")
    return Content.styled("ouvert", "$olivier")


def _may(account: AccountView) -> Content:
    return Content.styled(what_a_role_may(account.role), "$muted")


def what_a_role_may(role: Role) -> str:
    """« lit, écrit, décide, gère la maison », from its permissions."""
    held = ROLE_PERMISSIONS[role]
    said = [
        ("consulte", Permission.COMPANIES_READ),
        ("modifie", Permission.COMPANIES_WRITE),
        ("décide", Permission.COMPANIES_DECIDE),
        ("gère comptes et réglages", Permission.ACCOUNTS_MANAGE),
    ]
    return ", ".join(word for word, permission in said if permission in held) or "rien encore dans cette version"


COLUMNS = (
    Column[AccountView]("sign", "", _sign, width=1),
    Column[AccountView](
        "name", "Nom", lambda row: ink.line(row.name, "bold" if row.active else "$muted"), width=20, flex=2
    ),
    Column[AccountView]("role", "Rôle", lambda row: ink.line(row.role.label), width=10),
    Column[AccountView]("state", "État", _state, width=29),
    Column[AccountView](
        "ends",
        "Dernier jour",
        lambda row: Content(format_date(row.ends_on) if row.ends_on else ""),
        width=14,
        priority=1,
    ),
    Column[AccountView]("may", "Ce qu'il permet", _may, width=46, flex=1, priority=2),
)


class AccountsScreen(FramedScreen[None]):
    """Direction's: reached by the palette."""

    PLACE = "accounts.list"
    SHOWS = frozenset({"accounts"})
    CSS_PATH = "accounts.tcss"
    AUTO_FOCUS = "RecordList"

    def compose_body(self) -> ComposeResult:
        with Vertical(id="accounts-panel", classes="panel") as panel:
            panel.border_title = Content("Comptes")
            yield RecordList(COLUMNS, id="accounts")

    def on_mount(self) -> None:
        super().on_mount()
        self._reload_soon()

    @property
    def lines(self) -> RecordList[AccountView]:
        return self.query_one("#accounts", RecordList)

    async def reload(self) -> None:
        accounts = await self.realis.ask(list_accounts, None, group="accounts")
        if accounts is None:
            return
        self.lines.show(accounts)
        opened = sum(account.active for account in accounts)
        closed = len(accounts) - opened
        told = plural(opened, "compte ouvert", "comptes ouverts")
        self.query_one("#accounts-panel").border_subtitle = Content(
            f"{told} · {plural(closed, 'fermé')}" if closed else told
        )

    @opens_form
    async def action_new(self) -> None:
        opened: AccountView | None = await self.app.push_screen_wait(
            FormBox(
                FormPlan(
                    "Nouveau compte",
                    AddAccount,
                    add_account,
                    said=lambda account: f"Compte {ink.line(account.name).plain} ouvert ({account.role.label})",
                )
            )
        )
        if opened is not None:
            await self.reload()
            self.lines.move_to(opened.id)

    @on(RecordList.Opened)
    def _opened(self) -> None:
        self.action_offer()

    @opens_form
    async def action_offer(self) -> None:
        """What one may do with the account."""
        account = self.lines.current
        if account is None:
            return
        offered = [
            Choice("edit", "Donner un code de secours", "bon une fois, pendant un jour"),
            Choice("delete", "Fermer le compte", "ce qui est signé reste signé"),
        ]
        if not account.active:
            offered = [Choice("delete", "Rouvrir le compte", "la phrase secrète est la même")]
        elif self.realis.actor is not None and account.id == self.realis.actor.account_id:
            offered = [Choice("passphrase", "Changer ma phrase secrète", "en donnant l'actuelle")]
        offered.append(Choice("history", "Historique", "ce qui a changé, les connexions refusées"))
        chosen = await self.app.push_screen_wait(ChoiceDialog(account.name, offered))
        if chosen is not None:
            await self.run_action(chosen.value)

    @work
    async def action_delete(self) -> None:
        """Close the account, or open it again."""
        account = self.lines.current
        if account is None:
            return
        use_case = deactivate_account if account.active else reactivate_account
        view = await self.realis.ask(use_case, AccountOf(account_id=account.id, version=account.version))
        if view is not None:
            done = "rouvert" if view.active else "fermé"
            self.realis.say(f"Compte {ink.line(view.name).plain} {done} · Ctrl+Z pour annuler")

    @work
    async def action_edit(self) -> None:
        """A one-time code, shown once."""
        account = self.lines.current
        if account is None:
            return
        if not account.active:
            self.realis.say("Ce compte est fermé : le rouvrir d'abord (d).", "refused")
            return
        code: ResetCode | None = await self.realis.ask(issue_reset_code, AccountOf(account_id=account.id))
        if code is not None:
            await self.app.push_screen_wait(CodeBox(code))

    async def action_passphrase(self) -> None:
        await self.app.push_screen(PassphraseBox())

    async def action_history(self) -> None:
        """What was changed on the account, and the sign-ins refused to it."""
        from realis_tui.screens.history import HistoryScreen

        account = self.lines.current
        if account is not None:
            await self.app.push_screen(HistoryScreen(f"accounts:{account.id}", account.name))

    def action_back(self) -> None:
        self.dismiss(None)
