"""The palette can be read: 4.5:1 for every text colour on the four backgrounds, in both themes."""

import pytest
from textual.color import Color

from realis_tui.theme import BACKGROUNDS, LIGHT, NIGHT, TEXTS, THEMES, theme_named


def luminance(colour: Color) -> float:
    parts = [value / 255 for value in colour.rgb]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [NIGHT, LIGHT], ids=["nuit", "clair"])
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_text_can_be_read(palette: dict[str, str], text: str, background: str) -> None:
    assert contrast(palette[text], palette[background]) >= 4.5


@pytest.mark.parametrize(("theme", "palette"), list(zip(THEMES, (NIGHT, LIGHT), strict=True)))
def test_textual_keeps_the_palette_as_it_is(theme: object, palette: dict[str, str]) -> None:
    variables = {**theme.to_color_system().generate(), **theme.variables}  # type: ignore[attr-defined]
    for name in (*BACKGROUNDS, *TEXTS, "border-colour"):
        assert variables[name].lower() == palette[name].lower(), name
    assert variables["primary"].lower() == palette["tournesol"].lower()


def test_themes_by_the_name_people_write() -> None:
    assert [theme_named(name) for name in ("clair", "realis-clair", "nuit", "", "rose")] == (
        ["realis-clair"] * 2 + ["realis-nuit"] * 3
    )
