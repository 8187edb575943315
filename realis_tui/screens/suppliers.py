"""What the pickers of every form choose from: companies, people, spaces, rooms, who books, found as one types."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TypeVar

from realis_tui.domain.french import fold, fold_name, format_date, format_siren, plural
from realis_tui.usecases.companies.lists import ListCompanies, list_companies
from realis_tui.usecases.flows.search import Hit, SearchEverything, search_everything
from realis_tui.usecases.rooms.catalogue import ListRooms, list_rooms
from realis_tui.usecases.rooms.views import RoomView
from realis_tui.usecases.spaces.plan import PlanRequest, spaces_plan
from realis_tui.widgets.choices import Choice, Supplier

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

MOST = 8
SIREN = 9
LEAST_WITH_SLIP = 4
LIKENESS = 0.75
"""From which a word is another one with a slip (one letter of four, two swapped in eight)."""
Item = TypeVar("Item")


def suppliers_for(app: RealisApp) -> Mapping[str, Supplier]:
    """The suppliers by the name that fields give (`Shown.source`)."""

    async def companies(typed: str) -> Sequence[Choice]:
        if not typed.strip():
            page = await app.ask(list_companies, ListCompanies(view="hebergees", limit=MOST))
            return [Choice(str(row.id), row.name, row.city or "") for row in page.rows] if page else []
        found = await app.ask(search_everything, SearchEverything(text=typed, limit=MOST, kinds=("entreprise",)))
        hits = [
            Choice(str(hit.ref), hit.title, hit.detail, weak=not names(hit.title, typed))
            for hit in (found.hits if found else ())
        ]
        return sorted(_told_apart(hits, found.hits if found else ()), key=lambda choice: _by_name(choice, typed))

    async def people(typed: str) -> Sequence[Choice]:
        found = await app.ask(search_everything, SearchEverything(text=typed, limit=MOST, kinds=("personne",)))
        return [Choice(str(hit.ref), hit.title, hit.detail) for hit in found.hits] if found else []

    async def spaces(typed: str) -> Sequence[Choice]:
        plan = await app.ask(spaces_plan, PlanRequest())
        if plan is None:
            return []
        wanted = fold(typed)
        rows = [row for floor in plan.floors for row in floor.spaces if row.is_lettable and wanted in fold(row.code)]
        rows.sort(key=lambda row: (row.company is not None, not fold(row.code).startswith(wanted), row.code))
        return [Choice(str(row.id), row.code, _standing(row.company, row.until)) for row in rows]

    async def referents(typed: str) -> Sequence[Choice]:
        page = await app.ask(list_companies, ListCompanies(limit=500))
        known = sorted({row.referent for row in page.rows if row.referent}) if page else []
        found = [name for name in known if fold(typed) in fold(name)]
        own = [typed.strip()] if typed.strip() and typed.strip() not in found else []
        return [Choice(name, name) for name in found] + [Choice(name, name, "nouveau nom") for name in own]

    async def rooms(typed: str) -> Sequence[Choice]:
        known = await app.ask(list_rooms, ListRooms()) or ()
        found = _named(known, typed, lambda room: room.name) or [room for room in known if names(room.name, typed)]
        # « garrigue + » is on the way to « Garrigue + Lez ».
        found.sort(key=lambda room: "+" in typed and not room.parts)
        return [Choice(str(room.id), room.name, _room(room)) for room in found]

    async def parties(typed: str) -> Sequence[Choice]:
        kind, named = _kind_of_party(typed)
        if kind:
            return _others(kind, named)
        found = [replace(choice, value=f"company:{choice.value}") for choice in await companies(typed)]
        house = [Choice("interne", HOUSE, "pour la maison, sans prix")]
        starts = typed.strip() and fold(HOUSE).startswith(fold(typed))
        # « Interne » is free of charge: nobody is to come to it by a name that is not known.
        return [*house, *found] if starts else [*found[: MOST - 3], *_others("", typed.strip()), *house]

    async def layouts(typed: str) -> Sequence[Choice]:
        return layouts_of(await app.ask(list_rooms, ListRooms()) or (), typed)

    return {
        "companies": companies, "people": people, "spaces": spaces, "referents": referents, "rooms": rooms,
        "parties": parties, "layouts": layouts,
    }  # fmt: skip


def _by_name(choice: Choice, typed: str) -> tuple[bool, bool, bool]:
    """What is not called so last; of « Mistral » and « Mistràl », the one typed first."""
    typed = typed.strip()
    return choice.weak, choice.label != typed, choice.label.casefold() != typed.casefold()


def _told_apart(choices: Sequence[Choice], hits: Sequence[Hit]) -> list[Choice]:
    """Those whose names are one after folding show their SIREN first."""
    called = Counter(fold_name(choice.label) for choice in choices)
    sirens = {str(hit.ref): hit.copied for hit in hits if len(hit.copied) == SIREN and hit.copied.isdecimal()}
    return [
        replace(choice, detail=f"SIREN {format_siren(sirens[choice.value])} · {choice.detail}".removesuffix(" · "))
        if called[fold_name(choice.label)] > 1 and choice.value in sirens
        else choice
        for choice in choices
    ]


def names(name: str, typed: str) -> bool:
    """Whether what is typed means that name: in full, by its beginning or its words', or with a slip of the keys.

    A number typed in full (SIREN, SIRET) means whoever it is the number of.
    """
    asked, known = _words(typed), _words(name)
    joined, whole = "".join(asked), "".join(known)
    if not joined or whole.startswith(joined) or (joined.isdigit() and len(joined) >= SIREN):
        return True
    if all(any(word.startswith(each) for word in known) for each in asked):
        return True
    begins = (whole[: len(joined)], *(word[: len(joined)] for word in known))
    return len(joined) >= LEAST_WITH_SLIP and any(_is_slip(joined, begin) for begin in begins)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", fold(text))


def _is_slip(typed: str, begin: str) -> bool:
    return abs(len(begin) - len(typed)) <= 1 and SequenceMatcher(None, typed, begin).ratio() >= LIKENESS


def layouts_of(rooms: Iterable[RoomView], typed: str) -> Sequence[Choice]:
    """The ways these rooms can stand, with what they then hold."""
    known = {
        layout.name: Choice(layout.name, layout.name, plural(layout.capacity, "place"))
        for room in rooms
        for layout in room.layouts
    }
    return _named(known.values(), typed, lambda choice: choice.label)


def _named(items: Iterable[Item], typed: str, name: Callable[[Item], str]) -> list[Item]:
    """Those whose name holds what is typed, those that begin with it first."""
    wanted = fold(typed)
    found = [item for item in items if wanted in fold(name(item))]
    return sorted(found, key=lambda item: not fold(name(item)).startswith(wanted))


def _room(room: RoomView) -> str:
    return " · ".join(part for part in (plural(room.capacity, "place"), ", ".join(room.equipment)) if part)


HOUSE = "Interne"
_KINDS = {"projet": "Projet", "exterieur": "Extérieur"}


def _kind_of_party(typed: str) -> tuple[str, str]:
    """« projet : Bocal » is said to be a project, « extérieur Mairie » someone from outside."""
    first, _, rest = typed.strip().replace(":", " ", 1).partition(" ")
    return (fold(first), rest.strip()) if fold(first) in _KINDS and rest.strip() else ("", typed.strip())


def _others(kind: str, named: str) -> list[Choice]:
    """Who has no card: a project of YESS Académie, or someone from outside, by the name typed."""
    if not named:
        return []
    kinds = [kind] if kind else ["exterieur", "projet"]
    return [Choice(f"{each}:{named}", f"{_KINDS[each]} : {named}", "sans fiche") for each in kinds]


def shown_party(who: str, name: str) -> str:
    """What a picker shows for who a booking is for: a company's name, « Interne », « Projet : Bocal »."""
    kind, _, rest = who.partition(":")
    if kind == "interne":
        return HOUSE
    return f"{_KINDS[kind]} : {rest}" if kind in _KINDS else name


def _standing(company: str | None, until: object) -> str:
    if company is None:
        return "libre"
    return f"{company}, jusqu'au {format_date(until)}" if until else company  # type: ignore[arg-type]
