"""A name with one slip finds its company, wherever the slip is, whole or unfinished, among its rivals."""

import csv
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import realis_tui.demo
from realis_tui.db.models import Company, SearchEntry
from realis_tui.db.search import read_ahead, search
from realis_tui.domain.accounts import SYSTEM
from realis_tui.usecases.door import Door
from tests.db.acting import add, company, perform

COMPANIES = Path(realis_tui.demo.__file__).with_name("companies.csv")
with COMPANIES.open(encoding="utf-8", newline="") as lines:
    NAMES = [row["nom"] for row in csv.DictReader(lines, delimiter=";")]
RIVALS = ("Volumis", "Les Vélos du Lez", "Mistral Énergies", "Vélib' Occitan", "Garrigue Solidaire", "Elvire Conseil")


def first(door: Door, asked: str, limit: int = 1) -> list[str]:
    with door.database.read() as session:
        return [hit.title for hit in search(session, asked, SYSTEM, door.clock.now())][:limit]


@pytest.fixture
def demo(sqlite_door: Door) -> Door:
    add(sqlite_door, *(company(name) for name in (*NAMES, *RIVALS)))
    return sqlite_door


def swapped(text: str, at: int, _: str) -> str:
    return text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]


def dropped(text: str, at: int, _: str) -> str:
    return text[:at] + text[at + 1 :]


def doubled(text: str, at: int, _: str) -> str:
    return text[:at] + text[at] + text[at:]


def replaced(text: str, at: int, letter: str) -> str:
    return text[:at] + letter + text[at + 1 :]


Slip = Callable[[str, int, str], str]
SLIPS: tuple[Slip, ...] = (swapped, dropped, doubled, replaced)


def slips(text: str) -> list[str]:
    """One slip of each sort, in a place that is always the same for a text, and one in its first letter."""
    chance = random.Random(text)
    anywhere = [slip(text, chance.randrange(len(text)), chance.choice("aeiourstnl")) for slip in SLIPS]
    return [*anywhere, *(slip(text, 0, "z") for slip in (swapped, dropped, replaced))]


@pytest.mark.parametrize(
    "asked", ["vlomi", "velimis", "élvomi", "evlomi", "zelomi", "vélomm", "vloomistrau", "velomisto"]
)
def test_an_unfinished_word_may_be_misspelt_from_its_beginning(demo: Door, asked: str) -> None:
    assert first(demo, asked) == ["Vélomistrau"]


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_in_a_whole_name(demo: Door, name: str) -> None:
    assert {asked: first(demo, asked) for asked in slips(name)} == {asked: [name] for asked in slips(name)}


@pytest.mark.parametrize("name", NAMES)
def test_a_slip_in_the_first_six_letters(demo: Door, name: str) -> None:
    letters = "".join(char for char in name if char.isalnum())[:6]
    missed = {asked: found for asked in slips(letters) if name not in (found := first(demo, asked, 5))}
    assert missed == {}


def test_one_slip_comes_before_two(sqlite_door: Door) -> None:
    add(sqlite_door, company("Coquelicots"), company("Coqueluchots"))
    assert first(sqlite_door, "coquelicotz", 2)[0] == "Coquelicots"
    assert first(sqlite_door, "coqueluchotz", 2)[0] == "Coqueluchots"


def test_what_is_as_written_comes_before_what_is_almost(sqlite_door: Door) -> None:
    add(sqlite_door, company("Lunet"), company("Atelier", city="Lunel"))
    assert first(sqlite_door, "lunel", 2) == ["Atelier", "Lunet"]


def test_words_read_ahead_are_forgotten_once_deleted(demo: Door) -> None:
    """« mistrav » is misspelt again once nothing is called so any more."""
    add(demo, company("Mistrav"))
    assert first(demo, "mistrav rgarrigue") == []
    now = datetime(2026, 11, 23, tzinfo=UTC)
    with demo.database.read() as session:
        while read_ahead(session):
            pass
        vocabulary = demo.database.vocabulary
        assert vocabulary.begins("mistrav")

    def delete(session: Session) -> None:
        session.delete(session.query(SearchEntry).where(SearchEntry.title == "Mistrav").one())

    perform(demo, delete)
    with demo.database.read() as session:
        while read_ahead(session):
            pass
        assert not vocabulary.begins("mistrav")
        assert [hit.title for hit in search(session, "vlomi", SYSTEM, now)][:1] == ["Vélomistrau"]


def test_a_renamed_company_is_almost_called_by_its_new_name_only(demo: Door) -> None:
    assert first(demo, "vlomistrau") == ["Vélomistrau"]

    def rename(session: Session) -> None:
        session.query(Company).where(Company.name == "Vélomistrau").one().name = "Tramontane"

    perform(demo, rename)
    assert "Tramontane" not in first(demo, "vlomistrau", 20)
    assert first(demo, "trmontane") == ["Tramontane"]
    assert not demo.database.vocabulary.begins("velomistrau")
