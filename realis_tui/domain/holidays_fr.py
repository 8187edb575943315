"""French public holidays: placeholder of the interface until recurrence lands."""

from datetime import date


def holidays_between(first: date, last: date) -> dict[date, str]:
    return {}


def holiday_on(day: date) -> str:
    return ""
