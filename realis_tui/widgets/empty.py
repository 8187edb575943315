"""An empty place: one sentence, and the key that does something about it."""

from textual.content import Content
from textual.widgets import Static

from realis_tui.widgets import content as ink


def empty_sentence(sentence: str, key: str = "", act: str = "") -> Content:
    """« Aucune séance encore.  s  noter une séance »: for a list (`RecordList(empty=…)`) or an `EmptyState`."""
    parts = [ink.line(sentence, "$muted")]
    if key:
        parts.append(Content.assemble(ink.line(key, "bold $tournesol"), " ", ink.line(act, "$muted")))
    return Content("  ").join(parts)


class EmptyState(Static):
    """The sentence in the middle of the place that is empty."""

    DEFAULT_CSS = """
    EmptyState { height: 1fr; content-align: center middle; text-align: center; }
    """

    def __init__(self, sentence: str, key: str = "", act: str = "", *, id: str | None = None) -> None:
        super().__init__(empty_sentence(sentence, key, act), id=id)
