"""Where a line may break: as French is set, not only at any white space.

Textual wraps with Rich's words, which end at every space, the no-break ones of « 1 234,50 € » included; and a colon or
a closing guillemet at the head of a line is a fault that every French reader sees.
"""

import re

from rich import _wrap

_GLUE = r"[\u00a0\u202f]|(?<=«)\s|\s(?=[»:;!?])"


def wrap_as_french() -> None:
    """From now on no line breaks at a no-break space, after « or before » : ; ! and ?."""
    _wrap.re_word = re.compile(rf"\s*(?:\S|{_GLUE})+\s*")
