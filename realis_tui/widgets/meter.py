"""« Heures de salle  ▇▇▇▇▁▁ 6 h + 2 h sur 10 h »: what is used, what this act would add, what is granted."""

from textual.content import Content
from textual.widgets import Static

from realis_tui.widgets import content as ink


def meter_line(used: float, total: float, added: float = 0, label: str = "", width: int = 10) -> Content:
    """The bar in `$pastel`, what is about to be added in `$tournesol` (`$garance` past the total), the label after."""
    full, rest = ("#", "-") if ink.Plain.signs else ("▇", "▁")
    scale = width / total if total > 0 else 0.0
    before = min(width, round(used * scale))
    after = min(width, round((used + added) * scale))
    if added > 0 and after == before < width:
        after += 1
    over = total <= 0 < used + added or used + added > total
    bar = Content.assemble(
        (full * before, "$pastel"),
        (full * (after - before), "$garance" if over else "$tournesol"),
        (rest * (width - after), "$muted"),
    )
    shown = ink.line(label, "$garance" if over else "")
    return Content.assemble(bar, "  ", shown) if label else bar


class Meter(Static):
    """A `meter_line` kept up to date by `show`."""

    DEFAULT_CSS = """
    Meter { height: 1; width: auto; }
    """

    def show(self, used: float, total: float, added: float = 0, label: str = "", width: int = 10) -> None:
        """Draw other figures."""
        self.update(meter_line(used, total, added, label, width))
