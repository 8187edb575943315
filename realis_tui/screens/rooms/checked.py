"""What a live check says, in words: two lines under the hours, or a panel beside the form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.content import Content

from realis_tui.domain.french import (
    MONTHS,
    WEEKDAYS,
    format_date_short,
    format_day,
    format_duration,
    format_money,
    plural,
)
from realis_tui.domain.paris_time import day_of, local_of
from realis_tui.domain.rooms import Slot, Tenant, format_clock, format_hour
from realis_tui.usecases.rooms.views import Check, Price, SeriesPrice, SeriesView, Standing
from realis_tui.widgets import content as ink
from realis_tui.widgets.beside import BesideView
from realis_tui.widgets.meter import meter_line

_STYLES = {Standing.FREE: "$olivier", Standing.TAKEN: "$garance", Standing.REFUSED: "$ocre"}
_SIGNS = {Standing.FREE: "fine", Standing.TAKEN: "late", Standing.REFUSED: "soon"}


def standing(check: Check) -> Content:
    """« ● libre · 2 h », « ▲ Créneau déjà pris par Vélomistrau… »; empty while nothing is known."""
    if not check.message:
        return ink.EMPTY
    how, message = check.standing, check.message
    if how is Standing.REFUSED and check.slot is not None and not _is_of_hours(check):
        # What is wrong is said under its own field: the hours are free all the same.
        how, message = Standing.FREE, f"libre · {format_duration(check.slot.minutes)}"
    return Content.assemble(ink.sign(_SIGNS[how]), " ", ink.line(message, _STYLES[how]))


def _is_of_hours(check: Check) -> bool:
    return any(name in ("room_id", "on", "start", "end") for name, _ in check.problems)


def under_hours(check: Check, held: Content = ink.EMPTY, *, repeats: bool = False) -> Content:
    """The check in two lines, under the hours: how it stands, then what it costs and what is to be known.

    `held`: until when an option is held. `repeats`: what the whole series costs is said with its dates.
    """
    if check.standing is Standing.TAKEN:
        return standing(check)
    seats = ink.line(plural(check.capacity, "place"), "$muted") if check.capacity is not None else ink.EMPTY
    known = [
        ink.EMPTY if repeats else price_line(check.price),
        held,
        *(ink.line(each.message, "$ocre") for each in check.remarks),
    ]
    return Content("\n").join([part for part in (ink.join([standing(check), seats]), ink.join(known)) if part])


def price_line(price: Price | None) -> Content:
    """« ▇▇▇▇▇▇▁▁▁▁ 6 h + 2 h sur 10 h · compris »."""
    return ink.join([free_hours(price), cost(price)]) if price is not None else ink.EMPTY


def free_hours(price: Price) -> Content:
    """The whole month's use as a meter, as the company's card counts it; empty for who has no free hours."""
    if not price.free_hours:
        return ink.EMPTY
    used, granted = format_duration(price.month_minutes) if price.month_minutes else "0", price.free_hours
    label = f"{used} + {format_duration(price.minutes)} sur {format_duration(granted * 60)}"
    return meter_line(price.month_minutes / 60, granted, price.minutes / 60, label)


def cost(price: Price) -> Content:
    """« compris », « 24,00 € HT »; and what taking these free hours makes later meetings of the month pay."""
    if price.tenant is Tenant.INTERNAL:
        return Content.styled("sans prix", "$muted")
    if not price.is_priced:
        return Content.styled("aucun tarif fixé", "$ocre")
    own = (
        Content.styled(f"{format_money(price.cents)} HT", "bold")
        if price.cents
        else Content.styled("compris", "$olivier")
    )
    if not price.later_cents:
        return own
    return Content.assemble(own, (f", {price.later_said}", "$ocre"))


def series_cost(price: SeriesPrice) -> Content:
    """« 31 dates · 465,00 € HT en tout : 62 h, dont 24 h comprises »."""
    dates = ink.line(plural(price.dates, "date"), "bold")
    hours, free = format_duration(price.minutes), price.free_minutes
    if price.tenant is Tenant.INTERNAL:
        return ink.join([dates, ink.line(f"sans prix : {hours}", "$muted")])
    if not price.is_priced:
        return ink.join([dates, ink.line(f"aucun tarif fixé : {hours}", "$ocre")])
    if not price.cents:
        said = ink.line(f"tout est compris : {hours}", "$olivier")
    else:
        of_which = f", dont {format_duration(free)} comprises" if free else ""
        said = Content.assemble((f"{format_money(price.cents)} HT", "bold"), f" en tout : {hours}{of_which}")
    if not price.later_cents:
        return ink.join([dates, said])
    return Content.assemble(ink.join([dates, said]), (f", {price.later_said}", "$ocre"))


def held_until(check: Check) -> Content:
    """« tenue jusqu'au mer. 25 nov. à 9 h 42 »."""
    if check.lapses_at is None:
        return ink.EMPTY
    day = format_day(day_of(check.lapses_at))
    return ink.line(f"tenue jusqu'au {day} à {format_hour(check.lapses_at)}", "$ocre")


def month_of(slot: Slot) -> str:
    """« novembre », « d'avril » with its « de »."""
    name = MONTHS[local_of(slot.start).month - 1]
    return f"d'{name}" if name[0] in "aeo" else f"de {name}"


def panel(check: Check, people: str, *, option: bool, series: SeriesView | None) -> Iterator[Content]:
    """The check as a panel, part by part."""
    if check.slot is not None:
        day = check.slot.day
        yield Content.assemble(
            ink.line(f"{WEEKDAYS[day.weekday()]} {format_date_short(day)}", "bold $tournesol"),
            "\n",
            ink.line(f"{format_clock(check.slot.start)} – {format_clock(check.slot.end)}", "bold $tournesol"),
            "\n",
            standing(check),
        )
    elif check.message:
        yield standing(check)
    known = [_seats(check, people)]
    if series is not None and series.price is not None:
        # The price of the first date alone says nothing of the others: theirs is with them.
        known.append(("Tarif", ink.line(series.price.tenant.label)))
    elif check.price is not None:
        if meter := free_hours(check.price):
            assert check.slot is not None
            yield Content.assemble((f"Heures libres {month_of(check.slot)}", "$muted"), "\n", meter)
        known += [("Tarif", ink.line(check.price.tenant.label)), ("Prix", cost(check.price))]
    if option:
        known.append(("Option", held_until(check)))
    yield ink.facts(known)
    yield Content("\n").join([Content.assemble(("◆ ", "$ocre"), ink.line(each.message)) for each in check.remarks])
    if series is not None:
        yield Content.assemble(("Répétition", "bold"), "\n", repeated(series))
    if check.also_free:
        free = " · ".join(each.replace(" ", "\u00a0") for each in check.also_free)
        yield Content.assemble(("Aussi libres à cette heure", "bold"), "\n", ink.line(free, "$muted"))


def _seats(check: Check, people: str) -> tuple[str, Content]:
    if check.capacity is None or not people.strip():
        return "Places", ink.line(check.capacity)
    return "Personnes", Content.assemble(ink.line(people, "bold"), (f"  sur {check.capacity}", "$muted"))


def repeated(series: SeriesView) -> Content:
    """« tous les jeudis jusqu'au 24 juin, 31 dates, 2 sautées : 6 mai férié, 13 mai prise par … », then its price."""
    if not series.said:
        # Not understood: there is only why.
        return Content("\n").join(
            [Content.assemble(ink.sign(each.level), " ", ink.line(each.message, "$ocre")) for each in series.remarks]
        )
    late = bool(series.clashes) or any(each.level == "late" for each in series.remarks)
    sign = ink.sign("late" if late else "fine" if series.booked else "soon")
    said = Content.assemble(sign, " ", ink.line(series.said, "$garance" if late else "$olivier"))
    remarks = [ink.line(each.message, "$garance" if each.level == "late" else "$ocre") for each in series.remarks]
    price = [series_cost(series.price)] if series.price is not None and series.price.dates else []
    return Content("\n").join([said, *price, *remarks])


class CheckView(BesideView[tuple[Content, ...]]):
    """The live check, beside the form."""

    def draw(self, item: tuple[Content, ...], width: int) -> Content:
        return Content("\n\n").join([part for part in item if part])


def parts_of(parts: Iterable[Content]) -> tuple[Content, ...]:
    """What a panel shows, empty parts out."""
    return tuple(part for part in parts if part)
