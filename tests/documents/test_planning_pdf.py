"""The planning on paper: always on its one page, everything said or counted, and nothing of it ever obeyed."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.documents import typesetting
from realis_tui.documents.planning_pdf import door_pdf, door_sheets, period_words, week_of_room, week_of_rooms, week_pdf
from realis_tui.documents.typesetting import FONTS, TEMPLATES, typeset
from realis_tui.domain.refusals import Refused
from realis_tui.domain.rooms import BookingStatus, Purpose
from realis_tui.usecases.rooms.views import PlanningBlock, PlanningView
from tests.documents.pdf_text import pages
from tests.documents.plannings import AT, MONDAY, a_day, booked, closed, in_a_row, room, view, week

ROOM = room(equipment=("écran", "visio"), place="1er étage")
TUESDAY = MONDAY + timedelta(days=1)
HOSTILE = '#panic("x") *gras* _it_ $x^2$ [bold]x[/] #import "/etc/passwd" <a> @b `c` // d'


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def printed(tmp_path: Path, of: PlanningView, room_id: int | None, sheet: Any = week_pdf) -> list[str]:
    """The text of each page of what is written."""
    path = tmp_path / "planning.pdf"
    sheet(path, of, room_id, printed_at=AT)
    return [plain(page) for page in pages(path.read_bytes())]


def entries(of: PlanningView, on: date = MONDAY) -> list[dict[str, Any]]:
    rank = [day.on for day in of.days].index(on)
    found: list[dict[str, Any]] = week_of_room(of, of.rooms[0], AT)["days"][rank]["blocks"]
    return found


# A week of one room


def test_a_week_of_one_room_on_one_page(tmp_path: Path) -> None:
    blocks = [
        booked(ROOM, MONDAY, "09:00", "12:00", "Vélomistrau", title="Conseil d'administration"),
        booked(ROOM, TUESDAY, "14:00", "15:30", "Terra Nòstra", status=BookingStatus.OPTION),
        closed(ROOM, MONDAY + timedelta(days=3), "00:00", "00:00", "Peinture"),
    ]
    (text,) = printed(tmp_path, view(week(), [ROOM], blocks), ROOM.id)
    for said in (
        "Garrigue",
        "Semaine 48, du lundi 23 au dimanche 29 novembre 2026",
        "12 personnes · écran, visio · 1er étage",
        "E Vélomistrau",
        "9 h – 12 h",
        "Conseil d’administration",
        "? Terra Nòstra",
        "option, à confirmer",
        "Peinture",
        "toute la journée",
        "dim. 29",
        "fermé",
        "imprimé le lundi 23 novembre 2026 à 9 h 42",
    ):
        assert said in text.replace("\n", " ").replace("  ", " "), said


def test_a_holiday_is_named(tmp_path: Path) -> None:
    days = [a_day(date(2027, 5, 6), "Ascension"), a_day(date(2027, 5, 7))]
    (text,) = printed(tmp_path, view(days, [ROOM], []), ROOM.id)
    assert "férié, Ascension" in text
    assert "option, à confirmer" not in text


def test_what_was_given_up_is_not_on_paper() -> None:
    blocks = [
        booked(ROOM, MONDAY, "09:00", "10:00", status=BookingStatus.CANCELLED),
        booked(ROOM, MONDAY, "10:00", "11:00", status=BookingStatus.OPTION, lapsed=True),
        booked(ROOM, MONDAY, "11:00", "12:00", status=BookingStatus.NO_SHOW),
    ]
    (entry,) = entries(view(week(), [ROOM], blocks))
    assert (plain(entry["hours"]), entry["detail"]) == ("11 h – 12 h", "non honorée")


def test_the_hours_drawn_stretch_to_what_is_booked_outside_them() -> None:
    blocks = [booked(ROOM, MONDAY, "05:30", "06:30"), booked(ROOM, TUESDAY, "22:30", "00:00")]
    data = week_of_room(view(week(), [ROOM], blocks), ROOM, AT)
    assert (data["first"], data["last"]) == (5 * 60, 24 * 60)
    assert data["days"][0]["shut"] == [{"from": 300, "to": 420}, {"from": 1320, "to": 1440}]
    assert plain(data["days"][1]["blocks"][0]["hours"]) == "22 h 30 – 24 h"


def test_a_booking_through_midnight_is_on_both_days() -> None:
    night = booked(ROOM, MONDAY, "22:00", "00:00")
    night = night._replace(slot=replace(night.slot, end=night.slot.end + timedelta(hours=2)))
    data = week_of_room(view(week(), [ROOM], [night]), ROOM, AT)
    assert [(each["from"], each["to"]) for day in data["days"] for each in day["blocks"]] == [(1320, 1440), (0, 120)]


def test_the_two_parts_of_a_combined_room_stand_side_by_side() -> None:
    blocks = [
        booked(ROOM, MONDAY, "08:00", "12:00", through="Garrigue"),
        booked(ROOM, MONDAY, "09:00", "10:00", "Solidoc", through="Lez"),
        booked(ROOM, MONDAY, "10:00", "13:00", "Papilles", through="Lez"),
        booked(ROOM, MONDAY, "13:00", "14:00", "Fées"),
    ]
    found = entries(view(week(), [ROOM], blocks))
    assert [(each["label"], each["lane"], each["lanes"]) for each in sorted(found, key=lambda each: each["from"])] == [
        ("Vélomistrau", 0, 2),
        ("Solidoc", 1, 2),
        ("Papilles", 1, 2),
        ("Fées", 0, 1),
    ]


def test_the_page_of_all_rooms_shows_a_booking_once_and_says_what_takes_the_other_rooms() -> None:
    rooms = [room(id=1, name="Garrigue"), room(id=2, name="Garrigue + Lez")]
    blocks = [
        booked(rooms[1], MONDAY, "14:00", "16:00", "Plénière"),
        booked(rooms[0], MONDAY, "14:00", "16:00", "Plénière", through="Garrigue + Lez"),
    ]
    part, combined = week_of_rooms(view(week(), rooms, blocks), AT)["rooms"]
    (taken,), (meeting,) = part["cells"][0], combined["cells"][0]
    assert (meeting["label"], meeting["letter"], meeting["elsewhere"]) == ("Plénière", "E", False)
    assert (taken["label"], taken["letter"], taken["elsewhere"]) == ("pris par Garrigue + Lez", "", True)
    assert taken["hours"] == meeting["hours"]


def test_meetings_too_short_to_be_read_are_drawn_as_one_and_counted() -> None:
    blocks = [*in_a_row(ROOM, MONDAY, 8 * 60, 5, 6), booked(ROOM, MONDAY, "08:30", "09:30", "Solidoc")]
    found = entries(view(week(), [ROOM], blocks))
    assert sum(1 + _others(each["more"]) for each in found) == len(blocks)
    assert plain(found[0]["hours"]) == "8 h – 8 h 15"
    assert (found[-1]["from"], found[-1]["to"]) == (510, 570)


def test_a_short_meeting_alone_is_as_tall_as_a_line_but_says_its_own_hours() -> None:
    (entry,) = entries(view(week(), [ROOM], [booked(ROOM, MONDAY, "09:00", "09:05")]))
    assert plain(entry["hours"]) == "9 h – 9 h 05"
    assert entry["to"] - entry["from"] > 5


def _others(more: str) -> int:
    told = plain(more).partition(" et ")[2].split(" ")[0]
    return int(told) if told.isdigit() else 0


@given(
    st.lists(st.tuples(st.integers(0, 1425), st.integers(1, 300)), max_size=60).map(
        lambda spans: [(start, min(1440, start + length)) for start, length in spans]
    )
)
def test_blocks_never_overlap_on_the_page_and_none_is_lost(spans: list[tuple[int, int]]) -> None:
    blocks = [_span(start, end) for start, end in spans]
    found = entries(view(week(), [ROOM], blocks))
    assert sum(1 + _others(each["more"]) for each in found) == len(blocks)
    for rank, one in enumerate(found):
        assert 0 <= one["from"] < one["to"] <= 1440
        for other in found[rank + 1 :]:
            if one["from"] < other["to"] and other["from"] < one["to"]:
                assert one["lanes"] == other["lanes"] and one["lane"] != other["lane"]


def _span(start: int, end: int) -> PlanningBlock:
    return booked(
        ROOM, MONDAY, f"{start // 60:02d}:{start % 60:02d}", f"{end // 60 % 24:02d}:{end % 60:02d}", "Réunion"
    )


# The week of all rooms


def test_a_week_of_all_rooms_on_one_page(tmp_path: Path) -> None:
    rooms = [room(1), room(2, "Lez", 20), room(3, "Thau", 8)]
    blocks = [booked(each, MONDAY, "09:00", "10:30", f"Chez {each.name}") for each in rooms]
    (text,) = printed(tmp_path, view(week(), rooms, blocks), None)
    text = text.replace("\n", " ").replace("  ", " ")
    for said in ("Salles", "Garrigue", "Lez", "Thau", "20 p.", "E Chez Thau", "9 h – 10 h 30"):
        assert said in text, said


@pytest.mark.parametrize(
    ("rooms", "meetings", "said"),
    [(1, 200, "autres"), (4, 30, "autres"), (20, 9, "autres"), (60, 0, "autres salles"), (60, 3, "autres salles")],
)
def test_an_overfull_week_stays_on_its_page_and_counts_the_rest(
    tmp_path: Path, rooms: int, meetings: int, said: str
) -> None:
    every = [room(number, f"Salle {number}") for number in range(1, rooms + 1)]
    blocks = [block for each in every for block in in_a_row(each, MONDAY, 0, 5, meetings)]
    (text,) = printed(tmp_path, view(week(), every, blocks), None)
    assert said in text
    assert "imprimé le" in text


@pytest.mark.parametrize(("rooms", "meetings"), [(1, 3), (7, 4), (12, 3), (20, 2)])
def test_a_usual_week_is_all_there(tmp_path: Path, rooms: int, meetings: int) -> None:
    every = [room(number, f"Salle {number}") for number in range(1, rooms + 1)]
    blocks = [block for each in every for block in in_a_row(each, MONDAY, each.id * 20, 60, meetings)]
    (text,) = printed(tmp_path, view(week(), every, blocks), None)
    assert "autre" not in text
    assert text.count("Réunion") == len(blocks)


def test_no_room_and_no_meeting_is_a_page_all_the_same(tmp_path: Path) -> None:
    assert len(printed(tmp_path, view(week(), [], []), None)) == 1
    assert week_of_rooms(view(week(), [ROOM], []), AT)["rooms"][0]["cells"] == [[]] * 7


# The door


def test_the_door_says_the_meetings_and_what_is_free_between(tmp_path: Path) -> None:
    blocks = [
        booked(ROOM, MONDAY, "09:00", "10:30", "Vélomistrau", title="Conseil", buffer=15),
        booked(ROOM, MONDAY, "14:00", "16:00", "Atelier", purpose=Purpose.WORKSHOP),
    ]
    (text,) = printed(tmp_path, view([a_day(MONDAY)], [ROOM], blocks), ROOM.id, door_pdf)
    shown = [line.strip() for line in text.splitlines() if line.strip()]
    assert shown[:3] == ["Garrigue", "Lundi 23 novembre 2026", "12 personnes · écran, visio · 1er étage"]
    flat = " ".join(shown)
    order = [
        "de 7 h à 8 h 45",
        "9 h – 10 h 30",
        "Vélomistrau",
        "Conseil",
        "de 10 h 45 à 14 h",
        "14 h – 16 h",
        "Atelier",
    ]
    assert [flat.index(said) for said in order] == sorted(flat.index(said) for said in order)
    assert "imprimé le lundi 23 novembre 2026 à 9 h 42" in flat


def test_a_free_day_says_so(tmp_path: Path) -> None:
    (text,) = printed(tmp_path, view([a_day(MONDAY, "Noël")], [ROOM], []), ROOM.id, door_pdf)
    assert "Libre" in text and "de 7 h à 22 h" in text and "Noël" in text


def test_a_closed_day_says_so(tmp_path: Path) -> None:
    (text,) = printed(tmp_path, view([a_day(MONDAY, is_closed=True)], [ROOM], []), ROOM.id, door_pdf)
    assert "La maison est fermée" in text and "ibre" not in text


def test_a_gap_too_short_to_meet_in_is_not_called_free() -> None:
    blocks = [booked(ROOM, MONDAY, "07:00", "12:00"), booked(ROOM, MONDAY, "12:10", "22:00")]
    (sheet,) = door_sheets(view([a_day(MONDAY)], [ROOM], blocks), [ROOM], AT)["rooms"]
    assert [entry["free"] for entry in sheet["entries"]] == [False, False]


@pytest.mark.parametrize(("meetings", "left"), [(14, 0), (24, 0), (90, 1)])
def test_an_overfull_day_stays_on_its_page_and_counts_the_rest(tmp_path: Path, meetings: int, left: int) -> None:
    blocks = in_a_row(ROOM, MONDAY, 7 * 60, 900 // meetings, meetings)
    (text,) = printed(tmp_path, view([a_day(MONDAY)], [ROOM], blocks), ROOM.id, door_pdf)
    shown = text.count("Réunion")
    assert (shown < meetings) == bool(left)
    assert not left or f"… et {meetings - shown} autres réunions" in text.replace("\n", "")


def test_one_page_for_each_door(tmp_path: Path) -> None:
    rooms = [room(1), room(2, "Lez"), room(3, "Thau")]
    found = printed(tmp_path, view([a_day(MONDAY)], rooms, []), None, door_pdf)
    assert [name for page in found for name in ("Garrigue", "Lez", "Thau") if name in page] == [
        "Garrigue",
        "Lez",
        "Thau",
    ]


def test_a_room_that_is_not_shown_or_no_room_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="planning affiché"):
        printed(tmp_path, view([a_day(MONDAY)], [ROOM], []), 99, door_pdf)
    with pytest.raises(Refused, match="Aucune salle"):
        printed(tmp_path, view([a_day(MONDAY)], [], []), None, door_pdf)
    assert not list(tmp_path.iterdir())


# What is said is never obeyed


def everywhere(text: str) -> PlanningView:
    of = replace(ROOM, name=text, equipment=(text,), place=text)
    blocks = [
        booked(of, MONDAY, "09:00", "12:00", text, title=text, through=text),
        closed(of, TUESDAY, "08:00", "20:00", text),
    ]
    return view([a_day(MONDAY, text), a_day(TUESDAY)], [of], blocks)


@pytest.mark.parametrize("sheet", [week_pdf, door_pdf])
@pytest.mark.parametrize("room_id", [ROOM.id, None])
def test_markup_shows_as_such(tmp_path: Path, sheet: Any, room_id: int | None) -> None:
    (text,) = printed(tmp_path, everywhere(HOSTILE), room_id, sheet)
    assert '#panic("x") *gr' in text


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\x1b]52;c;x\x07b", "\x00a\x9bb", "a" * 5_000, "a " * 3_000, "é\u0301" * 900, "🎉 fête"]
)
@pytest.mark.parametrize("sheet", [week_pdf, door_pdf])
def test_nothing_hostile_reaches_the_page(tmp_path: Path, sheet: Any, text: str) -> None:
    for room_id in (ROOM.id, None):
        (found,) = printed(tmp_path, everywhere(text), room_id, sheet)
        assert not set("\u202e\x1b\x07\x00\x9b") & set(found)


@given(st.text(max_size=80))
def test_any_text_makes_one_page(text: str) -> None:
    of = everywhere(text)
    for template, data in (
        ("week_room.typ", week_of_room(of, of.rooms[0], AT)),
        ("week_rooms.typ", week_of_rooms(of, AT)),
        ("door.typ", door_sheets(replace(of, days=of.days[:1]), of.rooms, AT)),
    ):
        assert len(pages(typeset(template, data, AT))) == 1


# The file


def test_the_same_planning_is_the_same_file(tmp_path: Path) -> None:
    of = view(week(), [ROOM], [booked(ROOM, MONDAY, "09:00", "12:00")])
    for name in ("a.pdf", "b.pdf"):
        week_pdf(tmp_path / name, of, ROOM.id, printed_at=AT)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_file_that_cannot_be_written_is_said_and_the_former_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, of = tmp_path / "semaine.pdf", view(week(), [ROOM], [])
    path.write_bytes(b"before")

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(typesetting, "typeset", full)
    with pytest.raises(Refused, match="n'a pas pu être écrit"):
        week_pdf(path, of, ROOM.id, printed_at=AT)
    assert [each.name for each in tmp_path.iterdir()] == ["semaine.pdf"]
    assert path.read_bytes() == b"before"


def test_templates_letters_and_their_licence_are_shipped() -> None:
    assert {path.name for path in TEMPLATES.iterdir()} >= {"sheet.typ", "door.typ", "week_room.typ", "week_rooms.typ"}
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert {path.stem for path in FONTS.glob("*.otf")} == {"Inter-Regular", "Inter-Bold", "Inter-Italic"}


# Words


@pytest.mark.parametrize(
    ("first", "days", "said"),
    [
        (date(2026, 11, 23), 7, "Semaine 48, du lundi 23 au dimanche 29 novembre 2026"),
        (date(2026, 11, 30), 5, "Semaine 49, du lundi 30 novembre au vendredi 4 décembre 2026"),
        (date(2026, 12, 28), 7, "Semaine 53, du lundi 28 décembre 2026 au dimanche 3 janvier 2027"),
        (date(2026, 11, 26), 7, "Du jeudi 26 novembre au mercredi 2 décembre 2026"),
        (date(2026, 12, 1), 2, "Du mardi 1er au mercredi 2 décembre 2026"),
        (date(2026, 11, 23), 1, "Lundi 23 novembre 2026"),
    ],
)
def test_the_period_in_words(first: date, days: int, said: str) -> None:
    assert period_words([first + timedelta(days=rank) for rank in range(days)]) == said
