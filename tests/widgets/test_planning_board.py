"""Where a cursor may stand on a planning, and what is in the way of a booking that is moved."""

import itertools
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from realis_tui.domain.rooms import BookingStatus, Slot
from realis_tui.widgets.planning.board import Board, Wanted, clock, instant_at, minute_of
from tests.widgets.planning_data import MONDAY, at, block, booking, closure, the_day, view_of


def board_of(*rows: tuple[str, str], hours: tuple[int, int] = (7, 22)) -> Board:
    """One room's Monday with bookings at these hours."""
    blocks = [block(booking(rank, 1, f"Nº {rank}", start, end)) for rank, (start, end) in enumerate(rows, 1)]
    return Board(view_of(blocks, hours=hours))


def walk(board: Board, start: str, by: int, step: int = 30, most: int = 60) -> list[str]:
    """The stops of the cursor from an hour: « 09:00 » for free time, « Nº 1 » for a booking."""
    hour, _, minute = start.partition(":")
    here: Wanted | None = board.land(1, MONDAY, int(hour) * 60 + int(minute or 0))
    stops = []
    while here is not None and len(stops) < most:
        laid = board.at(here)
        stops.append(laid.block.label if laid is not None else clock(here.start))
        here = board.stepped(here, by, step)
    return stops


def test_the_cursor_stops_at_each_block_and_leaves_it_by_its_end() -> None:
    board = board_of(("8:30", "10"), ("10", "10:15"), ("11:10", "11:20"))
    assert walk(board, "8", 1, most=8) == ["08:00", "Nº 1", "Nº 2", "10:15", "10:30", "11:00", "Nº 3", "11:20"]
    assert walk(board, "11:30", -1, most=8) == ["11:30", "Nº 3", "11:00", "10:30", "Nº 2", "Nº 1", "08:00", "07:30"]


def test_the_hours_shown_are_those_open_and_those_booked() -> None:
    assert (board_of().first_minute, board_of().last_minute) == (7 * 60, 22 * 60)
    late = board_of(("6:30", "7"), ("21", "23:30"))
    assert (late.first_minute, late.last_minute) == (6 * 60, 24 * 60)
    assert walk(board_of(), "21:30", 1) == ["21:30"]
    assert walk(board_of(), "7", -1) == ["07:00"]


def test_free_time_goes_up_to_what_is_in_the_way() -> None:
    board = board_of(("10", "11"))
    assert board.land(1, MONDAY, 9 * 60, 120).end == 10 * 60
    wide = board.widened(board.land(1, MONDAY, 9 * 60, 30), 30)
    assert (wide.start, wide.end) == (9 * 60, 10 * 60)
    assert board.widened(wide, 30) == wide, "no further than the booking"
    assert board.widened(wide, -120).end == 9 * 60 + 15
    on_block = board.land(1, MONDAY, 10 * 60)
    assert board.widened(on_block, 30) == on_block


def test_setup_and_clearing_are_taken() -> None:
    board = Board(view_of([block(booking(1, 1, "A", "10", "11", setup_minutes=30, clearing_minutes=15))]))
    assert board.land(1, MONDAY, 9 * 60 + 30).key == "booking:1"
    assert walk(board, "9", 1, most=3) == ["09:00", "A", "11:15"]
    assert board.land(1, MONDAY, 9 * 60, 120).end == 9 * 60 + 30


def test_a_lapsed_option_is_seen_and_in_nobodys_way() -> None:
    option = booking(1, 1, "A", "10", "11", status=BookingStatus.OPTION, lapses_at=at(MONDAY, "8"))
    board = Board(view_of([block(option, lapsed=True), block(booking(2, 2, "B", "14", "15"))]))
    assert board.land(1, MONDAY, 10 * 60).key == "booking:1"
    laid = board.find("booking:2")
    assert laid is not None
    moved = board.put(board.carry(laid), room_id=1, day=MONDAY, start=10 * 60, end=11 * 60)
    assert moved.clash is None and moved.has_moved


def test_what_took_the_time_of_a_lapsed_option_has_the_cursor() -> None:
    option = booking(1, 1, "A", "10", "11", status=BookingStatus.OPTION)
    board = Board(view_of([block(option, lapsed=True), block(booking(2, 1, "B", "10", "11"))]))
    assert board.land(1, MONDAY, 10 * 60).key == "booking:2"


def test_moving_says_who_is_in_the_way() -> None:
    board = Board(view_of([*the_day(), closure(1, 2, "peinture", "16", "20")]))
    laid = board.find("booking:1")
    assert laid is not None
    held = board.carry(laid)
    assert held.clash is None and not held.has_moved
    clash = board.put(held, room_id=1, day=MONDAY, start=10 * 60, end=12 * 60).clash
    assert clash is not None and clash.block.label == "Comité d'agrément"
    closed = board.put(held, room_id=2, day=MONDAY, start=17 * 60, end=19 * 60).clash
    assert closed is not None and closed.is_closure
    touching = board.put(held, room_id=2, day=MONDAY, start=12 * 60, end=13 * 60)
    assert touching.clash is None, "it touches the workshop that ends at noon"
    assert board.put(held, room_id=2, day=MONDAY, start=12 * 60, end=13 * 60 + 30).clash is not None, "setup counts"


def test_a_booking_that_takes_two_rooms_is_not_in_its_own_way() -> None:
    own = booking(1, 1, "A", "10", "11")
    board = Board(view_of([block(own), block(own, room_id=2, through="Canopée")]))
    laid = board.find("booking:1", room_id=2)
    assert laid is not None and laid.room_id == 2
    assert board.carry(laid).room_id == 1, "it is moved from the room it is booked in"
    assert board.put(board.carry(laid), room_id=2, day=MONDAY, start=600, end=660).clash is None


def test_a_night_is_on_both_days_and_midnight_belongs_to_the_day_before() -> None:
    night = booking(1, 1, "A", "22", "23:59")
    whole = block(night, slot=Slot(at(MONDAY, "22"), at(MONDAY + timedelta(days=1), "2")))
    board = Board(view_of([whole], 2))
    laid = [board.on(1, day.on)[0] for day in board.days]
    assert [(item.start, item.end) for item in laid] == [(22 * 60, 1440), (0, 120)]
    closing = block(booking(2, 1, "B", "20", "21"), slot=Slot(at(MONDAY, "20"), instant_at(MONDAY, 1440)))
    evening = Board(view_of([closing], 2))
    assert [len(evening.on(1, day.on)) for day in evening.days] == [1, 0]


def test_the_wall_is_read_on_the_days_the_clock_changes() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        assert minute_of(instant_at(day, 14 * 60), day) == 14 * 60
        assert minute_of(instant_at(day, 1440), day) == 1440
    winter = Board(view_of([block(booking(1, 1, "A", "9", "10", day=date(2026, 10, 25)))], first=date(2026, 10, 25)))
    assert [(item.start, item.end) for item in winter.on(1, date(2026, 10, 25))] == [(540, 600)]


def test_rooms_also_free_are_those_that_nobody_takes() -> None:
    board = Board(view_of(the_day()))
    free = board.free_rooms(Wanted(3, MONDAY, 13 * 60, 14 * 60))
    assert [room.name for room in free] == ["Étang", "Canopée"], "Garrigue is being set up for Solidoc"


def test_a_filtered_room_is_not_offered() -> None:
    view = view_of(the_day())
    board = Board(view).only([room for room in view.rooms if room.capacity >= 12])
    assert [room.name for room in board.free_rooms(Wanted(2, MONDAY, 18 * 60, 19 * 60))] == ["Canopée", "Pic St-Loup"]


def test_how_full_a_room_is() -> None:
    board = Board(view_of([block(booking(1, 1, "A", "7", "14:30")), closure(1, 2, "x", "7", "22")], hours=(7, 22)))
    assert board.rate([1]) == pytest.approx(0.5)
    assert board.rate([2]) is None, "closed all day"
    assert board.rate([3]) == 0


def test_the_cursor_follows_its_block_when_the_board_is_read_again() -> None:
    before = Board(view_of(the_day()))
    here = before.land(1, MONDAY, 9 * 60)
    moved = Board(view_of([block(booking(1, 2, "Vital'Oc", "15", "17"))]))
    again = moved.again(here)
    assert (again.room_id, again.key, again.start) == (2, "booking:1", 15 * 60)
    gone = Board(view_of([])).again(here)
    assert (gone.room_id, gone.key, gone.start) == (1, "", 8 * 60 + 30)


_HOURS = st.lists(st.tuples(st.integers(0, 95), st.integers(1, 12)), max_size=12)


def _apart(drawn: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Quarters as bookings that do not overlap, one after the other."""
    taken, edge = [], 0
    for start, length in sorted(drawn):
        first = max(start, edge)
        if first + length <= 96:
            taken.append((first, first + length))
            edge = first + length
    return taken


@given(_HOURS, st.sampled_from([30, 60, 120]))
def test_every_block_is_reached_both_ways_and_the_cursor_always_advances(
    drawn: list[tuple[int, int]], step: int
) -> None:
    rows = [block(booking(1, 1, "x", "0", "1")) for _ in ()]
    for rank, (first, last) in enumerate(_apart(drawn), 1):
        slot = Slot(instant_at(MONDAY, first * 15), instant_at(MONDAY, last * 15))
        rows.append(block(booking(rank, 1, str(rank), "0", "1"), slot=slot, blocked=slot))
    board = Board(view_of(rows))
    keys = {laid.key for laid in board.on(1, MONDAY)}
    for by, start in ((1, board.first_minute), (-1, board.last_minute - 1)):
        here: Wanted | None = board.land(1, MONDAY, start)
        met, starts = set[str](), []
        while here is not None:
            met.add(here.key)
            starts.append(here.start)
            here = board.stepped(here, by, step)
        assert met - {""} == keys
        assert all((later - sooner) * by > 0 for sooner, later in itertools.pairwise(starts))
