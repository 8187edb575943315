"""Series: placeholder of the interface until recurrence lands."""

from typing import Any


def book_series(unit: Any, request: Any) -> Any:
    raise NotImplementedError


def move_series(unit: Any, booking: Any, request: Any) -> Any:
    raise NotImplementedError


def cancel_series(unit: Any, booking: Any, request: Any) -> Any:
    raise NotImplementedError


def confirm_series(unit: Any, booking: Any, request: Any) -> Any:
    raise NotImplementedError
