"""Large fictitious bases, written straight into the tables (use cases would take minutes), with an account."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from realis_tui.db import search_entries
from realis_tui.db.engine import Database
from realis_tui.db.models.whole import metadata
from realis_tui.domain.accounts import Role
from realis_tui.domain.companies import CompanyState
from realis_tui.domain.french import fold, fold_name, sort_key
from realis_tui.domain.spaces import SpaceKind

ACCOUNT, PASSPHRASE = "Mesure", "un deux trois nous irons au bois"
MOMENT = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)
TODAY = MOMENT.date()
STAMP = {"created_at": MOMENT, "updated_at": MOMENT, "version": 1}
_STARTS = [
    "Vélo", "Boucle", "Atelier", "Garrigue", "Recycle", "Jardin", "Coquelicot",
    "Étang", "Cévenne", "Mistral", "Œuvre", "Ruche", "Fablab", "Rivage",
]  # fmt: skip
_ENDS = [
    "mistrau", "verre", "solidaire", "partagé", "des vignes", "du Lez", "de Thau",
    "en commun", "libre", "du Canigou", "bleu", "d'Oc",
]  # fmt: skip
_CITIES = (("Montpellier", "34000"), ("Sète", "34200"), ("Nîmes", "30000"), ("Perpignan", "66000"), ("Alès", "30100"))


def make(path: Path, companies: int, years: int = 0) -> Path:
    """A base of that many companies, each with a person, a passage, a support agreement and an office.

    years: of how many it has declared the figures, up to last year.
    """
    database = Database.create(path)
    with database.connection(write=True) as connection:
        _account(connection)
        for table, rows in _rows(companies, years).items():
            insert_all(connection, table, rows)
        connection.commit()
    with database.write() as session:
        search_entries.rebuild(session.connection())
        session.commit()
    with database.connection(write=True) as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()
    database.close()
    return path


def first_company(companies: int) -> str:
    """The last word of the name that comes first in the list of the companies housed, by end of agreement."""
    first = min(range(1, companies + 1), key=lambda number: (_end(number), sort_key(_company(number)["name"])))
    return str(_company(first)["name"]).split()[-1]


def company_name(number: int) -> str:
    """The name of one of the companies, numbered from 1."""
    return str(_company(number)["name"])


def _account(connection: Connection) -> None:
    from realis_tui.usecases.passphrases import hashed

    account = {"id": 1, "name": ACCOUNT, "folded_name": fold(ACCOUNT), "role": Role.DIRECTION, "active": True}
    insert_all(connection, "accounts", iter([account]))
    secret = {"account_id": 1, "passphrase_hash": hashed(PASSPHRASE), "failed_tries": 0}
    connection.execute(insert(metadata.tables["secrets"]), secret)


def _rows(companies: int, years: int) -> dict[str, Iterator[dict[str, Any]]]:
    numbers = range(1, companies + 1)
    return {
        "companies": (_company(number) for number in numbers),
        "people": (_person(number) for number in numbers),
        "memberships": ({"company_id": n, "person_id": n, "title": "gérance", "is_main": True} for n in numbers),
        "passages": (
            {
                "company_id": n,
                "number": 1,
                "is_current": True,
                "state": CompanyState.SUPPORTED,
                "state_since": _start(n),
            }
            for n in numbers
        ),
        "support_agreements": (
            {"company_id": n, "passage_id": n, "starts_on": _start(n), "ends_on": _end(n)} for n in numbers
        ),
        "spaces": ({"code": f"Z-{n:05d}", "kind": SpaceKind.OFFICE, "area_dm2": 1800} for n in numbers),
        "occupancies": ({"space_id": n, "company_id": n, "starts_on": _start(n)} for n in numbers),
        "yearly_figures": (_figures(n, TODAY.year - ago) for n in numbers for ago in range(1, years + 1)),
    }


def _company(number: int) -> dict[str, Any]:
    chance = random.Random(number)
    name = f"{chance.choice(_STARTS)} {chance.choice(_ENDS)} {_word(chance)}"
    city, postcode = chance.choice(_CITIES)
    return {
        "name": name,
        "identity": fold_name(name),
        "sort_name": sort_key(name),
        "activity": "ateliers, vente et conseil",
        "city": city,
        "postcode": postcode,
        "department": postcode[:2],
        "phone": f"+336399{number % 100_000:05d}",
    }


def _person(number: int) -> dict[str, Any]:
    chance = random.Random(-number)
    name = f"{_word(chance).title()} {_word(chance).title()}"
    return {"name": name, "sort_name": sort_key(name), "phone": f"+334990{number % 100_000:05d}"}


def _figures(number: int, year: int) -> dict[str, Any]:
    chance = random.Random(f"{number} {year}")
    return {
        "company_id": number,
        "year": year,
        "fte_hundredths": chance.randrange(100, 2_000),
        "turnover_cents": chance.randrange(1_000_000, 90_000_000),
        "own_funds_cents": chance.randrange(-500_000, 20_000_000),
        "grants_cents": chance.randrange(0, 10_000_000),
        "beneficiaries": chance.randrange(0, 900),
        "volunteers": chance.randrange(0, 40),
    }


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(("ba", "ré", "li", "do", "mu", "cher", "ton", "va", "nou", "sil")) for _ in range(3))


def _start(number: int) -> date:
    return TODAY - timedelta(days=number % 1000)


def _end(number: int) -> date:
    return _start(number) + timedelta(days=1095)


def insert_all(connection: Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Write rows by thousands, stamped."""
    while chunk := [{**row, **STAMP} for row in islice(rows, 2000)]:
        connection.execute(insert(metadata.tables[table]), chunk)
