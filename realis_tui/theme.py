"""The two themes, *realis-nuit* and *realis-clair*: every colour of the program comes from here, by its name."""

from collections.abc import Mapping
from typing import Final

from textual.theme import Theme

NIGHT: Final[Mapping[str, str]] = {
    "background": "#16181D",
    "surface": "#1D2026",
    "panel": "#262A32",
    "boost": "#2E333D",
    "foreground": "#E8E3D8",
    "muted": "#959BA6",
    "border-colour": "#3A404C",
    "tournesol": "#E9B44C",
    "pastel": "#719ED3",
    "garance": "#E27E7B",
    "olivier": "#8DB580",
    "ocre": "#E58E3C",
    "vigne": "#AC8FC6",
}
LIGHT: Final[Mapping[str, str]] = {
    "background": "#FAF7F1",
    "surface": "#F3EEE4",
    "panel": "#E9E2D4",
    "boost": "#DFD6C4",
    "foreground": "#22252B",
    "muted": "#625D51",
    "border-colour": "#CFC5B2",
    "tournesol": "#805300",
    "pastel": "#2F5D8C",
    "garance": "#B3261E",
    "olivier": "#346740",
    "ocre": "#934A00",
    "vigne": "#6B4A8C",
}
BACKGROUNDS: Final = ("background", "surface", "panel", "boost")
TEXTS: Final = ("foreground", "muted", "tournesol", "pastel", "garance", "olivier", "ocre", "vigne")
"""Colours that text is written in: at least 4.5:1 on each of the four backgrounds (held by a test)."""

NIGHT_NAME: Final = "realis-nuit"
LIGHT_NAME: Final = "realis-clair"


def _theme(name: str, colours: Mapping[str, str], dark: bool) -> Theme:
    tournesol, muted, border = colours["tournesol"], colours["muted"], colours["border-colour"]
    return Theme(
        name=name,
        primary=tournesol,
        accent=tournesol,
        secondary=colours["pastel"],
        warning=colours["ocre"],
        error=colours["garance"],
        success=colours["olivier"],
        foreground=colours["foreground"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["panel"],
        boost=colours["boost"],
        dark=dark,
        variables={
            # Said again here: Textual derives some of these from others, rounds them, and loses an opaque boost.
            **{key: colours[key] for key in (*BACKGROUNDS, *TEXTS)},
            "primary": tournesol,
            "accent": tournesol,
            "border-colour": border,
            "on-tournesol": colours["background"],
            "border": border,
            "border-blurred": border,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            # The chosen row of a list: tournesol at about 20 % over the background, as in the pictures.
            "block-cursor-background": f"{tournesol} 20%",
            "block-cursor-foreground": colours["foreground"],
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": f"{tournesol} 12%",
            "block-cursor-blurred-foreground": colours["foreground"],
            "block-cursor-blurred-text-style": "none",
            "block-hover-background": colours["panel"],
            "input-cursor-background": tournesol,
            "input-cursor-foreground": colours["background"],
            "input-selection-background": f"{tournesol} 30%",
            "scrollbar": border,
            "scrollbar-hover": muted,
            "scrollbar-active": tournesol,
            "scrollbar-background": colours["background"],
            "scrollbar-background-hover": colours["background"],
            "scrollbar-background-active": colours["background"],
            "scrollbar-corner-color": colours["background"],
            "footer-key-foreground": tournesol,
            "link-color": colours["pastel"],
        },
    )


THEMES: Final = (_theme(NIGHT_NAME, NIGHT, True), _theme(LIGHT_NAME, LIGHT, False))


def theme_named(chosen: str) -> str:
    """The theme's full name from what a person writes: « clair », « realis-clair », anything else is nuit."""
    return LIGHT_NAME if chosen.strip().casefold() in ("clair", LIGHT_NAME) else NIGHT_NAME
