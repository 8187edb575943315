"""The top line: name, pillars with their F-key, who is signed in, whether another desk is there, date and time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from textual import events
from textual.content import Content

from realis_tui.pillars import Pillar
from realis_tui.widgets import signs
from realis_tui.widgets.edge_line import EdgeLine

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
"""Written here too: the first frame does not wait for `domain/french.py` and what it needs."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the top line says. connected: None while the data base is being opened. other_desks: how many more."""

    now: datetime
    pillars: tuple[Pillar, ...] = ()
    current: str = ""
    who: str = ""
    role: str = ""
    demo: bool = False
    connected: bool | None = None
    other_desks: int = 0


Places = list[tuple[int, int, str]]
"""Start and end columns of each pillar, for the mouse."""


def top_line(standing: Standing, width: int) -> tuple[Content, Places]:
    """The line at `width` columns, and where its pillars are: the fullest of its forms that fits."""
    for short, keyed, ends in (
        (False, True, (_who, _demo, _desk, _date, _time)),
        (False, True, (_who_short, _demo, _desk, _date, _time)),
        (False, True, (_who_short, _demo_short, _desk, _date, _time)),
        (False, True, (_who_short, _demo_short, _desk, _time)),
        (False, True, (_demo_short, _desk, _time)),
        (False, True, (_demo_short, _desk_sign, _time)),
        (True, True, (_demo, _desk, _date, _time)),
        (True, True, (_demo_short, _desk, _time)),
        (True, True, (_desk_sign, _time)),
        (True, False, (_demo_short, _desk_sign, _time)),
        (True, False, (_desk_sign, _time)),
        (True, False, (_time,)),
    ):
        start, places = _start(standing, short, keyed)
        end = _joined([part(standing) for part in ends])
        gap = width - start.cell_length - end.cell_length - 1
        if gap >= 1:
            return Content.assemble(start, " " * gap, end, " "), places
    start, places = _start(standing, True, False)
    return start.truncate(max(width, 0)), places


def _start(standing: Standing, short: bool, keyed: bool) -> tuple[Content, Places]:
    chip = " R " if short else " REALIS "
    line = Content.assemble((chip, "bold $on-tournesol on $tournesol"), " " if short else "  ")
    places: Places = []
    for item in standing.pillars:
        if not item.f_key:
            continue
        part = _pillar(item, item.mode == standing.current, short, keyed)
        places.append((line.cell_length, line.cell_length + part.cell_length, item.mode))
        line += part
    return line, places


def _pillar(item: Pillar, current: bool, short: bool, keyed: bool) -> Content:
    key = item.f_key.upper()
    if current:
        inside = Content.styled(f" {key} " if keyed else " ", "bold $tournesol on $boost")
        return Content.assemble(inside, (f"{item.title} ", "bold $foreground on $boost"))
    if short:
        return Content.assemble((key, "$muted"), (f"{item.short} ", "$foreground"))
    return Content.assemble((f" {key} ", "$muted"), (f"{item.title} ", "$foreground"))


def _joined(parts: list[Content]) -> Content:
    return Content("  ").join([part for part in parts if part])


def _who(standing: Standing) -> Content:
    if not standing.who:
        return Content("")
    name = Content(standing.who).truncate(28, ellipsis=True)
    return Content.assemble((name.plain, "$foreground"), (f" · {standing.role}" if standing.role else "", "$muted"))


def _who_short(standing: Standing) -> Content:
    """« Claire F. »: at a desk that many use, whose acts these will be."""
    first, *rest = standing.who.split() or [""]
    name = Content(first).truncate(12, ellipsis=True).plain
    return Content.styled(f"{name} {rest[-1][0]}." if rest else name, "$foreground")


def _demo(standing: Standing) -> Content:
    return Content.styled("données fictives", "$vigne") if standing.demo else Content("")


def _demo_short(standing: Standing) -> Content:
    return Content.styled("fictif", "$vigne") if standing.demo else Content("")


def _desk(standing: Standing) -> Content:
    if standing.connected is None:
        return Content.styled(signs.sign("open").plain, "$muted")
    if not standing.connected:
        return Content.assemble(signs.sign("late"), (" base injoignable", "$garance"))
    if standing.other_desks:
        return Content.assemble(signs.sign("fine"), (f" {standing.other_desks + 1} postes", "$muted"))
    return signs.sign("fine")


def _desk_sign(standing: Standing) -> Content:
    """Without how many they are; that the base is out of reach is always said in words."""
    return _desk(replace(standing, other_desks=0))


def _date(standing: Standing) -> Content:
    now = standing.now
    day = "1er" if now.day == 1 else str(now.day)
    return Content.styled(f"{_DAYS[now.weekday()]} {day} {_MONTHS[now.month - 1]}", "$muted")


def _time(standing: Standing) -> Content:
    return Content.styled(f"{standing.now:%H:%M}", "bold $foreground")


class TopLine(EdgeLine):
    """Draws what `standing` says at the moment it is drawn; a click on a pillar goes there."""

    DEFAULT_CSS = """
    TopLine { dock: top; color: $foreground; }
    """

    def __init__(self, standing: Callable[[], Standing]) -> None:
        super().__init__()
        self._standing = standing
        self._places: Places = []

    def render(self) -> Content:
        line, self._places = top_line(self._standing(), self.size.width)
        return line

    def on_click(self, event: events.Click) -> None:
        for start, end, mode in self._places:
            if start <= event.x < end:
                self.app.call_later(self.app.run_action, f"go('{mode}')")
