"""What bookings cost: placeholder of the interface until prices land."""

from typing import Any


def price_of(unit: Any, *given: Any, **named: Any) -> Any:
    return None
