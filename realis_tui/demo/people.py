"""Draws of the fictitious world: people, numbers, addresses; the same for a seed, none ever twice."""

import csv
import random
from dataclasses import dataclass
from importlib.resources import files

from realis_tui.demo.words import (
    ACTIVITIES,
    CITIES,
    FIRST_NAMES,
    FORMER_STEMS,
    LAST_NAMES,
    PLACES,
    PROSPECT_STEMS,
    WOMEN,
)
from realis_tui.domain.french import fold


@dataclass(frozen=True, slots=True)
class Someone:
    name: str
    phone: str
    email: str
    is_woman: bool


@dataclass(frozen=True, slots=True)
class Firm:
    """A company before it is entered; the thirty have every number, the others what a first contact leaves."""

    name: str
    form: str
    city: str
    postcode: str
    activity: str
    contact: Someone
    naf: str = ""
    siren: str = ""
    siret: str = ""
    vat: str = ""
    rna: str = ""
    phone: str = ""


class Draw:
    """A seeded draw. Phones are in the ranges kept for fiction, e-mail at exemple.invalid."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._phones = iter(self.random.sample(range(10_000), 10_000))
        self._sirens = iter(range(910_000, 999_999, 37))
        self._names: set[str] = set()

    def mobile(self) -> str:
        number = next(self._phones)
        return f"06 39 98 {number // 100:02d} {number % 100:02d}"

    def landline(self) -> str:
        number = next(self._phones)
        return f"04 65 71 {number // 100:02d} {number % 100:02d}"

    def someone(self) -> Someone:
        while True:
            first, last = self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES)
            if (name := f"{first} {last}") not in self._names:
                self._names.add(name)
                email = f"{fold(first)}.{fold(last)}@exemple.invalid".replace(" ", "")
                return Someone(name, self.mobile(), email, first in WOMEN)

    def siren(self) -> str:
        """A number with its key, in a range that is not attributed (009…)."""
        return _with_key(f"00{next(self._sirens)}")

    def former(self, count: int) -> list[Firm]:
        """Companies that came and left."""
        return [self._firm(name, with_siren=True) for name in self._titles(FORMER_STEMS, count)]

    def prospects(self, count: int) -> list[Firm]:
        """Companies that ask, most of them without a number yet."""
        return [
            self._firm(name, with_siren=rank % 4 == 0) for rank, name in enumerate(self._titles(PROSPECT_STEMS, count))
        ]

    def thirty(self) -> list[Firm]:
        """The thirty companies of the house."""
        text = files("realis_tui.demo").joinpath("companies.csv").read_text(encoding="utf-8-sig")
        return [
            Firm(
                row["nom"],
                row["forme"],
                row["commune"],
                row["cp"],
                row["activite"],
                self.someone(),
                row["naf"],
                row["siren"],
                row["siret"],
                row["tva"],
                row["rna"],
                self.landline(),
            )
            for row in csv.DictReader(text.splitlines(), delimiter=";")
        ]

    def _titles(self, stems: tuple[str, ...], count: int) -> list[str]:
        titles = [f"{stem} {place}" for stem in stems for place in PLACES]
        return self.random.sample(titles, count)

    def _firm(self, name: str, *, with_siren: bool) -> Firm:
        city, postcode = self.random.choice(CITIES)
        form = self.random.choice(("Association", "SCOP SARL", "SCIC SAS", "SAS ESS", "Association", "SCOP SARL"))
        return Firm(
            name,
            form,
            city,
            postcode,
            self.random.choice(ACTIVITIES),
            self.someone(),
            siren=self.siren() if with_siren else "",
        )


def _with_key(eight: str) -> str:
    """Eight digits and their Luhn key."""
    total = 0
    for place, digit in enumerate(reversed(eight)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return f"{eight}{-total % 10}"
