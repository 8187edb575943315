"""The simplest tabs of the card: identity, people, documents, history."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from realis_tui.domain.companies import CompanyState
from realis_tui.domain.french import format_area, format_date, format_phone, format_siren, format_siret
from realis_tui.keys import bindings_for
from realis_tui.screens.card_parts import CardPart, Item, LinesPart, Removal, cell
from realis_tui.screens.companies.summary import alert_line, journey, premises, progress_of_figures
from realis_tui.screens.form_box import FormBox, FormPlan, as_text
from realis_tui.usecases.companies.cards import CompanyCard, DocumentView, PassageView, PersonView
from realis_tui.usecases.companies.papers import (
    AddDocument,
    EditDocument,
    RemoveRow,
    add_document,
    edit_document,
    remove_document,
)
from realis_tui.usecases.companies.people import (
    AddPerson,
    EditPerson,
    LinkPerson,
    RemovePerson,
    SetMainContact,
    add_person,
    edit_person,
    link_person,
    remove_person,
    set_main_contact,
)
from realis_tui.usecases.flows.history import HistoryOf, history_of
from realis_tui.widgets import content as ink
from realis_tui.widgets.card import FactsPanel, Section
from realis_tui.widgets.columns import Column
from realis_tui.widgets.empty import empty_sentence
from realis_tui.widgets.record_list import RecordList
from realis_tui.widgets.typed_ahead import opens_form

if TYPE_CHECKING:
    from realis_tui.screens.companies.card import CompanyCardScreen


class IdentityPart(CardPart):
    """Who the company is and, beside, its passage through the house; `n` makes another card, `e` changes this one."""

    key, title, is_identity = "identity", "Identité", True

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield FactsPanel(id="who")
            yield FactsPanel(id="where")

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self.query_one("#who", FactsPanel).show(identity_sections(card))
        self.query_one("#where", FactsPanel).show(journey_sections(card))

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        from realis_tui.screens.companies.acts import CompanyActs

        CompanyActs.action_new(screen)
        return None


def identity_sections(card: CompanyCard) -> list[Section]:
    """All that the card says of the company itself."""
    alerts = Content("\n").join([alert_line(alert) for alert in card.alerts]) if card.alerts else ink.EMPTY
    activity = [
        ("Activité", card.activity),
        ("Secteur", card.sector),
        ("Référent", card.referent),
        ("Origine", card.origin),
        ("Locaux", premises(card)),
    ]
    return [
        Section("À faire", alerts),
        _facts("Identité", _numbers(card)),
        _facts("Activité", activity),
        _facts("Coordonnées", _ways_to_reach(card)),
        Section("Observations", ink.text(card.notes)),
    ]


def _numbers(card: CompanyCard) -> list[tuple[str, Any]]:
    sirets = ", ".join(
        format_siret(place.siret) + (" (siège)" if place.is_head_office else "") for place in card.establishments
    )
    return [
        ("Nom", card.name),
        ("Forme", card.form),
        ("Forme exacte", card.statute),
        ("SIREN", format_siren(card.siren) if card.siren else ""),
        ("SIRET", sirets),
        ("RNA", card.rna),
        ("TVA", card.vat_number),
        ("NAF", card.naf),
        ("Créée le", format_date(card.created_on) if card.created_on else ""),
    ]


def _ways_to_reach(card: CompanyCard) -> list[tuple[str, Any]]:
    place = " ".join(part for part in (card.postcode, card.city) if part)
    return [
        ("Téléphone", format_phone(card.phone) if card.phone else ""),
        ("Courriel", card.email),
        ("Site", card.website),
        ("Adresse", ink.join([ink.line(card.address), ink.line(place)])),
    ]


def _facts(title: str, pairs: list[tuple[str, Any]]) -> Section:
    return Section(title, ink.facts(pairs, label_width=12))


def journey_sections(card: CompanyCard) -> list[Section]:
    """Where the company is of its life here, and how it came there."""
    heading, *rest = journey(card, 44).split("\n")
    moves = []
    for passage in card.passages:
        for change in passage.changes:
            where = _destination(passage) if change.to_state is CompanyState.EXITED else ""
            said = " · ".join(part for part in (change.reason, where, change.note) if part)
            moves.append(
                Content.assemble(
                    (f"{format_date(change.changed_on):<15}", "$muted"),
                    change.to_state.label,
                    ink.line(f"  {said}" if said else "", "$muted"),
                )
            )
    return [
        Section(heading.plain, Content("\n").join(rest)),
        Section("", ink.facts(progress_of_figures(card.figures))),
        Section("Étapes", Content("\n").join(reversed(moves))),
    ]


def _destination(passage: PassageView) -> str:
    """Where a company that has left settles: « Toulouse, en Occitanie »."""
    inside = {True: "en Occitanie", False: "hors d'Occitanie", None: ""}[passage.destination_in_occitanie]
    return ", ".join(part for part in (passage.destination_city, inside) if part)


def _person_form(person_id: int | None = None) -> Callable[[FormPlan], FormBox]:
    """The form that says who looks alike; imported when it opens, as the forms are."""
    from realis_tui.screens.companies.person_form import PersonForm

    return lambda plan: PersonForm(plan, person_id)


class PeoplePart(LinesPart):
    """The people of the company, its main contact marked; `x` makes another the main one."""

    key, title = "people", "Personnes"
    PLACE = "companies.people"
    BINDINGS = bindings_for(PLACE)
    EMPTY = ("Personne n'est encore noté.", "n", "ajouter une personne")
    COLUMNS = (
        Column[Item]("main", "", lambda item: ink.sign("done") if item.about.is_main else ink.EMPTY, width=1),
        Column[Item]("name", "Nom", cell(lambda person: person.name, "bold"), width=16, flex=2),
        Column[Item]("title", "Fonction", cell(lambda person: person.title, "$muted"), width=12, flex=1, priority=2),
        Column[Item](
            "phone", "Téléphone", cell(lambda person: format_phone(person.phone) if person.phone else ""), width=16
        ),
        Column[Item]("email", "Courriel", cell(lambda person: person.email), width=22, flex=2, priority=1),
        Column[Item]("notes", "Notes", cell(lambda person: person.notes, "$muted"), width=10, flex=2, priority=3),
    )

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self.lines.show([Item(str(person.membership_id), person) for person in card.people])

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        return FormPlan(
            f"{card.name} : une personne",
            AddPerson,
            add_person,
            fixed={"company_id": card.id},
            draft=f"people.add:{card.id}",
            box=_person_form(),
            said=lambda saved: f"{saved.name} : personne ajoutée",
        )

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        person: PersonView | None = self.about()
        if person is None:
            return None
        return FormPlan(
            person.name,
            EditPerson,
            edit_person,
            initial=as_text(person, EditPerson),
            fixed={
                "membership_id": person.membership_id,
                "version": person.version,
                "membership_version": person.membership_version,
            },
            draft=f"people.edit:{person.membership_id}",
            box=_person_form(person.person_id),
            said=lambda saved: f"{saved.name} : modifications enregistrées",
        )

    def delete(self, card: CompanyCard) -> Removal | None:
        person: PersonView | None = self.about()
        if person is None:
            return None
        request = RemovePerson(membership_id=person.membership_id, membership_version=person.membership_version)
        return Removal(remove_person, request, f"{person.name} n'est plus dans {card.name}")

    @work
    async def action_done(self) -> None:
        """Make the person under the cursor the one to call."""
        person: PersonView | None = self.about()
        screen = self.on_screen
        if person is None:
            return
        if person.is_main:
            screen.realis.say(f"{person.name} est déjà le contact principal.", "soon")
        elif await screen.done(set_main_contact, SetMainContact(membership_id=person.membership_id)):
            screen.realis.say(f"{person.name} : contact principal · Ctrl+Z pour annuler")

    @opens_form
    async def action_link(self) -> None:
        """Bring in somebody known from another company."""
        card = self.on_screen.card
        if card is not None:
            await self.on_screen.fill(
                FormPlan(
                    f"{card.name} : une personne déjà connue",
                    LinkPerson,
                    link_person,
                    fixed={"company_id": card.id},
                    draft=f"people.link:{card.id}",
                    said=lambda saved: f"{saved.name} : personne rattachée",
                )
            )


class DocumentsPart(LinesPart):
    """Links to documents kept elsewhere."""

    key, title = "documents", "Documents"
    EMPTY = ("Aucun document lié.", "n", "lier un document (chemin ou adresse)")
    COLUMNS = (
        Column[Item]("title", "Titre", cell(lambda document: document.title, "bold"), width=20, flex=1),
        Column[Item](
            "dated", "Daté du", cell(lambda document: format_date(document.dated) if document.dated else ""), width=13
        ),
        Column[Item]("location", "Où", cell(lambda document: document.location, "$pastel"), width=24, flex=2),
    )

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        self.lines.show([Item(str(document.id), document) for document in card.documents])

    async def new(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        return FormPlan(
            f"{card.name} : un document",
            AddDocument,
            add_document,
            fixed={"company_id": card.id},
            draft=f"documents.add:{card.id}",
            said=lambda _: "Document lié",
        )

    async def edit(self, card: CompanyCard, screen: CompanyCardScreen) -> FormPlan | None:
        document: DocumentView | None = self.about()
        if document is None:
            return None
        return FormPlan(
            document.title,
            EditDocument,
            edit_document,
            initial=as_text(document, EditDocument),
            fixed={"id": document.id, "version": document.version},
            draft=f"documents.edit:{document.id}",
            said=lambda _: "Lien enregistré",
        )

    def delete(self, card: CompanyCard) -> Removal | None:
        document: DocumentView | None = self.about()
        if document is None:
            return None
        return Removal(
            remove_document, RemoveRow(id=document.id, version=document.version), f"{document.title} n'est plus lié"
        )


class HistoryPart(LinesPart):
    """An act a line; all that the one under the cursor changed is below."""

    key, title, permission = "history", "Historique", "journal.read"
    EMPTY = ("Rien n'a encore été changé.", "", "")

    def compose(self) -> ComposeResult:
        from realis_tui.screens.history import COLUMNS

        yield RecordList(COLUMNS, empty=empty_sentence(*self.EMPTY), classes="part--lines")
        below = FactsPanel()
        below.add_class("part--below")
        yield below

    async def show(self, card: CompanyCard, screen: CompanyCardScreen) -> None:
        acts = await screen.realis.ask(history_of, HistoryOf(owner=f"companies:{card.id}"))
        self.query_one(RecordList).show(acts or ())
        self._tell()

    @on(RecordList.Highlighted)
    def _tell(self) -> None:
        from realis_tui.screens.history import sections_of

        act = self.query_one(RecordList).current
        panel = self.query_one(FactsPanel)
        panel.border_title = Content(" Ce qui a changé " if act is not None else "")
        panel.show(sections_of(act) if act is not None else [])
        panel.scroll_home(animate=False)

    @on(RecordList.Opened)
    def _open_history(self, event: RecordList.Opened) -> None:
        """The whole screen of it, where an act is undone."""
        event.stop()
        self.on_screen.action_history()


def area(area_dm2: int | None) -> str:
    """« 24 m² »."""
    return format_area(Decimal(area_dm2) / 100) if area_dm2 else ""
