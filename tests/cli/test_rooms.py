"""Rooms from a shell: the contract of command-line.md for `salles`, `reserver`, `reservation`, `planning` and files."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from realis_tui.clock import Clock
from realis_tui.db.engine import Database
from realis_tui.domain.accounts import Actor, Role
from realis_tui.usecases.door import Door
from realis_tui.usecases.rooms.catalogue import CreateRoom, create_room
from realis_tui.usecases.rooms.closures import close_rooms
from realis_tui.usecases.rooms.requests import CloseRooms
from tests.cli.conftest import DATA, SAMPLE, Realis
from tests.documents.pdf_text import pages

BOOKINGS = str(DATA / "reservations.csv")
BOOKING = {"id", "salle", "debut", "fin", "statut"}
TUESDAY = ("--le", "2026-11-24")
NOW = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)


def book(realis: Realis, start: str, end: str, *more: object, room: str = "Garrigue", who: str = "interne"):  # type: ignore[no-untyped-def]
    words = ("reserver", "--salle", room, "--pour", who, "--de", start, "--a", end)
    return realis(*words, *(() if "--le" in more else TUESDAY), *more, "--json")


def test_the_sample_on_both_engines(realis: Realis, new_base: str) -> None:
    """Issue B: 5 created and 5 rejected after the companies; the same file again creates nothing."""
    on = ("--base", new_base)
    assert realis("initialiser", *on).code == 0
    assert realis("importer", SAMPLE, "--continuer", *on).code == 0
    first = realis("importer", BOOKINGS, "--type", "reservations", "--continuer", "--json", *on)
    assert (first.code, first.json["creees"], first.json["rejetees"]) == (0, 5, 5)
    rejected = {row["ligne"]: row["champ"] for row in first.json["lignes"] if row["statut"] == "rejetee"}
    assert rejected == {7: "de", 8: "de", 9: "a", 10: "salle", 11: "personnes"}
    again = realis("importer", BOOKINGS, "--type", "reservations", "--continuer", "--json", *on)
    assert (again.json["creees"], again.json["inchangees"], again.json["rejetees"]) == (0, 5, 5)
    stopped = realis("importer", BOOKINGS, "--type", "reservations", "--json", *on)
    assert (stopped.code, stopped.json["creees"]) == (1, 0)
    shown = realis("planning", "--le", "24/11", "--salle", "Garrigue", "--json", *on).json["reservations"]
    assert [(item["debut"], item["fin"], item["pour"]) for item in shown] == [
        ("2026-11-24T09:00:00+01:00", "2026-11-24T12:00:00+01:00", "Mobilité du Lez"),
        ("2026-11-24T12:00:00+01:00", "2026-11-24T13:30:00+01:00", "Sillage d'Oc"),
    ]
    assert realis("verifier", *on).code == 0


def test_booking_on_both_engines(realis: Realis, new_base: str) -> None:
    on = ("--base", new_base)
    assert realis("initialiser", *on).code == 0
    made = book(realis, "9h", "12h", *on)
    assert (made.code, made.json["conflits"], made.json["ignorees"]) == (0, [], [])
    [booked] = made.json["reservations"]
    assert booked.keys() >= BOOKING
    assert (booked["salle"], booked["statut"]) == ("Garrigue", "confirmée")
    taken = book(realis, "11h", "13h", "--titre", "Trop tard", *on)
    assert taken.code == 1
    assert taken.json["erreur"] == ("Créneau déjà pris par REALIS jusqu'à 12\u202fh. Libre à partir de 12\u202fh.")
    assert taken.json["conflits"] == [
        {"debut": "2026-11-24T11:00:00+01:00", "fin": "2026-11-24T13:00:00+01:00", "avec": "REALIS"}
    ]
    assert book(realis, "12h", "13h", *on).code == 0  # touching is allowed
    moved = realis("reservation", booked["id"], "deplacer", "--de", "14:00", "--json", *on)
    assert [item["debut"] for item in moved.json["reservations"]] == ["2026-11-24T14:00:00+01:00"]
    assert moved.json["reservations"][0]["fin"] == "2026-11-24T17:00:00+01:00"
    clash = realis("reservation", booked["id"], "deplacer", "--de", "11h", "--a", "13h", "--json", *on)
    assert (clash.code, clash.json["champ"], len(clash.json["conflits"])) == (1, "de", 1)
    cancelled = realis("reservation", booked["id"], "annuler", "--motif", "reporté", "--json", *on)
    assert cancelled.json["reservations"][0]["statut"] == "annulée"
    assert realis("reservation", booked["id"], "annuler", *on).code == 1


@pytest.fixture
def house(realis: Realis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter rooms and two companies, named by REALIS_BASE."""
    path = tmp_path / "salles.db"
    monkeypatch.setenv("REALIS_BASE", str(path))
    assert realis("initialiser").code == 0
    companies = tmp_path / "entreprises.csv"
    companies.write_text("Nom;SIRET\nVélomistrau;00901111500012\nForêt du Lez;\n", encoding="utf-8")
    assert realis("importer", companies).code == 0
    return path


def test_what_a_form_would_tick_is_an_option_here(realis: Realis, house: Path) -> None:
    late = book(realis, "22h", "23h")
    assert late.code == 1 and late.json["erreur"].endswith("ou accepter « hors horaires » (--hors-horaires).")
    crowd = book(realis, "10h", "11h", "--personnes", 13)
    assert crowd.json["erreur"].endswith("ou accepter le dépassement en disant pourquoi (--depassement).")
    assert book(realis, "10h", "11h", "--personnes", 13, "--depassement", "deux debout").code == 0
    nights = book(realis, "22h", "23h", "--repeter", "FREQ=WEEKLY;COUNT=2")
    assert nights.json["erreur"] == late.json["erreur"]
    twice = book(realis, "10h", "11h", "--repeter", "FREQ=WEEKLY;COUNT=2")
    assert twice.json["erreur"].endswith("ou réserver seulement les autres (--partiel).")
    moved = realis("reservation", "1", "deplacer", "--de", "22h", "--json")
    assert moved.json["erreur"].endswith("(--hors-horaires).")
    smaller = realis("reservation", "1", "deplacer", "--salle", "Thau", "--json")
    assert (smaller.code, "--" in smaller.json["erreur"]) == (1, False)  # no option of « deplacer » would do
    assert "La fin et le début sont la même heure" in book(realis, "10h", "10h").json["erreur"]


def test_rooms_and_free_ones(realis: Realis, house: Path) -> None:
    rooms = realis("salles", "--json").json["salles"]
    assert [(room["nom"], room["capacite"]) for room in rooms] == [
        ("Garrigue", 12), ("Lez", 20), ("Thau", 8), ("Canigou", 40), ("Auditorium Cévennes", 90), ("Bulle 1", 2),
        ("Bulle 2", 2),
    ]  # fmt: skip
    assert all(room.keys() >= {"nom", "capacite", "equipements"} for room in rooms)
    wanted = ("salles", "libres", *TUESDAY, "--de", "9h", "--a", "12h", "--personnes", 8, "--equipement", "visio")
    free = realis(*wanted, "--json")
    assert [room["nom"] for room in free.json["salles"]] == ["Garrigue", "Lez", "Canigou", "Auditorium Cévennes"]
    assert book(realis, "10h", "11h").code == 0
    assert [room["nom"] for room in realis(*wanted, "--json").json["salles"]][:1] == ["Lez"]
    none = realis("salles", "libres", *TUESDAY, "--de", "9h", "--a", "12h", "--personnes", "91", "--json")
    assert (none.code, none.json["salles"]) == (0, [])
    assert "90" in realis("salles", "libres", *TUESDAY, "--de", "9h", "--a", "12h", "--personnes", "91").out
    late = realis("salles", "libres", *TUESDAY, "--de", "21h", "--a", "22h30").out.splitlines()[0]
    assert late == "7 salles libres pour 1\u202fh\u202f30, hors des heures d'ouverture (de 7\u202fh à 22\u202fh)."
    assert realis("salles", "libres", "--le", "demain").code == 2
    assert realis("salles", "--personnes", "4").code == 2
    assert realis("salles", "libres", *TUESDAY, "--de", "12h", "--a", "9h", "--json").json["champ"] == "a"


def test_a_free_room_says_the_layout_it_fits_in(realis: Realis, house: Path) -> None:
    database = Database.open(house)
    forum = CreateRoom(name="Forum", capacity=10, fire_capacity=120, layouts=("théâtre 100",))
    Door(database, Actor(None, "essai", Role.DIRECTION), Clock(NOW)).perform(create_room, forum)
    database.close()
    wanted = ("salles", "libres", *TUESDAY, "--de", "9h", "--a", "12h", "--json", "--personnes")
    found = {number: realis(*wanted, number).json["salles"] for number in (95, 10)}
    assert [(room["nom"], room["disposition"]) for room in found[95]] == [("Forum", "théâtre")]
    assert ("Forum", None) in [(room["nom"], room["disposition"]) for room in found[10]]
    assert book(realis, "9h", "12h", room="Forum").code == 0
    (later, *_) = realis(*wanted, 95).json["proches"]
    assert (later["salle"], later["disposition"]) == ("Forum", "théâtre")


@pytest.mark.parametrize("who", ["velomistrau", "VÉLO-MISTRAU", "009011115", "009 011 115 00012", "company:1"])
def test_who_by_name_or_number(realis: Realis, house: Path, who: str) -> None:
    [booked] = book(realis, "9h", "10h", who=who).json["reservations"]
    assert booked["pour"] == "Vélomistrau"


@pytest.mark.parametrize(
    ("who", "shown", "tenant"),
    [
        ("interne", "REALIS", "interne"),
        ("projet:Les Ruches", "Les Ruches", "promotion"),
        ("exterieur:Mairie de Sète", "Mairie de Sète", "extérieur"),
        ("Forêt du Lez", "Forêt du Lez", "extérieur"),
    ],
)
def test_who_else(realis: Realis, house: Path, who: str, shown: str, tenant: str) -> None:
    [booked] = book(realis, "9h", "10h", who=who).json["reservations"]
    assert (booked["pour"], booked["tarif"]) == (shown, tenant)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"room": "Nulle part"}, "salle", "Les salles sont : Garrigue"),
        ({"room": "Garigue"}, "salle", "Vouliez-vous dire « Garrigue »"),
        ({"room": "bulle"}, "salle", "Bulle 1, Bulle 2"),
        ({"room": ""}, "salle", "Aucune salle"),
        ({"who": "Personne"}, "pour", "Aucune entreprise « Personne »"),
        ({"who": ""}, "pour", "à remplir"),
        ({"who": "exterieur:"}, "pour", "Dire qui"),
        ({"who": "partenaire:Catalis"}, "pour", "Pour d'autres : « interne », « projet:Nom » ou « exterieur:Nom »."),
        ({"start": "14h", "end": "13h"}, "a", "avant le début"),
        ({"start": "6h"}, "de", "Hors des heures d'ouverture"),
        ({"start": "25h"}, "de", "les heures vont"),
        ({"more": ("--personnes", "13")}, "personnes", "13 personnes pour 12 places"),
        ({"more": ("--personnes", "80")}, "personnes", "sécurité incendie"),
        ({"more": ("--personnes", "abc")}, "personnes", "« abc » n'est pas un nombre : écrire par exemple « 12 »."),
        ({"more": ("--le", "le trente")}, "le", "n'est pas une date"),
        ({"more": ("--sauf", "jamais")}, "sauf", "n'est pas une date"),
        ({"more": ("--nature", "fête")}, "nature", "n'est pas dans la liste"),
        ({"more": ("--repeter", "parfois")}, "repeter", ""),
        ({"more": ("--le", "2027-03-28", "--hors-horaires"), "start": "2h30", "end": "4h"}, "de", "n'existe pas"),
    ],
)
def test_refused_in_words(realis: Realis, house: Path, more: dict, field: str, words: str) -> None:  # type: ignore[type-arg]
    given = {"start": "9h", "end": "10h", "more": (), **more}
    refused = book(realis, given.pop("start"), given.pop("end"), *given.pop("more"), **given)
    assert (refused.code, refused.json["champ"]) == (1, field)
    assert words in refused.json["erreur"]
    assert realis("planning", *TUESDAY, "--json").json["reservations"] == []


def test_a_room_by_its_beginning(realis: Realis, house: Path) -> None:
    for room in ("audi", "salle Auditorium Cévennes", "AUDITORIUM CEVENNES"):
        assert book(realis, "9h", "10h", "--essai", room=room).json["reservations"][0]["salle"] == "Auditorium Cévennes"


def test_a_rehearsal_says_all_and_writes_nothing(realis: Realis, house: Path) -> None:
    assert book(realis, "9h", "10h", "--le", "2026-12-01", who="Vélomistrau").code == 0
    weekly = ("--repeter", "FREQ=WEEKLY;BYDAY=TU;COUNT=3", "--sauf", "2026-12-08")
    tried = book(realis, "9h", "10h", *weekly, "--essai")
    assert (tried.code, tried.json["essai"], tried.json["champ"]) == (1, True, "repeter")
    assert tried.json["erreur"] == book(realis, "9h", "10h", *weekly).json["erreur"]
    assert [item["debut"] for item in tried.json["reservations"]] == ["2026-11-24T09:00:00+01:00"]
    assert all((item["id"], item["serie"]) == (None, None) for item in tried.json["reservations"])
    assert tried.json["conflits"] == [
        {"debut": "2026-12-01T09:00:00+01:00", "fin": "2026-12-01T10:00:00+01:00", "avec": "Vélomistrau"}
    ]
    assert [item["debut"] for item in tried.json["ignorees"] if "sautée" in item["raison"]] == [
        "2026-12-08T09:00:00+01:00"
    ]
    partly = book(realis, "9h", "10h", *weekly, "--partiel", "--essai")
    assert (partly.code, partly.json["conflits"], "erreur" in partly.json) == (0, tried.json["conflits"], False)
    full = book(realis, "9h", "10h", "--le", "2026-12-01", "--repeter", "FREQ=WEEKLY;COUNT=1", "--essai")
    assert (full.code, len(full.json["conflits"]), full.json["reservations"]) == (1, 1, [])
    single = book(realis, "9h", "10h", "--le", "2026-12-01", "--essai")
    assert (single.code, len(single.json["conflits"]), single.json["reservations"]) == (1, 1, [])
    assert realis("planning", *TUESDAY, "--json").json["reservations"] == []
    assert len(realis("journal", "--json").json["actes"]) == 4  # the base, the companies, one booking


def test_a_rehearsal_gives_no_number(realis: Realis, house: Path) -> None:
    """What it would book has no number yet: the one of the rehearsal goes to something else."""
    words = ("reserver", "--salle", "Garrigue", "--pour", "interne", *TUESDAY, "--de", "9h", "--a", "10h", "--essai")
    once = realis(*words)
    assert (once.code, once.out.splitlines()[-1]) == (0, "Garrigue, mar. 24 nov., 9\u202fh – 10\u202fh, REALIS")
    assert book(realis, "9h", "10h", "--le", "2026-12-01", who="Vélomistrau").code == 0
    series = realis(*words, "--repeter", "FREQ=WEEKLY;COUNT=2")
    assert (series.code, "n° " in series.out) == (1, False)
    assert series.err.startswith("1 date sur 2 n'est pas libre : 1er déc. prise par Vélomistrau")
    assert series.out.splitlines() == [
        "Essai, rien n'est écrit.",
        "Avec --partiel :",
        "Garrigue, mar. 24 nov., 9\u202fh – 10\u202fh, REALIS",
        "Prise : mar. 1er déc., 9\u202fh – 10\u202fh, par Vélomistrau",
    ]


def test_what_the_form_remarks_is_said_here_too(realis: Realis, house: Path) -> None:
    """A holiday, what is to be brought, the free hours and the price: as a rehearsal, then once it is booked."""
    holiday = ("--le", "2026-12-25", "--equipement", "piano", "--equipement", "visio")
    for more in (("--essai",), ()):
        told = book(realis, "9h", "11h", *holiday, *more, who="exterieur:Mairie de Sète").json
        assert told["remarques"][:2] == ["Jour férié : Noël.", "À apporter, Garrigue ne l'a pas : piano."]
        assert told["remarques"][2].startswith("Prix : ")
        assert told["prix"]["minutes_du_mois"] == 120
        assert told["remarques"][2] == f"Prix : {told['prix']['ht'].replace('.', ',')}\u202f€ HT."
    assert book(realis, "14h", "15h", who="interne").json["remarques"] == []
    again = ("reserver", "--salle", "Garrigue", "--pour", "projet:Les Ruches", *TUESDAY, "--de", "9h", "--a", "10h")
    assert realis(*again).out.splitlines()[-2:] == [
        "Prix : compris.",
        "Heures libres en novembre : 1\u202fh sur 10\u202fh, celle-ci comprise.",
    ]
    moved = realis("reservation", "1", "deplacer", "--salle", "Bulle 1", "--json").json
    assert "À apporter, Bulle 1 ne l'a pas : piano." in moved["remarques"]


def test_a_series_remarks_what_its_dates_have_in_common(realis: Realis, house: Path) -> None:
    monthly = ("--repeter", "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "--le", "2027-01-31", "--hors-horaires")
    told = book(realis, "9h", "11h", "--equipement", "piano", *monthly, who="exterieur:Mairie de Sète").json
    assert told["remarques"][:2] == ["À apporter, Garrigue ne l'a pas : piano.", "Les mois sans 31 sont sautés."]


def test_a_series_says_what_it_costs_in_all(realis: Realis, house: Path) -> None:
    """Rehearsed or booked, of the dates that are met; each month has its own free hours."""
    weekly = ("--repeter", "FREQ=WEEKLY;COUNT=4", "--le", "2026-11-24", "--sauf", "2026-12-01")
    for more in (("--essai",), ()):
        told = book(realis, "9h", "11h", *weekly, *more, who="exterieur:Mairie de Sète").json
        price = told["prix"]
        assert (price["dates"], price["minutes"], price["minutes_comprises"]) == (3, 360, 0)
        assert told["remarques"][-1] == f"Prix, 3 dates : {price['ht'].replace('.', ',')}\u202f€ HT en tout, 6\u202fh."
    included = book(realis, "14h", "15h", *weekly, who="projet:Les Ruches").json
    assert included["prix"] == {
        "ht": "0.00", "de_plus_ensuite_ht": "0.00", "dates": 3, "minutes": 180, "minutes_comprises": 180,
    }  # fmt: skip
    assert included["remarques"][-1] == "Prix, 3 dates : compris, 3\u202fh."
    assert book(realis, "16h", "17h", *weekly, who="interne").json["prix"] is None


def test_a_rule_that_says_no_is_no_clash(realis: Realis, house: Path) -> None:
    """The same refusal, rehearsed or not: out of hours is the reason, whoever has part of that time."""
    assert book(realis, "14h", "16h", who="Vélomistrau").code == 0
    for more in ((), ("--essai",)):
        refused = book(realis, "15h", "23h", *more)
        assert (refused.code, refused.json["champ"]) == (1, "de")
        assert refused.json["erreur"].startswith("Hors des heures d'ouverture")
        assert not refused.json.get("conflits")


def test_a_closure_is_nobody(realis: Realis, house: Path) -> None:
    database = Database.open(str(house))
    shut = CloseRooms(first=date(2026, 11, 24), last=date(2026, 11, 25), reason="travaux")
    Door(database, Actor(None, "Claire", Role.DIRECTION), Clock(NOW), "essai").perform(close_rooms, shut)
    database.close()
    refused = book(realis, "9h", "10h")
    assert (refused.code, refused.json["conflits"]) == (
        1, [{"debut": "2026-11-24T09:00:00+01:00", "fin": "2026-11-24T10:00:00+01:00", "avec": "travaux"}]
    )  # fmt: skip
    words = ("reserver", "--salle", "Garrigue", "--pour", "interne", *TUESDAY, "--de", "9h", "--a", "10h", "--essai")
    assert realis(*words, "--json").json["erreur"] == refused.json["erreur"]
    weekly = realis(*words, "--repeter", "FREQ=WEEKLY;COUNT=2")
    assert (weekly.code, "24 nov." in weekly.out, "travaux" in weekly.out) == (0, True, True)


def test_a_series_with_nothing_left_says_who_is_in_the_way(realis: Realis, house: Path) -> None:
    assert book(realis, "9h", "10h", "--le", "2026-12-18", who="Vélomistrau").code == 0
    weekly = ("--le", "2026-12-18", "--repeter", "FREQ=WEEKLY;COUNT=2", "--partiel")
    refused = book(realis, "9h", "10h", *weekly)
    assert (refused.code, refused.json["champ"]) == (1, "repeter")
    assert [item["avec"] for item in refused.json["conflits"]] == ["Vélomistrau"]


def test_a_series_books_the_others_only_when_asked(realis: Realis, house: Path) -> None:
    assert book(realis, "9h", "10h", "--le", "2026-12-01", who="Vélomistrau").code == 0
    weekly = ("--repeter", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261231")
    refused = book(realis, "9h", "10h", *weekly)
    assert (refused.code, len(refused.json["conflits"]), refused.json["reservations"]) == (1, 1, [])
    assert "Vélomistrau" in refused.json["erreur"]
    assert realis("planning", *TUESDAY, "--json").json["reservations"] == []
    made = book(realis, "9h", "10h", *weekly, "--partiel")
    assert [item["debut"][:10] for item in made.json["reservations"]] == [
        "2026-11-24", "2026-12-08", "2026-12-15", "2026-12-22", "2026-12-29"
    ]  # fmt: skip
    assert [item["avec"] for item in made.json["conflits"]] == ["Vélomistrau"]
    again = realis(
        "reserver", "--salle", "Garrigue", "--pour", "interne", *TUESDAY, "--de", "14h", "--a", "15h", "--sauf",
        "2026-12-01", *weekly,
    )  # fmt: skip
    assert "Laissée de côté : mar. 1er déc." in again.out.splitlines()
    number = again.out.partition("n° ")[2].partition(",")[0]
    ended = realis("reservation", number, "annuler", "--portee", "toutes")
    assert (ended.code, "Laissée de côté" in ended.out) == (0, False)
    second = made.json["reservations"][1]["id"]
    gone = realis("reservation", second, "annuler", "--portee", "suivantes", "--json")
    assert len(gone.json["reservations"]) == 4
    assert len(realis("planning", *TUESDAY, "--json").json["reservations"]) == 1


def test_only_the_free_dates_of_a_series_are_moved_when_that_is_asked(realis: Realis, house: Path) -> None:
    made = book(realis, "9h", "10h", *TUESDAY, "--repeter", "FREQ=WEEKLY;COUNT=3").json["reservations"]
    book(realis, "14h", "16h", "--le", "2026-12-01", who="interne")
    words = ("reservation", made[0]["id"], "deplacer", "--de", "14h", "--a", "15h", "--portee", "toutes")
    refused = realis(*words)
    assert refused.code == 1 and "déplacer seulement les autres" in refused.err and "--partiel" in refused.err
    moved = realis(*words, "--partiel", "--json").json
    assert [item["debut"][:10] for item in moved["reservations"]] == ["2026-11-24", "2026-12-08"]
    assert [item["avec"] for item in moved["conflits"]] == ["REALIS"]


def test_holidays_are_left_out_and_said(realis: Realis, house: Path) -> None:
    made = book(realis, "9h", "10h", "--le", "2026-12-18", "--repeter", "FREQ=WEEKLY;COUNT=3")
    assert [item["debut"][:10] for item in made.json["reservations"]] == ["2026-12-18"]
    assert [(item["debut"][:10], "Noël" in item["raison"]) for item in made.json["ignorees"]] == [
        ("2026-12-25", True), ("2027-01-01", False)
    ]  # fmt: skip


def test_options_arrivals_departures(realis: Realis, house: Path) -> None:
    today = ("--le", "2026-11-23")
    [option] = book(realis, "10h", "12h", "--option", *today, who="Vélomistrau").json["reservations"]
    assert (option["statut"], option["option_jusqu_a"]) == ("option", "2026-11-23T10:00:00+01:00")
    firm = realis("reservation", option["id"], "confirmer", "--json")
    assert firm.json["reservations"][0]["statut"] == "confirmée"
    here = realis("reservation", option["id"], "pointer", "--json")
    assert here.json["reservations"][0]["arrivee"] == "2026-11-23T09:42:00+01:00"
    later = ("--maintenant", "2026-11-23T11:00")
    assert realis("reservation", option["id"], "liberer", "--json", *later).json["reservations"][0]["depart"]
    assert book(realis, "11h", "12h", *today, *later).code == 0
    [nobody] = book(realis, "14h", "16h", *today).json["reservations"]
    absent = realis("reservation", nobody["id"], "absent", "--json", "--maintenant", "2026-11-23T14:30")
    assert absent.json["reservations"][0]["statut"] == "non honorée"


def test_wrong_usage_of_a_booking(realis: Realis, house: Path) -> None:
    assert realis("reservation", "99", "annuler", "--json").json["erreur"].startswith("Aucune réservation de numéro 99")
    assert realis("reservation", "99", "annuler").code == 1
    [made] = book(realis, "9h", "10h").json["reservations"]
    assert realis("reservation", made["id"], "deplacer", "--json").json["champ"] == "le"
    assert realis("reservation", made["id"], "deplacer", "--salle", "", "--json").json["champ"] == "salle"
    for words in (
        ["zero", "annuler"],
        ["0", "annuler"],
        [made["id"], "danser"],
        [made["id"], "annuler", "--portee", "x"],
    ):
        wrong = realis("reservation", *words)
        assert (wrong.code, wrong.out) == (2, "")


def test_the_planning_as_a_grid(realis: Realis, house: Path) -> None:
    book(realis, "9h", "12h", who="Vélomistrau")
    book(realis, "14h", "14h15", "--option", who="exterieur:Mairie", room="Lez")
    day = realis("planning", *TUESDAY).out
    assert "Mardi 24 novembre 2026" in day
    assert "Garrigue          ········[E Vélomist]····" in day
    assert "n° 1, Garrigue, mar. 24 nov., 9\u202fh – 12\u202fh, Vélomistrau" in day
    assert max(map(len, day.splitlines()[:9])) <= 79
    for week in ("2026-W48", "48", "s48", "2026W48"):
        shown = realis("planning", "--semaine", week, "--salle", "Garr").out
        assert "mar. 24 nov.      ········[E Vélomist]" in shown, week
    for wrong, field in (("--semaine", "semaine"), ("--le", "le"), ("--salle", "salle")):
        for text in ("", "2026-W60"):
            assert realis("planning", wrong, text, "--json").json["champ"] == field
    assert realis("planning", "--le", "demain", "--semaine", "48").code == 2
    assert realis("planning", "--le", "2030-01-01", "--json").json == {"reservations": []}


def test_the_parts_of_a_combined_room_say_what_takes_them(realis: Realis, house: Path) -> None:
    database = Database.open(house)
    both = CreateRoom(name="Garrigue + Lez", capacity=32, fire_capacity=40, parts=("Garrigue", "Lez"))
    Door(database, Actor(None, "essai", Role.DIRECTION), Clock(NOW)).perform(create_room, both)
    database.close()
    assert book(realis, "9h", "12h", room="Garrigue + Lez", who="Vélomistrau").code == 0
    lines = realis("planning", *TUESDAY).out.splitlines()
    assert [line for line in lines if "[E Vélomist]" in line] == [
        line for line in lines if line[:14] == "Garrigue + Lez"
    ]
    assert [line.split()[0] for line in lines if "(Garrigue +)" in line] == ["Garrigue", "Lez"]


def test_a_company_alone(realis: Realis, house: Path) -> None:
    book(realis, "9h", "12h", who="Vélomistrau")
    book(realis, "14h", "16h")
    shown = realis("planning", *TUESDAY, "--pour", "velomistrau", "--json").json["reservations"]
    assert [item["pour"] for item in shown] == ["Vélomistrau"]
    book(realis, "16h", "17h", who="exterieur:Mairie de Sète")
    assert "Mairie" in realis("planning", *TUESDAY).out
    assert "Mairie" not in realis("planning", *TUESDAY, "--pour", "velomistrau").out


def test_a_company_alone_on_paper(realis: Realis, house: Path, tmp_path: Path) -> None:
    book(realis, "9h", "12h", who="Vélomistrau")
    book(realis, "14h", "16h", who="exterieur:Mairie de Sète")
    path = tmp_path / "semaine.pdf"
    for words, others in ((("--pour", "velomistrau"), False), ((), True)):
        assert realis("planning", *TUESDAY, *words, "--pdf", path).code == 0
        printed = "".join(pages(path.read_bytes()))
        assert "lomistrau" in printed
        assert ("Mairie" in printed) is others


def test_bookings_as_a_file_that_comes_back_unchanged(realis: Realis, house: Path, tmp_path: Path) -> None:
    book(realis, "9h", "12h", "--titre", "=1+1", who="Vélomistrau")
    book(realis, "14h", "16h", who="exterieur:Mairie de Sète")
    book(realis, "16h", "17h", who="projet:Les Ruches", room="Lez")
    realis("reservation", "3", "annuler")
    path = tmp_path / "reservations.csv"
    assert realis("exporter", "reservations", path, "--json").json == {"fichier": str(path), "lignes": 3}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["Pour"] for row in rows] == ["Vélomistrau", "extérieur : Mairie de Sète", "projet : Les Ruches"]
    assert rows[0]["Objet"] == "'=1+1"
    back = realis("importer", path, "--type", "reservations", "--json").json
    assert (back["lues"], back["inchangees"]) == (3, 3)
    assert realis("exporter", "reservations", path, "--du", "25/11", "--json").json["lignes"] == 0
    assert realis("exporter", "reservations", path, "--du", "25/11", "--au", "24/11", "--json").json["champ"] == "au"


def test_what_an_export_says_of_a_booking_is_french(realis: Realis, house: Path, tmp_path: Path) -> None:
    weekly = ("--repeter", "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261208", "--equipement", "ECRAN, piano")
    assert book(realis, "9h", "9h20", *weekly, who="Vélomistrau").code == 0
    path = tmp_path / "reservations.csv"
    assert realis("exporter", "reservations", path).code == 0
    rows = list(csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert {(row["Série"], row["Heures réservées"], row["Matériel"]) for row in rows} == {
        ("tous les mardis jusqu'au 8 décembre 2026", "0,33", "écran, piano")
    }


def test_found_by_the_search(realis: Realis, house: Path) -> None:
    book(realis, "9h", "12h", "--titre", "Réunion d'équipe", who="Vélomistrau")
    hits = realis("chercher", "velomistrau", "--json").json["resultats"]
    assert [hit["type"] for hit in hits] == ["entreprise", "reservation"]
    assert realis("chercher", "reunion equipe", "--json").json["resultats"][0]["type"] == "reservation"
    assert realis("chercher", "garigue", "--json").json["resultats"][0]["titre"] == "Garrigue"
    acts = realis("journal", "--objet", "reservation:1", "--json").json["actes"]
    assert [act["acte"] for act in acts] == ["rooms.book"]
    assert realis("journal", "--objet", "entreprise:Vélomistrau", "--json").json["actes"][0]["acte"] == "rooms.book"
    assert realis("journal", "--objet", "salle:Garrigue", "--json").json["actes"][0]["acte"] == "rooms.starter"


def test_the_agenda_as_icalendar(realis: Realis, house: Path, tmp_path: Path) -> None:
    book(realis, "9h", "12h", "--titre", "Réunion d'équipe", who="Vélomistrau")
    book(realis, "9h", "12h", "--le", "2026-12-08", room="Lez")
    path = tmp_path / "agenda.ics"
    done = realis("planning", "--ics", path, "--json")
    assert (done.code, done.json["fichier"]) == (0, str(path))
    assert path.read_text(encoding="utf-8").count("BEGIN:VEVENT") == 2
    for words, events in (
        (("--salle", "Garrigue"), 1),
        (("--pour", "Vélomistrau"), 1),
        (("--le", "2026-12-08"), 1),
        (("--semaine", "2026-W48", "--salle", "Lez"), 0),
    ):
        assert realis("planning", "--ics", path, *words).code == 0
        assert path.read_text(encoding="utf-8").count("BEGIN:VEVENT") == events, words
    assert realis("planning", "--ics", tmp_path / "nulle" / "part.ics", "--json").json["champ"] == "ics"


def test_the_hours_and_the_price_of_a_month_leave_as_a_file(realis: Realis, house: Path, tmp_path: Path) -> None:
    assert book(realis, "9h", "11h20", who="exterieur:Mairie de Sète").code == 0
    assert book(realis, "14h", "15h", who="interne").code == 0
    path = tmp_path / "salles.csv"
    assert realis("exporter", "salles", path, "--json").json == {"fichier": str(path), "lignes": 1}
    (row,) = csv.DictReader(path.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert (row["Pour"], row["Mois"], row["Heures"], row["Heures au tarif"]) == (
        "Mairie de Sète", "2026-11", "2,33", "2,33"
    )  # fmt: skip
    euros, cents = row["Prix HT (€)"].split(",")
    assert (int(euros) > 0, len(cents)) == (True, 2)
    assert realis("exporter", "salles", path, "--mois", "2026-12", "--json").json["lignes"] == 0
    refused = realis("exporter", "salles", path, "--mois", "décembre", "--json")
    assert (refused.code, refused.json["champ"]) == (1, "mois")


@pytest.mark.parametrize(
    "words", [("annuler", "--le", "demain"), ("pointer", "--portee", "toutes"), ("confirmer", "--motif", "reporté")]
)
def test_an_option_of_another_gesture_is_a_wrong_usage_and_does_nothing(
    realis: Realis, house: Path, words: tuple[str, ...]
) -> None:
    (made,) = book(realis, "10h", "12h", "--option").json["reservations"]
    wrong = realis("reservation", made["id"], *words, "--json")
    assert (wrong.code, words[1] in wrong.json["erreur"]) == (2, True)
    assert realis("planning", *TUESDAY, "--json").json["reservations"][0]["statut"] == "option"


def test_no_refusal_names_a_key_of_the_screens(realis: Realis, house: Path) -> None:
    (made,) = book(realis, "9h", "11h", "--le", "2026-11-23").json["reservations"]
    assert realis("reservation", made["id"], "pointer").code == 0
    refused = realis("reservation", made["id"], "annuler", "--json")
    assert (refused.code, "noter leur départ libère" in refused.json["erreur"]) == (1, True)
    late = realis("reservation", made["id"], "deplacer", "--de", "15h", "--json", "--maintenant", "2026-11-24T09:00")
    assert (late.code, "sa fiche se corrige en la modifiant" in late.json["erreur"]) == (1, True)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "31/12/9999", "+7000 a"])
def test_a_far_day_is_refused_in_a_sentence(realis: Realis, house: Path, day: str) -> None:
    refused = book(realis, "9h", "10h", f"--le={day}")
    assert refused.code in (1, 2)
    assert "vraisemblable" in refused.json["erreur"] or "trop loin" in refused.json["erreur"]


@pytest.mark.parametrize(
    "words",
    [("planning", "--semaine", "9999-W52"), ("planning", "--semaine", "0001-W01"), ("planning", "--le", "9999-12-31")],
)
def test_a_far_planning_is_refused_in_a_sentence(realis: Realis, house: Path, words: tuple[str, ...]) -> None:
    refused = realis(*words, "--json")
    assert refused.code in (1, 2)
    assert "vraisemblable" in refused.json["erreur"]


def test_json_says_what_a_terminal_would_obey_and_carries_none_of_it(realis: Realis) -> None:
    hostile = "a\x9b31m\x7f\u202eb"
    refused = realis("chercher", "x", "--base", f"/nulle/{hostile}.db", "--json")
    assert not set("\x9b\x7f\u202e") & set(refused.out)
    assert hostile in refused.json["erreur"]
