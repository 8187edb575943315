"""The views of the list: the house's own, and those each person keeps."""

from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import select

from realis_tui.db.models import SavedView
from realis_tui.domain.accounts import Permission
from realis_tui.domain.fields import Input, Shown
from realis_tui.domain.filters import parse
from realis_tui.domain.inputs import Line, Name
from realis_tui.domain.refusals import Refused
from realis_tui.usecases.acts import act
from realis_tui.usecases.companies.filtering import FIELDS
from realis_tui.usecases.companies.rows import row_of
from realis_tui.usecases.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class BuiltInView:
    """A view of the house: what it holds is a filter, so that a person may start from it.

    explanation: what the filter's word means, where it does not say it itself.
    """

    key: str
    title: str
    heading: str
    filter_text: str
    sort: str = "nom"
    explanation: str = ""


_SUPPORTED = "statut:accompagnée|suspendue|prolongée"
VIEWS: tuple[BuiltInView, ...] = (
    BuiltInView("hebergees", "Hébergées", "Entreprises hébergées", "hébergée:oui", "fin"),
    BuiltInView("accompagnees", "Accompagnées", "Entreprises accompagnées", _SUPPORTED, "fin"),
    BuiltInView(
        "candidates",
        "Candidates",
        "Entreprises candidates",
        "statut:candidature|recevable|auditionnée|ajournée|admise",
    ),
    BuiltInView("prospects", "Prospects", "Prospects", "statut:prospect"),
    BuiltInView("hors-les-murs", "Hors les murs", "Accompagnées hors les murs", f"{_SUPPORTED} hébergée:non", "fin"),
    # By name, whatever ⚙ `alert_days` warns of.
    BuiltInView("fin-90", "Fin dans 90 jours", "Fin dans 90 jours", "fin<=90j", "fin"),
    BuiltInView("fin-depassee", "Fin dépassée", "Fin dépassée, rien n'est clos", "fin<0j", "fin"),
    BuiltInView(
        "decrochage",
        "Décrochage",
        "Entreprises en décrochage",
        "décrochage:oui",
        "fin",
        "accompagnées, un bilan annuel en retard",
    ),
    BuiltInView("sorties", "Sorties", "Entreprises sorties", "statut:sortie|suivi"),
    BuiltInView("suivi", "Suivi", "Suivi post-sortie", "statut:suivi"),
    BuiltInView("toutes", "Toutes", "Toutes les entreprises", ""),
)
VIEW_BY_KEY = {view.key: view for view in VIEWS}


class SaveView(Input):
    """Keep a filter under a name; the same name again replaces it."""

    name: Annotated[Name, Shown("Nom de la vue", example="Fin d'année, Montpellier")]
    filter_text: Annotated[Line, Shown("Filtre")] = ""
    sort: str = "nom"


class DeleteView(Input):
    """`key`: as in `ViewTab.key`."""

    key: str


@act("companies.save_view", "Enregistrer la vue", Permission.COMPANIES_READ, changes=("companies",))
def save_view(unit: UnitOfWork, request: SaveView) -> str:
    """Keep the view for the actor; answers its key."""
    try:
        parse(request.filter_text, FIELDS, unit.today)
    except ValueError as error:
        raise Refused(str(error), "filter_text") from None
    mine = select(SavedView).where(
        SavedView.pillar == "companies",
        SavedView.name == request.name,
        SavedView.account_id.is_(None)
        if unit.actor.account_id is None
        else SavedView.account_id == unit.actor.account_id,
    )
    view = unit.session.scalars(mine).first()
    if view is None:
        view = SavedView(account_id=unit.actor.account_id, pillar="companies", name=request.name)
        unit.session.add(view)
    view.filter_text, view.sort = request.filter_text, request.sort
    unit.session.flush()
    unit.summary = f"Vue « {view.name} » enregistrée"
    return f"vue-{view.id}"


@act("companies.delete_view", "Supprimer la vue", Permission.COMPANIES_READ, changes=("companies",))
def delete_view(unit: UnitOfWork, request: DeleteView) -> None:
    """Forget one of the actor's own views."""
    number = request.key.removeprefix("vue-")
    if not number.isdecimal():
        raise Refused("Une vue de la maison ne se supprime pas.", "key")
    view = row_of(unit, SavedView, int(number), "Cette vue")
    if view.account_id != unit.actor.account_id:
        raise Refused("Cette vue est celle de quelqu'un d'autre.", "key")
    unit.summary = f"Vue « {view.name} » supprimée"
    unit.session.delete(view)
    unit.session.flush()
