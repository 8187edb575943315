"""The planning as it is drawn and moved over: three shapes, sizes, keys, mouse, what has no colour, hostile names."""

from datetime import timedelta
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from realis_tui.domain.rooms import BookingStatus, Slot
from realis_tui.widgets.planning.board import Board, Laid, Wanted
from realis_tui.widgets.planning.grid import DayGrid, PlanningGrid, WeekGrid, WeekRooms
from realis_tui.widgets.planning.inks import COLOURS
from realis_tui.widgets.planning.moves import Beyond, Dropped, Opened
from realis_tui.widgets.planning.paint import block_texts
from realis_tui.widgets.planning.shape import Shape
from realis_tui.widgets.signs import use_plain_signs
from tests.screens.test_frame_theme import contrast
from tests.widgets.host import FORBIDDEN, HOSTILE, Host, screen_lines, screen_text
from tests.widgets.planning_data import MONDAY, NOW, ROOMS, at, block, booking, closure, the_day, the_week, view_of

SIZES = [(78, 16), (106, 33), (176, 44)]
KINDS: list[type[Shape]] = [DayGrid, WeekGrid, WeekRooms]
THURSDAY = MONDAY + timedelta(days=3)


def held(grid: PlanningGrid, board: Board, kind: type[Shape] = DayGrid, wanted: Wanted | None = None) -> Host:
    """The grid in an application, showing a board once it is there."""

    class Shown(Host):
        def on_mount(self) -> None:
            super().on_mount()
            grid.focus()
            grid.turn(kind, 1)
            grid.show(board, wanted or board.land(1, MONDAY, 9 * 60), now=NOW)

    return Shown(lambda: [grid])


def day(*extra: Any) -> Board:
    return Board(view_of([*the_day(), *extra]))


def week(**options: Any) -> Board:
    return Board(view_of(the_week(), 7, **options))


def cursor(grid: PlanningGrid) -> str:
    """« Vital'Oc » on a booking, « 13:00–14:00 » on free time."""
    laid, wanted = grid.current, grid.wanted
    assert wanted is not None
    if laid is not None:
        return laid.block.label
    return f"{wanted.start // 60:02d}:{wanted.start % 60:02d}–{wanted.end // 60:02d}:{wanted.end % 60:02d}"


async def keys(pilot: Pilot[Any], *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
    await pilot.pause()


def line_of(app: App[Any], text: str) -> str:
    """The first line of the screen that holds a text."""
    return next(line for line in screen_lines(app) if text in line)


@pytest.mark.parametrize("size", SIZES)
async def test_a_day_has_rooms_down_and_hours_across(size: tuple[int, int]) -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=size) as pilot:
        lines = screen_lines(pilot.app)
        assert lines[0].split()[:3] in (["07h", "08h", "09h"], ["07", "08", "09"])
        assert "21" in lines[0], "the whole day is in sight"
        canopee = line_of(pilot.app, "Canopée")
        assert canopee.index("E Vita") < canopee.index("Y Com") < canopee.index("Les")
        assert "16p" in canopee
        # Blocks stand under their hours: 14 h is where « Les Fées Récup' » starts.
        assert abs(canopee.index("Les") - lines[0].index("14")) <= 3


@pytest.mark.parametrize("size", SIZES)
async def test_a_week_has_days_across_and_hours_down(size: tuple[int, int]) -> None:
    grid = PlanningGrid()
    async with held(grid, week(), WeekGrid).run_test(size=size) as pilot:
        first = screen_lines(pilot.app)[0]
        assert "lun. 23" in first and "sam. 28" in first
        assert "dim." not in first, "a closed Sunday with nothing on takes no room"
        assert "Cyclo-" in screen_text(pilot.app)
        assert screen_lines(pilot.app)[1].lstrip().startswith("07h")


async def test_a_sunday_with_a_booking_is_shown() -> None:
    sunday = block(booking(40, 2, "Fête", "14", "15", day=MONDAY + timedelta(days=6)))
    board = Board(view_of([sunday], 7))
    async with held(PlanningGrid(), board, WeekRooms).run_test(size=(106, 20)) as pilot:
        assert "dim. 29" in screen_text(pilot.app)


async def test_a_holiday_and_a_closure_are_hatched_and_said() -> None:
    holidays = {MONDAY + timedelta(days=4): "Ascension"}
    for kind in KINDS[1:]:
        grid = PlanningGrid()
        async with held(grid, week(holidays=holidays), kind).run_test(size=(140, 33)) as pilot:
            text = screen_text(pilot.app)
            assert "Ascension" in text and "férié" in text and "╱" in text
            assert kind is WeekGrid or "fermée" in text
    shut = Board(view_of([closure(1, 2, "peinture", "12", "18")], holidays={MONDAY: "Noël"}))
    async with held(PlanningGrid(), shut).run_test(size=(140, 20)) as pilot:
        text = screen_text(pilot.app)
        assert "férié : Noël" in text and "fermée · peinture" in text


async def test_the_line_of_now_stands_where_it_is_free() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(106, 20)) as pilot:
        lez = line_of(pilot.app, "Lez")
        assert lez.index("│") < lez.index("C")
        grid.tick(NOW + timedelta(hours=4))
        await pilot.pause()
        assert line_of(pilot.app, "Lez").index("│") > lez.index("│")


async def test_a_booking_after_one_of_its_colour_has_its_bar_broken() -> None:
    after = block(booking(90, 1, "Solidoc", "11", "13")), block(booking(91, 1, "Mobil'Oc", "13", "15"))
    async with held(PlanningGrid(), Board(view_of(after, days=7)), WeekGrid).run_test(size=(150, 40)) as pilot:
        text = screen_text(pilot.app)
        assert text.count("▖") == 1 and text.count("▘") == 1


async def test_a_narrow_block_says_the_first_letters_of_who_it_is_for() -> None:
    plain, option, there = (
        Laid(block(booking(1, 1, "Compostelle", "9", "10", **fields)), 1, MONDAY, 540, 600, 540, 600)
        for fields in ({}, {"status": BookingStatus.OPTION}, {"checked_in_at": at(MONDAY, "9")})
    )
    said = [[block_texts(laid, width, 1, tiny=True)[0] for width in (2, 3, 4, 6)] for laid in (plain, option, there)]
    assert said[0] == ["", "Compostelle", "Compostelle", " Compostelle"]
    assert said[1] == ["?", "?", "?Compostelle", "? Compostelle"]
    assert said[2] == [" ✓", " ✓", " ✓", " Compostelle"]


async def test_in_the_least_place_an_option_is_told_from_what_is_confirmed() -> None:
    option = booking(1, 1, "Solidoc", "11", "12", status=BookingStatus.OPTION, lapses_at=at(MONDAY, "18"))
    board = Board(view_of([block(option), block(booking(2, 2, "Solidoc", "11", "12"))], 7))
    async with held(PlanningGrid(), board, WeekRooms, board.land(3, MONDAY, 540)).run_test(size=(78, 7)) as pilot:
        assert "?" in line_of(pilot.app, "Canopée") and "E" not in line_of(pilot.app, "Canopée")
        assert "E" in line_of(pilot.app, "Garrigue") and "?" not in line_of(pilot.app, "Garrigue")


async def test_no_letter_shines_through_the_block_that_covers_the_middle_of_another() -> None:
    """The line of a room made of two has the meetings of both, one over the other."""
    both = block(booking(90, 1, "Compostelle en Occitanie", "9", "13")), block(booking(91, 1, "Solidoc", "10", "11"))
    grid = held(PlanningGrid(), Board(view_of(both)), wanted=Wanted(2, MONDAY, 540, 600))
    async with grid.run_test(size=(106, 16)) as pilot:
        canopee = line_of(pilot.app, "Canopée")
        assert "E Com" in canopee and canopee.partition("ESoli")[2].strip(" ·") == "", canopee


async def test_each_block_has_its_letter_and_an_option_its_question_mark() -> None:
    async with held(PlanningGrid(), day()).run_test(size=(176, 20)) as pilot:
        text = screen_text(pilot.app)
        for said in ("E Vital'Oc", "Y Comité", "C Coachi…", "A Atelier", "E? Mobil'Oc", "I Réuni", "X Région"):
            assert said in text, said
        assert "8h30" in text or "08:30–10:30" in text
        assert "✓" in text, "those who have come are marked"


async def test_narrow_blocks_keep_their_letter() -> None:
    async with held(PlanningGrid(), week(), WeekRooms).run_test(size=(78, 16)) as pilot:
        lez = line_of(pilot.app, "Lez")
        assert lez.count("C") >= 3 and "E" in lez


async def test_the_free_time_under_the_cursor_says_what_to_do() -> None:
    grid = PlanningGrid()
    board = week()
    async with held(grid, board, WeekGrid, board.land(1, THURSDAY, 540, 120)).run_test(size=(106, 33)) as pilot:
        text = screen_text(pilot.app)
        assert "libre" in text and "09:00–11:00" in text and "⏎ réserver" in text
        grid.may_book = False
        grid.refresh()
        await pilot.pause()
        assert "réserver" not in screen_text(pilot.app)


async def test_arrows_go_from_block_to_block_and_from_room_to_room() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(106, 33)) as pilot:
        assert cursor(grid) == "Vital'Oc"
        await keys(pilot, "right")
        assert cursor(grid) == "10:30–11:00"
        await keys(pilot, "right")
        assert cursor(grid) == "Comité d'agrément"
        await keys(pilot, "down", "down")
        assert cursor(grid) == "Coaching Vélomistrau", "the hour is kept from room to room"
        await keys(pilot, "up", "up", "up", "up")
        assert cursor(grid) == "Comité d'agrément"


async def test_the_hour_is_kept_through_long_blocks() -> None:
    grid = PlanningGrid()
    board = day()
    async with held(grid, board, DayGrid, board.land(3, MONDAY, 13 * 60)).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "down")
        assert cursor(grid) == "YESS · oraux"
        await keys(pilot, "up")
        assert cursor(grid) == "13:00–14:00"


async def test_in_a_week_the_arrows_turn_with_it() -> None:
    grid = PlanningGrid()
    async with held(grid, week(), WeekGrid).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "right")
        assert cursor(grid) == "Vital'Oc" and grid.wanted is not None and grid.wanted.day == MONDAY + timedelta(days=1)
        await keys(pilot, "down")
        assert cursor(grid) == "10:00–11:00"
        await keys(pilot, "home")
        assert cursor(grid) == "07:00–08:00"
        await keys(pilot, "up")
        assert cursor(grid) == "07:00–08:00"
        await keys(pilot, "end")
        assert cursor(grid) == "21:00–22:00"


async def test_past_an_edge_another_period_is_asked_for() -> None:
    cases: list[tuple[type[Shape], tuple[str, ...], int, int | None]] = [
        (DayGrid, ("end", "right", "right"), 1, 7 * 60),
        (DayGrid, ("home", "left"), -1, 21 * 60 + 30),
        (DayGrid, ("pagedown",), 1, 9 * 60),
        (WeekGrid, ("left",), -1, 9 * 60),
        (WeekGrid, ("pageup",), -7, 9 * 60),
        (WeekRooms, ("pagedown",), 7, 9 * 60),
    ]
    for kind, pressed, days, minute in cases:
        grid = PlanningGrid()
        board = week() if kind is not DayGrid else day()
        host = held(grid, board, kind)
        async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
            await keys(pilot, *pressed)
            asked = host.heard(Beyond)[-1]
            assert isinstance(asked, Beyond)
            assert (asked.day - MONDAY).days == days, (kind, pressed)
            assert asked.minute == minute, (kind, pressed)


async def test_in_a_week_of_all_rooms_time_runs_on_to_the_next_day() -> None:
    grid = PlanningGrid()
    board = week()
    async with held(grid, board, WeekRooms, board.land(4, MONDAY, 21 * 60)).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "right")
        assert grid.wanted is not None and grid.wanted.day == MONDAY + timedelta(days=1)
        assert grid.wanted.start == 7 * 60
        await keys(pilot, "left")
        assert grid.wanted.day == MONDAY


async def test_shift_and_arrows_widen_the_free_time_and_it_is_remembered() -> None:
    grid = PlanningGrid()
    board = day()
    async with held(grid, board, DayGrid, board.land(3, MONDAY, 13 * 60)).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "shift+right", "shift+right")
        assert cursor(grid) == "13:00–15:00"
        await keys(pilot, "shift+left")
        assert cursor(grid) == "13:00–14:30"
        await keys(pilot, "right")
        assert cursor(grid) == "13:30–15:00"


async def test_a_booking_is_moved_live_and_dropped() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        assert grid.take()
        await keys(pilot, "right", "right")
        assert grid.carried is not None and (grid.carried.start, grid.carried.end) == (9 * 60 + 30, 11 * 60 + 30)
        assert grid.carried.clash is not None and "▲ Comité" in screen_text(pilot.app)
        await keys(pilot, "down", "down", "down", "down")
        assert grid.carried.room_id == 5 and grid.carried.clash is None
        await keys(pilot, "enter")
        dropped = host.heard(Dropped)
        assert len(dropped) == 1 and isinstance(dropped[0], Dropped)
        assert dropped[0].carried.room_id == 5
        assert grid.carried is not None, "it stays in hand until the screen says it is done"
        grid.let_go()
        assert cursor(grid) == "Vital'Oc"


async def test_dropped_where_it_was_nothing_is_said() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        grid.take()
        await keys(pilot, "right", "left", "enter")
        assert not host.heard(Dropped) and grid.carried is None


async def test_its_end_is_stretched_by_shift_and_arrows() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "shift+right")
        assert grid.carried is not None and (grid.carried.start, grid.carried.end) == (8 * 60 + 30, 11 * 60)
        await keys(pilot, *["shift+left"] * 9)
        assert grid.carried.end == 8 * 60 + 45, "no shorter than a quarter of an hour"


async def test_a_reader_moves_nothing() -> None:
    grid = PlanningGrid(may_book=False)
    async with held(grid, day()).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "shift+right")
        assert grid.carried is None


async def test_carried_to_another_day_the_board_read_again_says_what_is_there() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        grid.take()
        await keys(pilot, "pagedown")
        assert grid.carried is not None and grid.carried.day == MONDAY + timedelta(days=1)
        tuesday = MONDAY + timedelta(days=1)
        other = block(booking(50, 1, "Solidoc", "10", "11", day=tuesday))
        grid.show(Board(view_of([other], first=tuesday)), now=NOW)
        await pilot.pause()
        assert grid.carried.clash is not None and grid.carried.clash.block.label == "Solidoc"


# Mouse


def cell(grid: PlanningGrid, room: int, hour: float) -> tuple[int, int]:
    """Where an hour of a room's day is on the screen (day of all rooms)."""
    shape = grid._shape
    assert isinstance(shape, DayGrid)
    box = shape.box(room, MONDAY, int(hour * 60), int(hour * 60) + 15)
    assert box is not None
    return shape.label_width + box.x, shape.header_height + box.y


async def test_a_click_puts_the_cursor_and_a_second_one_opens() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        await pilot.click(PlanningGrid, offset=cell(grid, 1, 15))
        assert cursor(grid) == "Les Fées Récup'" and not host.heard(Opened)
        await pilot.click(PlanningGrid, offset=cell(grid, 1, 15), times=2)
        assert len(host.heard(Opened)) == 1
        await pilot.click(PlanningGrid, offset=cell(grid, 3, 14))
        assert cursor(grid) == "14:00–15:00"
        await pilot.click(PlanningGrid, offset=(2, 2))
        assert cursor(grid) == "14:00–15:00", "a click on a name does nothing"


async def drag(pilot: Pilot[Any], start: tuple[int, int], end: tuple[int, int]) -> None:
    await pilot.mouse_down(PlanningGrid, offset=start)
    await pilot.hover(PlanningGrid, offset=((start[0] + end[0]) // 2, end[1]))
    await pilot.hover(PlanningGrid, offset=end)
    await pilot.mouse_up(PlanningGrid, offset=end)
    await pilot.pause()


async def test_a_block_is_dragged_to_another_room_and_hour() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        await drag(pilot, cell(grid, 1, 9), cell(grid, 3, 13))
        dropped = host.heard(Dropped)
        assert len(dropped) == 1 and isinstance(dropped[0], Dropped)
        carried = dropped[0].carried
        assert (carried.room_id, carried.start, carried.end) == (3, 12 * 60 + 30, 14 * 60 + 30)


async def test_its_end_is_dragged() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        shape = grid._shape
        assert shape is not None and grid.board is not None
        laid = grid.board.find("booking:3")
        assert laid is not None
        box = shape.box_of(laid)
        assert box is not None
        edge = (shape.label_width + box.right - 1, shape.header_height + box.y)
        await drag(pilot, edge, cell(grid, 1, 18.25))
        dropped = host.heard(Dropped)[0]
        assert isinstance(dropped, Dropped)
        assert dropped.carried.start == 14 * 60 and dropped.carried.end > 17 * 60


async def test_dragging_over_free_time_wants_it() -> None:
    grid = PlanningGrid()
    host = held(grid, day())
    async with host.run_test(size=(106, 33), message_hook=host.hear) as pilot:
        await drag(pilot, cell(grid, 3, 12.5), cell(grid, 3, 14))
        assert grid.wanted is not None and grid.wanted.room_id == 3
        assert (grid.wanted.start, grid.wanted.end) == (12 * 60 + 30, 14 * 60 + 30)
        assert not host.heard(Dropped) and not host.heard(Opened)


# Whatever the terminal, the names, the number


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_hostile_name_is_only_text(kind: type[Shape], name: str) -> None:
    rooms = tuple(ROOMS[:1]) + tuple(ROOMS[1:])
    blocks = [
        block(booking(1, 1, name, "9", "12", title=name)),
        block(booking(2, 2, name, "9", "9:15", status=BookingStatus.OPTION)),
        closure(1, 3, name, "9", "18"),
    ]
    board = Board(view_of(blocks, 7 if kind is not DayGrid else 1, rooms=rooms))
    for size in ((78, 16), (106, 33)):
        grid = PlanningGrid()
        async with held(grid, board, kind).run_test(size=size) as pilot:
            grid.take()
            await keys(pilot, "down", "right")
            text = screen_text(pilot.app)
            assert not any(sign in text for sign in FORBIDDEN)
            assert all(len(line) <= size[0] for line in screen_lines(pilot.app))
            assert pilot.app.is_running


async def test_plain_signs_are_ascii() -> None:
    use_plain_signs(True)
    try:
        for kind in KINDS:
            grid = PlanningGrid()
            async with held(grid, week(holidays={THURSDAY: "Noel"}), kind).run_test(size=(106, 33)) as pilot:
                drawn = {char for line in screen_lines(pilot.app) for char in line}
                assert not drawn & set("▌╱│─┊⏎┄▲✓░"), kind
                assert "|" in drawn and ("/" in drawn or kind is DayGrid)
    finally:
        use_plain_signs(False)


@pytest.mark.parametrize("kind", KINDS)
async def test_without_colour_the_length_of_a_block_is_seen(kind: type[Shape], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    grid = PlanningGrid()
    board = week()
    host = held(grid, board, kind, board.land(2, MONDAY, 9 * 60))
    async with host.run_test(size=(106, 33)) as pilot:
        assert pilot.app.no_color
        assert "░" in screen_text(pilot.app)


@pytest.mark.parametrize("light", [False, True])
async def test_what_is_written_on_a_block_is_read_in_both_themes(light: bool) -> None:
    grid = PlanningGrid()
    async with Host(lambda: [grid], light).run_test(size=(80, 20)):
        for letter in COLOURS:
            for role in ("block", "hours", "pale", "pale-hours", "bar", "cursor"):
                style = grid.get_visual_style(f"planning--{role}-{letter}")
                assert style.foreground is not None and style.background is not None
                assert contrast(style.background.hex6, style.foreground.hex6) >= 4.5, (role, letter)
        for name in ("dim", "closed", "closed-cursor", "clash", "carried", "free", "free-blurred", "buffer"):
            style = grid.get_visual_style(f"planning--{name}")
            assert style.foreground is not None and style.background is not None
            assert contrast(style.background.hex6, style.foreground.hex6) >= 4.5, name


async def test_in_a_tiny_place_it_scrolls_along_and_keeps_the_cursor_in_sight() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(50, 8)) as pilot:
        await keys(pilot, "end")
        assert "20" in screen_lines(pilot.app)[0]
        assert "Canopée" in screen_text(pilot.app), "the names stay"
        await keys(pilot, "home")
        assert "07" in screen_lines(pilot.app)[0]


async def test_a_resize_keeps_the_cursor() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(106, 33)) as pilot:
        await keys(pilot, "right", "right")
        await pilot.resize_terminal(78, 16)
        await pilot.pause()
        assert cursor(grid) == "Comité d'agrément"


async def test_with_no_room_a_sentence_is_said() -> None:
    grid = PlanningGrid()
    async with held(grid, Board(view_of([], rooms=())), DayGrid, Wanted(1, MONDAY, 540, 600)).run_test() as pilot:
        await keys(pilot, "right", "down", "enter", "shift+right", "pagedown", "home")
        assert grid.wanted is None and "Chargement" in screen_text(pilot.app)


async def test_the_filter_lights_a_company_and_dims_the_others() -> None:
    grid = PlanningGrid()
    async with held(grid, day()).run_test(size=(106, 33)) as pilot:
        grid.light("bioloc")
        await pilot.pause()
        assert grid.lit() == 2, "its booking, and its coaching"
        grid.light("")
        assert grid.lit() == 13


async def test_many_blocks_draw_only_what_is_seen() -> None:
    blocks = []
    for rank in range(2_000):
        start = at(MONDAY + timedelta(days=rank % 7), str(7 + rank % 15))
        made = booking(rank + 1, rank % 5 + 1, f"Nº {rank}", "9", "10")
        slot = Slot(start, start + (made.slot.end - made.slot.start))
        blocks.append(block(made, slot=slot, blocked=slot))
    grid = PlanningGrid()
    async with held(grid, Board(view_of(blocks, 7)), WeekRooms).run_test(size=(106, 12)) as pilot:
        await keys(pilot, "right", "down")
        drawn = 0
        render = grid.render_line

        def counted(y: int) -> Any:
            nonlocal drawn
            drawn += 1
            return render(y)

        grid.render_line = counted  # type: ignore[method-assign]
        await keys(pilot, "right")
        assert 0 < drawn <= 6, "a key draws its rows again, not the grid"
