"""A line at an edge of the screen: the top line, the keys."""

from textual.geometry import Size
from textual.widget import Widget


class EdgeLine(Widget):
    """One line that never scrolls: to be given its width asks for no second layout, nor for being drawn again."""

    DEFAULT_CSS = """
    EdgeLine { height: 1; width: 1fr; background: $surface; }
    """
    ALLOW_SELECT = False

    def _size_updated(self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True) -> bool:
        return super()._size_updated(size, virtual_size, container_size, layout=False)
