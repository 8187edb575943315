"""The pillars one can go to: what the top line shows, what F2–F9 and `g` + letter open.

One line a pillar that is built; one that is not built yet has no line, so nothing of it is shown. Its screen is named,
not imported: the application imports the module in a thread the first time someone goes there.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pillar:
    """A place of the house.

    mode: its name everywhere in the program; f_key: "" for one that is not in the top line (the palette and `g` lead
    there). letter: after `g`. permission: a value of `Permission`, "" for everybody. screen: "module:Class".
    under: the mode highlighted in the top line while this one is open.
    """

    mode: str
    f_key: str
    letter: str
    title: str
    short: str
    screen: str
    permission: str = ""
    under: str = ""


PILLARS: tuple[Pillar, ...] = (
    Pillar(
        "companies",
        "f3",
        "e",
        "Entreprises",
        "Entr.",
        "realis_tui.screens.companies:CompaniesScreen",
        permission="companies.read",
    ),
    Pillar(
        "spaces",
        "",
        "l",
        "Locaux",
        "Loc.",
        "realis_tui.screens.spaces:SpacesScreen",
        permission="spaces.read",
        under="companies",
    ),
    Pillar(
        "rooms",
        "f4",
        "s",
        "Salles",
        "Salles",
        "realis_tui.screens.rooms:PlanningScreen",
        permission="rooms.read",
    ),
)


def pillar(mode: str) -> Pillar | None:
    """The pillar of that name, None for the sign-in and for a name nobody knows."""
    return next((item for item in PILLARS if item.mode == mode), None)
