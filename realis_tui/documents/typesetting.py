"""PDF pages set by Typst from the templates of the house; what is said on them goes as data, never as markup."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from realis_tui.documents.in_place import write_in_place

_HERE = Path(__file__).parent
TEMPLATES, FONTS = _HERE / "templates", _HERE / "fonts"


def write_pdf(path: Path, template: str, data: Mapping[str, Any], at: datetime) -> None:
    """Set `template` (« door.typ ») with `data` at a moment, and put it in place whole. Raises `Refused`."""
    write_in_place(path, lambda beside: beside.write_bytes(typeset(template, data, at)))


def typeset(template: str, data: Mapping[str, Any], at: datetime) -> bytes:
    """The PDF: the same data at the same moment give the same bytes, on any machine, with the house's own letters."""
    import typst

    return typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
