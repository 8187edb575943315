"""The help: every key that answers on the screen one comes from, by group, each of which Entrée does."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from realis_tui import keys
from realis_tui.screens.framed import FramedBox
from realis_tui.widgets.key_line import Entry, entries


class HelpScreen(FramedBox[None]):
    """Opened on `F1` or `?`; what it lists is what is bound now, so it cannot be wrong."""

    PLACE = "help"
    IS_PASSING = True
    CSS = """
    HelpScreen > #box { max-width: 84; }
    HelpScreen OptionList { height: auto; max-height: 100%; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    AUTO_FOCUS = "OptionList"

    def __init__(self, about: Screen[object]) -> None:
        super().__init__()
        self._entries = {entry[0].act: entry for entry in entries(about)}

    def compose_box(self) -> ComposeResult:
        yield OptionList(*self._lines(), markup=False, compact=True)

    def on_mount(self) -> None:
        box = self.query_one("#box")
        box.border_title = Content("Les touches ici")
        box.border_subtitle = Content("Entrée fait ce qui est choisi")

    def _lines(self) -> list[Option | None]:
        groups: dict[str, list[Entry]] = {}
        for entry in self._entries.values():
            if entry[0].act not in _SAID_ELSEWHERE:
                groups.setdefault(entry[0].group, []).append(entry)
        lines: list[Option | None] = []
        for group, members in groups.items():
            lines.append(Option(Content.styled(group, "bold $tournesol"), disabled=True))
            for key, pressed, _ in sorted(members, key=lambda item: item[0].rank or 99):
                others = [keys.shown(name) for name in _twins(key.act) if keys.shown(name) != pressed]
                lines.append(_line([pressed, *others], key.help or key.label, key.act))
        places = [item for item in self.realis.standing().pillars if item.f_key or item.letter]
        if places:
            lines.append(Option(Content.styled("Aller à", "bold $tournesol"), disabled=True))
            for item in places:
                ways = [*([keys.shown(item.f_key)] if item.f_key else []), f"g {item.letter}"]
                lines.append(_line(ways, item.title, f"go.{item.mode}"))
        return lines

    @on(OptionList.OptionSelected)
    async def _run(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        act = event.option_id or ""
        self.dismiss(None)
        if act.startswith("go."):
            self.app.call_later(self.app.run_action, f"app.go('{act[3:]}')")
        elif (entry := self._entries.get(act)) and (active := entry[2]) is not None:
            self.app.call_later(self.app.run_action, active.binding.action, active.node)


_SAID_ELSEWHERE = {"frame.help_letter", "frame.search_from_field"}


def _twins(act: str) -> tuple[str, ...]:
    also = {"frame.help": ("question_mark",), "frame.search": ("ctrl+f",)}
    key = keys.by_act(act)
    return (*(key.keys if key else ()), *also.get(act, ()))


def _line(pressed: list[str], help: str, act: str) -> Option:
    names = " ou ".join(dict.fromkeys(pressed))
    return Option(Content.assemble("  ", (f"{names:<20}", "bold $tournesol"), help), id=act)
