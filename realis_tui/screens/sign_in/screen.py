"""The sign-in screen: name and passphrase, the demonstration's accounts, the first account of a new base."""

from typing import Any

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from realis_tui.domain.refusals import Refused, Unavailable
from realis_tui.lanes import Later
from realis_tui.messages import Superseded
from realis_tui.screens.framed import FramedScreen
from realis_tui.screens.sign_in import acts

_FIRST_TIME = "Première ouverture : créez le compte de la direction."
_WELCOME = "REALIS · pépinière d'innovation sociale de la Région Occitanie"
_CHECKING = Content("vérification…")
_FORGOTTEN = "Phrase oubliée : un code de la direction, qui sert une fois."

_NOWHERE = (
    "Rien n'est encore ouvert à votre rôle dans cette version. Changer de personne : un autre nom ici. "
    "Quitter : Ctrl+Q."
)


class SignInScreen(FramedScreen[None]):
    """Drawn before anything else is imported; what is typed meanwhile waits for the data base."""

    PLACE = "sign_in"
    ORDERS_KEYS = True
    AUTO_FOCUS = "#name"

    def __init__(self) -> None:
        super().__init__()
        self._first_time = False
        self._forgotten = False
        self._demo: tuple[Any, ...] = ()
        self._busy = False
        self._is_whole = False
        self._is_entered = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="sign-in") as panel:
            panel.border_title = Content("Se connecter")
            yield Static(Content(_WELCOME), id="welcome")
            if self._is_known:
                # Nothing is to be typed, unless it turns out that they may not enter so.
                panel.border_subtitle = _CHECKING
            else:
                yield from self._fields()

    @property
    def _is_known(self) -> bool:
        """Whether who acts came with the settings, passphrase included."""
        settings = self.realis.settings
        return bool(settings.account and settings.passphrase)

    @staticmethod
    def _fields() -> ComposeResult:
        yield Static(Content("Nom"), classes="label")
        yield Input(id="name", compact=True, max_length=200)
        yield Static(Content(""), id="name-problem", classes="problem")
        yield Static(Content("Phrase secrète"), id="passphrase-label", classes="label")
        yield Input(id="passphrase", compact=True, password=True, max_length=200)
        yield Static(Content(""), id="problem", classes="problem")

    async def _complete(self) -> None:
        """Add what few need and nobody sees at first: it comes after the first frame, which is the sooner there."""
        if self._is_whole:
            return
        panel = self.query_one("#sign-in")
        if not self.query("#name"):
            await panel.mount(*self._fields())
            self._begin_typing()
        await panel.mount(
            Static(Content("Code de secours"), classes="label code"),
            Input(id="code", compact=True, max_length=40, classes="code"),
            Static(Content(""), id="code-problem", classes="problem code"),
            before="#passphrase-label",
        )
        await panel.mount(
            Static(Content("La même, encore une fois"), classes="label again"),
            Input(id="again", compact=True, password=True, max_length=200, classes="again"),
            after="#passphrase",
        )
        await panel.mount(Static(Content(""), id="demo-title"), OptionList(id="accounts", compact=True, markup=False))
        self._is_whole = True

    def on_mount(self) -> None:
        settings = self.realis.settings
        if settings.account and not self._is_known:
            self._begin_typing()
        for note in settings.notes:
            self.realis.say(note, "soon")

    def _begin_typing(self) -> None:
        """The cursor where there is something to type: after the name that is known, or on it to change it."""
        name = self.query_one("#name", Input)
        if self._is_entered:
            # Another person's name takes its place at once; the same person goes on from it.
            name.focus()
            name.select_all()
        else:
            with name.prevent(Input.Changed):
                # What is wrong with it stays said until one types.
                name.value = self.realis.settings.account
            self.query_one("#passphrase", Input).focus()

    def on_screen_resume(self) -> None:
        """Back here: nothing of who was signed in stays on the screen."""
        for field in self.query(Input).exclude("#name"):
            field.value = ""
        if self._is_entered:
            if self.query("#name"):
                self._begin_typing()
            # There is an account by now, whoever made the first one here.
            self.run_worker(self._look(), group="overview", exclusive=True)
        self._show_forgotten(False)

    @work(group="overview", exclusive=True)
    async def begin(self) -> None:
        """The first frame is on the terminal: enter at once if who acts is already known, else see who may."""
        if self._is_known:
            settings = self.realis.settings
            await self._enter(acts.sign_in(settings.account, settings.passphrase))
        if self.realis.actor is None:
            await self._look()

    async def _look(self) -> None:
        """Learn whether there is an account, and those of a demonstration."""
        await self._complete()
        overview = await self.realis.ask(acts.OVERVIEW)
        if overview is None:
            return
        self._first_time = not overview.has_accounts
        self.set_class(self._first_time, "-first-time")
        if not self._forgotten:
            title, welcome = ("Premier compte", _FIRST_TIME) if self._first_time else ("Se connecter", _WELCOME)
            self.query_one("#sign-in").border_title = Content(title)
            self.query_one("#welcome", Static).update(Content(welcome))
        self.realis.demo = overview.is_demo
        self._propose(tuple(overview.demo_accounts))

    def _propose(self, accounts: tuple[Any, ...]) -> None:
        self._demo = accounts
        self.realis.refresh_top_line()
        if not accounts:
            return
        self.query_one("#demo-title", Static).update(
            Content.assemble(("Données fictives.", "$vigne"), (" Un compte par rôle : ↓ puis Entrée.", "$muted"))
        )
        proposed = self.query_one("#accounts", OptionList)
        proposed.set_options([Option(_account(item)) for item in accounts])
        self.add_class("-proposes")

    def action_forgot(self) -> None:
        """To the one-time code, or back to the passphrase; the name stays typed."""
        if self._first_time or self._busy or not self._is_whole:
            return
        self._show_forgotten(not self._forgotten)
        named = bool(self.query_one("#name", Input).value.strip())
        self.query_one(("#code" if self._forgotten else "#passphrase") if named else "#name", Input).focus()

    def _show_forgotten(self, forgotten: bool) -> None:
        if self._forgotten == forgotten:
            return
        self._forgotten = forgotten
        self.set_class(forgotten, "-forgotten")
        self._problem("")
        self.query_one("#sign-in").border_title = Content("Nouvelle phrase secrète" if forgotten else "Se connecter")
        self.query_one("#welcome", Static).update(Content(_FORGOTTEN if forgotten else _WELCOME))
        label = "Nouvelle phrase secrète" if forgotten else "Phrase secrète"
        self.query_one("#passphrase-label", Static).update(Content(label))

    # Keys

    def on_key(self, event: events.Key) -> None:
        if not self._demo:
            return
        proposed = self.query_one("#accounts", OptionList)
        if event.key == "down" and isinstance(self.focused, Input) and not self._forgotten:
            proposed.focus()
            proposed.highlighted = 0
        elif event.key == "up" and self.focused is proposed and not proposed.highlighted:
            self.query_one("#passphrase", Input).focus()
        else:
            return
        event.stop()
        event.prevent_default()

    @on(Input.Changed)
    def _forget_problem(self) -> None:
        self._problem("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        fields = [field for field in self.query(Input) if field.display]
        empty = next((field for field in fields if not field.value.strip()), None)
        if empty is not None and (event.input is not fields[-1]):
            empty.focus()
        elif empty is not None:
            empty.focus()
            self._problem(f"« {_LABELS[empty.id or 'name']} » est à remplir.", empty.id or "")
        elif not self._busy:
            self.run_worker(self._submit(), group="sign-in")

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        account = self._demo[event.option_index]
        self.query_one("#name", Input).value = account.name
        self.query_one("#passphrase", Input).value = account.passphrase
        if not self._busy:
            self.run_worker(self._submit(), group="sign-in")

    async def _submit(self) -> None:
        name, passphrase = self.query_one("#name", Input).value, self.query_one("#passphrase", Input).value
        if not self._first_time and not self._forgotten:
            await self._enter(acts.sign_in(name, passphrase))
        elif self.query_one("#again", Input).value != passphrase:
            self._problem("Les deux phrases ne sont pas les mêmes.", "again")
        elif self._forgotten:
            await self._enter(acts.reset_passphrase(name, self.query_one("#code", Input).value, passphrase))
        else:
            created = acts.create_first_account({"name": name, "passphrase": passphrase})
            await self._enter(created, then=acts.sign_in(name, passphrase))

    async def _enter(self, first: Later, then: Later | None = None) -> None:
        self._busy = True
        self.query_one("#sign-in").border_subtitle = _CHECKING
        try:
            signed_in = await self.realis.perform(first)
            if then is not None:
                signed_in = await self.realis.perform(then)
            self._is_entered = True
            await self.realis.enter(signed_in.actor, signed_in.idle_minutes)
            if self.realis.actor is None:
                await self._complete()
                typed = self.query_one("#passphrase", Input)
                with typed.prevent(Input.Changed):
                    # What follows is said until one types.
                    typed.value = ""
                self._problem(_NOWHERE, "name")
        except Refused as refused:
            await self._complete()
            field = refused.field or "passphrase"
            self._problem(refused.message, "passphrase" if field == "new" else field)
        except (Unavailable, Superseded):
            pass
        finally:
            self._busy = False
            self.query_one("#sign-in").border_subtitle = Content("")

    def _problem(self, message: str, field: str = "") -> None:
        """Say what is wrong under its field, which keeps the cursor and what was typed."""
        at = {"name": "#name-problem", "code": "#code-problem"}.get(field, "#problem")
        for place in ("#name-problem", "#code-problem", "#problem"):
            for line in self.query(place).results(Static):
                line.update(Content(f"▲ {message}" if message and place == at else ""))
        if message and field in _LABELS:
            named = self.query_one(f"#{field}", Input)
            named.focus()
            if named.password:
                # Dots cannot be mended: what is typed next takes their place.
                named.select_all()


_LABELS = {
    "name": "Nom",
    "code": "Code de secours",
    "passphrase": "Phrase secrète",
    "again": "La même, encore une fois",
}


def _account(item: Any) -> Content:
    label = getattr(item.role, "label", str(item.role))
    return Content.assemble(
        (f"{label:<10} ", "bold"), (f"{item.name:<18} ", "$foreground"), (str(item.passphrase), "$muted")
    )
