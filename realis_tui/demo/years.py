"""Yearly figures of the fictitious companies: the last three full years, with the gaps that real files have."""

from datetime import date
from decimal import Decimal
from functools import partial

from realis_tui.demo.lives import Life
from realis_tui.demo.people import Draw
from realis_tui.domain.accounts import Role
from realis_tui.usecases.companies.figures import SetFigures, set_figures

YEARS = 3
_DECLARED = (5, 15)
"""Month and day of the next year when the figures of a year are known."""


def set_figures_of(life: Life, draw: Draw, start: date, rank: int, until: date | None = None) -> None:
    """Declare the years from a year before `start` on, in one drawn growth; some years and some figures are missing."""
    fte = draw.random.uniform(1.0, 6.0)
    turnover = draw.random.uniform(40_000, 320_000)
    last = life.team.today.year - 1
    for year in range(last - YEARS + 1, last + 1):
        fte *= draw.random.uniform(1.0, 1.35)
        turnover *= draw.random.uniform(0.95, 1.4)
        grants = draw.random.randrange(5, 60) * 1_000_00
        beneficiaries = draw.random.randrange(20, 900)
        known = start.year - 1 <= year and (until is None or year <= until.year)
        if not known or (rank + year) % 7 == 0:
            continue
        life.do(
            Role.COACH,
            max(date(year + 1, *_DECLARED), start),
            set_figures,
            partial(
                SetFigures,
                year=year,
                fte=Decimal(round(fte * 4)) / 4,
                turnover_cents=round(turnover / 500) * 500_00,
                own_funds_cents=None if rank % 4 == 1 else round(turnover / 5_000) * 1_000_00 - 8_000_00,
                grants_cents=None if (rank + year) % 5 == 0 else grants,
                beneficiaries=None if rank % 3 == 2 else beneficiaries,
            ),
        )
