"""`realis entreprises`, `entreprise`, `statut`: the companies, one card, a move along a company's life."""

from typing import TYPE_CHECKING, Any

from realis_tui.cli.answers import euros
from realis_tui.cli.arguments import Commands
from realis_tui.cli.context import Context, fields_named
from realis_tui.domain.accounts import Permission
from realis_tui.domain.companies import REOPENABLE_STATES, CompanyState
from realis_tui.domain.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Set
    from datetime import date

    from realis_tui.usecases.companies.cards import CompanyCard, FiguresView, HostingView, PassageView, PersonView
    from realis_tui.usecases.companies.lists import CompanyRow
    from realis_tui.usecases.door import Door
    from realis_tui.usecases.flows.moves import MoveCompany

_ALL = 1_000_000


def declare(commands: Commands) -> None:
    """The words of this group."""
    listed = commands.add("entreprises", "la liste des entreprises", list_all)
    listed.add_argument("--statut", metavar="S", help="accompagnée, prolongée, hébergée, prospect…")
    listed.add_argument("--fin-avant", metavar="DATE", help="dont l'accompagnement finit avant ce jour")
    shown = commands.add("entreprise", "la fiche d'une entreprise", show)
    shown.add_argument("entreprise", metavar="NOM_OU_SIREN", nargs="+")
    moved = commands.add("statut", "fait passer une entreprise à une autre étape", move)
    moved.add_argument("entreprise", metavar="NOM_OU_SIREN")
    moved.add_argument("statut", metavar="ÉTAPE", help="candidature, recevable, admise, accompagnée, sortie…")
    moved.add_argument("--le", metavar="DATE", help="le jour du passage (aujourd'hui)")
    moved.add_argument("--motif", metavar="M", help="le motif, quand la règle en demande un")
    moved.add_argument("--decision", metavar="DATE", help="le jour de la décision du comité (par défaut, --le)")
    moved.add_argument("--mois", metavar="N", help="durée d'une prolongation")
    moved.add_argument("--destination", metavar="COMMUNE", help="à la sortie, où va l'entreprise")
    moved.add_argument("--occitanie", metavar="oui|non", help="à la sortie, reste-t-elle en Occitanie")


def list_all(context: Context) -> int:
    """The companies of a filter, in French order of names."""
    terms = []
    if context.args.statut is not None:
        if not context.args.statut.strip():
            raise Refused("Dire quelle étape : accompagnée, hébergée, prospect…", "statut")
        terms.append(f'statut:"{_quotable(context.args.statut)}"')
    if context.args.fin_avant is not None:
        from realis_tui.domain.french import parse_date

        try:
            terms.append(f"fin<{parse_date(context.args.fin_avant, context.today).isoformat()}")
        except ValueError as error:
            raise Refused(str(error), "fin-avant") from None
    with context.door(Permission.COMPANIES_READ) as door:
        rows = _rows(door, " ".join(terms))
    lines = [_line(row) for row in rows] or ["Aucune entreprise."]
    context.answers.give({"entreprises": [_row(row) for row in rows]}, *lines)
    return 0


def show(context: Context) -> int:
    """One card."""
    with context.door(Permission.COMPANIES_READ) as door:
        _answer_card(context, _card(door, " ".join(context.args.entreprise)))
    return 0


def move(context: Context) -> int:
    """One move of rule 2, with what it asks, or a new application of who may apply again; answers the card."""
    from realis_tui.domain.fields import validate
    from realis_tui.usecases.flows.moves import MoveCompany

    args = context.args
    with context.door(Permission.COMPANIES_WRITE) as door, fields_named(MoveCompany):
        card = _card(door, args.entreprise)
        raw: dict[str, Any] = {
            "company_id": card.id,
            "to": args.statut,
            "on": args.le,
            "decided_on": args.decision,
            "reason": args.motif,
            "months": args.mois,
            "destination_city": args.destination,
            "destination_in_occitanie": args.occitanie,
        }
        given = {key: value for key, value in raw.items() if value is not None}
        request = validate(MoveCompany, given, context.today)
        if request.to is CompanyState.APPLICATION and card.state in REOPENABLE_STATES:
            context.answers.say(_apply_again(door, card, request, given.keys()))
        elif request.to is CompanyState.EXTENDED is card.state:
            context.answers.say(_extend_again(door, card, request, context.today))
        else:
            context.answers.say(_move(door, request, context.today))
        card = _card(door, args.entreprise)
    if context.args.json:
        _answer_card(context, card)
    return 0


def _move(door: "Door", request: "MoveCompany", today: "date") -> list[str]:
    from realis_tui.domain.french import capital
    from realis_tui.usecases.flows.moves import move_company

    if request.decided_on is None:
        request = request.model_copy(update={"decided_on": request.on or today})
    moved = door.perform(move_company, request)
    return [
        f"{moved.name} : « {moved.state.label} » depuis le {moved.on:%d/%m/%Y}.",
        *(f"{capital(line)}." for line in moved.consequences),
    ]


def _apply_again(door: "Door", card: "CompanyCard", request: "MoveCompany", given: "Set[str]") -> list[str]:
    """Who was refused, gave up or left applies anew (rule 3): another passage, the former one in the history."""
    from realis_tui.usecases.companies.lifecycle import ApplyAgain, apply_again

    if others := given - {"company_id", "to", "on"}:
        raise Refused("Une nouvelle candidature n'a ni motif ni décision : seulement --le, s'il le faut.", min(others))
    door.perform(apply_again, ApplyAgain(company_id=card.id, on=request.on))
    former = f" Le passage précédent, « {card.state.label} », reste dans l'historique." if card.state else ""
    return [f"{card.name} : nouvelle candidature.{former}"]


def _extend_again(door: "Door", card: "CompanyCard", request: "MoveCompany", today: "date") -> list[str]:
    """Months more for who is « prolongée » already, as long as some are left (rule 4)."""
    from realis_tui.domain.french import format_date
    from realis_tui.usecases.companies.support import ExtendSupport, extend_support

    if request.months is None:
        raise Refused("Dire de combien de mois l'accompagnement est encore prolongé.", "months")
    if card.support is None:
        raise Refused(f"« {card.name} » n'a pas de convention d'accompagnement en cours.", "to")
    extending = ExtendSupport(
        agreement_id=card.support.id,
        months=request.months,
        decided_on=request.decided_on or request.on or today,
        reason=request.reason,
        version=card.support.version,
    )
    end = door.perform(extend_support, extending)
    return [f"{card.name} : accompagnement prolongé jusqu'au {format_date(end)}."]


def _rows(door: "Door", text: str) -> tuple["CompanyRow", ...]:
    from realis_tui.usecases.companies.lists import ListCompanies, list_companies

    page = door.perform(list_companies, ListCompanies(filter_text=text, limit=_ALL))
    if said := page.remarks + page.unfinished:
        raise Refused(" ".join(said), "statut")
    return page.rows


def _card(door: "Door", text: str) -> "CompanyCard":
    from realis_tui.usecases.companies.cards import CompanyCardRequest, FindCompany, company_card, find_company

    found = door.perform(find_company, FindCompany(text=text))
    return door.perform(company_card, CompanyCardRequest(company_id=found.id))


def _quotable(text: str) -> str:
    return "".join(letter for letter in text if letter not in '"«»|,')


def _line(row: "CompanyRow") -> str:
    parts = [row.name, row.form, row.state.label if row.state else "", row.city or "", ", ".join(row.spaces)]
    end = f"fin le {row.ends_on:%d/%m/%Y}" if row.ends_on else ""
    return ", ".join(part for part in (*parts, end) if part)


def _row(row: "CompanyRow") -> dict[str, Any]:
    return {
        "id": row.id,
        "nom": row.name,
        "forme": row.legal_form,
        "statut": row.state,
        "statut_depuis": row.state_since,
        "annee": row.year,
        "debut": row.starts_on,
        "fin": row.ends_on,
        "jours_restants": row.days_left,
        "locaux": row.spaces,
        "hebergee": row.hosted,
        "referent": row.referent,
        "commune": row.city,
        "departement": row.department,
        "activite": row.activity,
        "contact": row.contact,
        "telephone": row.contact_phone,
    }


def _answer_card(context: Context, card: "CompanyCard") -> None:
    context.answers.give({"entreprise": _document(card)}, *_sentences(card))


def _sentences(card: "CompanyCard") -> list[str]:
    """The card read aloud, a fact a line."""
    from realis_tui.domain.french import format_phone, format_siren

    contact = card.main_contact
    reach = (contact.name, contact.phone and format_phone(contact.phone), contact.email) if contact else ()
    facts = [
        (card.name, ""),
        ("Forme", card.form),
        ("SIREN", card.siren and format_siren(card.siren)),
        ("RNA", card.rna),
        (
            "Étape",
            f"{card.state.label} depuis le {card.state_since:%d/%m/%Y}" if card.state and card.state_since else "",
        ),
        (
            "Accompagnement",
            f"du {card.support.starts_on:%d/%m/%Y} au {card.support.ended_on or card.support.ends_on:%d/%m/%Y}"
            if card.support
            else "",
        ),
        ("Locaux", ", ".join(item.space for item in card.premises if item.is_now)),
        ("Contact", ", ".join(part for part in reach if part)),
        ("Téléphone", card.phone and format_phone(card.phone)),
        ("Courriel", card.email),
        ("Adresse", " ".join(part for part in (card.address, card.postcode, card.city) if part)),
        ("Activité", card.activity),
        ("Référent", card.referent),
        ("Observations", card.notes),
    ]
    told = [f"{label} : {value}" if value else label for label, value in facts if value or label == card.name]
    return told + [f"Alerte : {alert.message}" for alert in card.alerts]


def _document(card: "CompanyCard") -> dict[str, Any]:
    return {
        "id": card.id,
        "nom": card.name,
        "forme": card.legal_form,
        "forme_exacte": card.statute,
        "esus": card.esus,
        "siren": card.siren,
        "sirets": [item.siret for item in card.establishments],
        "rna": card.rna,
        "tva": card.vat_number,
        "naf": card.naf,
        "activite": card.activity,
        "secteur": card.sector,
        "adresse": card.address,
        "cp": card.postcode,
        "commune": card.city,
        "departement": card.department,
        "courriel": card.email,
        "telephone": card.phone,
        "referent": card.referent,
        "observations": card.notes,
        "statut": card.state,
        "statut_depuis": card.state_since,
        "hebergee": card.hosted,
        "contacts": [_contact(who) for who in card.people],
        "accompagnement": _support(card),
        "passages": [_passage(passage) for passage in card.passages],
        "locaux": [
            {"local": item.space, "debut": item.starts_on, "fin": item.ends_on, "aujourd_hui": item.is_now}
            for item in card.premises
        ],
        "conventions": [_hosting(item) for item in card.hosting],
        "chiffres": [_figures(item) for item in card.figures],
        "alertes": [{"nature": item.kind, "message": item.message, "le": item.due_on} for item in card.alerts],
    }


def _contact(who: "PersonView") -> dict[str, Any]:
    return {
        "nom": who.name,
        "fonction": who.title,
        "telephone": who.phone,
        "courriel": who.email,
        "principal": who.is_main,
    }


def _support(card: "CompanyCard") -> dict[str, Any] | None:
    held = card.support
    if held is None:
        return None
    return {
        "debut": held.starts_on,
        "fin": held.ends_on,
        "clos_le": held.ended_on,
        "annee": held.year,
        "jours_restants": held.days_left,
        "avenants": [
            {"nature": item.kind, "decision": item.decided_on, "mois": item.months, "fin": item.new_end}
            for item in held.amendments
        ],
    }


def _passage(passage: "PassageView") -> dict[str, Any]:
    return {
        "numero": passage.number,
        "statut": passage.state,
        "depuis": passage.state_since,
        "decision": passage.decided_on,
        "sortie": passage.exited_on,
        "motif": passage.exit_reason,
        "en_cours": passage.is_current,
    }


def _hosting(held: "HostingView") -> dict[str, Any]:
    return {
        "regime": held.regime,
        "debut": held.starts_on,
        "fin": held.ends_on,
        "locaux": held.spaces,
        "loyer_m2_an": euros(held.rent_cents_per_m2),
        "loyer_mois": euros(held.rent_now_cents),
        "charges_mois": euros(held.charges_cents),
    }


def _figures(year: "FiguresView") -> dict[str, Any]:
    return {
        "annee": year.year,
        "etp": None if year.fte_hundredths is None else year.fte_hundredths / 100,
        "chiffre_affaires": euros(year.turnover_cents),
        "fonds_propres": euros(year.own_funds_cents),
        "subventions": euros(year.grants_cents),
        "beneficiaires": year.beneficiaries,
    }
