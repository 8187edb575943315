"""What the fictitious house meets about, today's meetings first: companies by their rank in `companies.csv`."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from realis_tui.domain.rooms import BookingStatus, Purpose, Slot, slot_of

_P = Purpose


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in a room. `who`: the rank of a company, or as a booking says it; `came`, `left`: when, if known."""

    room: str
    start: time
    end: time
    who: int | str
    title: str | None
    people: int | None
    purpose: Purpose = _P.MEETING
    came: time | None = None
    left: time | None = None
    status: BookingStatus | None = None

    def slot(self, day: date) -> Slot:
        return slot_of(day, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Weekly:
    """A meeting each week on some weekdays (Monday is 0), or on the `nth` one of the month."""

    meeting: Meeting
    weekdays: tuple[int, ...]
    nth: int = 0

    @property
    def rule(self) -> str:
        days = ("MO", "TU", "WE", "TH", "FR")
        if self.nth:
            return f"FREQ=MONTHLY;BYDAY={self.nth}{days[self.weekdays[0]]}"
        return f"FREQ=WEEKLY;BYDAY={','.join(days[day] for day in self.weekdays)}"

    def days(self, first: date, last: date) -> list[date]:
        """The days it is met, both ends included."""
        every = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
        return [day for day in every if day.weekday() in self.weekdays and self.nth in (0, (day.day + 6) // 7)]


def _at(text: str) -> time:
    return time.fromisoformat(text)


TODAY = (
    Meeting("Thau", _at("08:00"), _at("09:15"), 19, "point de tournée", 5, came=_at("08:02"), left=_at("09:05")),
    Meeting(
        "Garrigue", _at("09:00"), _at("12:00"), "interne", "Atelier : lever des fonds", 11, _P.WORKSHOP,
        came=_at("08:55"),
    ),
    Meeting("Bulle 1", _at("10:00"), _at("11:00"), 4, "Coaching avec Nadia Roux", 2, _P.COACHING),
    Meeting("Bulle 1", _at("11:00"), _at("12:00"), 12, "Coaching avec Nadia Roux", 2, _P.COACHING),
    Meeting("Canigou", _at("10:00"), _at("18:00"), "interne", "YESS · oraux du jury", 16, _P.ACADEMY),
    Meeting("Lez", _at("10:30"), _at("12:30"), 3, "réunion d'équipe", 14),
    Meeting("Garrigue", _at("13:30"), _at("15:00"), 24, "revue de projet", 8),
    Meeting("Caroux", _at("14:00"), _at("16:00"), "exterieur:Réseau des tiers-lieux imaginaires", "rencontre", 6),
    Meeting("Lez", _at("14:00"), _at("17:00"), 20, "formation des bénévoles", 18),
    Meeting(
        "Espiguette", _at("17:00"), _at("19:00"), 29, "assemblée des sociétaires", 26, status=BookingStatus.OPTION
    ),
    Meeting(
        "Auditorium Cévennes", _at("18:30"), _at("20:30"), "exterieur:Collectif des fêtes solidaires",
        "ciné-débat", 70,
    ),
)  # fmt: skip

THIS_WEEK = (
    # (days from Monday, the meeting): the week of « Garrigue » as a visitor first sees it.
    (0, Meeting("Garrigue", _at("09:00"), _at("11:00"), 1, "réunion d'équipe", 7)),
    (1, Meeting("Garrigue", _at("08:30"), _at("10:00"), 10, "point projet", 6)),
    (1, Meeting("Garrigue", _at("14:00"), _at("18:00"), "interne", "YESS · oraux du jury", 10, _P.ACADEMY)),
    (2, Meeting("Garrigue", _at("09:00"), _at("10:30"), 15, "Coaching avec Paul Estève", 4, _P.COACHING)),
    (2, Meeting("Garrigue", _at("11:00"), _at("12:30"), "interne", "Comité d'agrément", 9)),
    (2, Meeting("Garrigue", _at("16:00"), _at("18:00"), 30, "conseil d'administration", 10)),
    (3, Meeting("Garrigue", _at("14:00"), _at("16:00"), 11, "rendez-vous partenaires", 5)),
    (4, Meeting("Garrigue", _at("10:00"), _at("12:00"), 14, "atelier clients", 8, status=BookingStatus.OPTION)),
    (4, Meeting("Garrigue", _at("13:00"), _at("17:00"), 29, "formation", 12)),
)

SERIES = (
    Weekly(Meeting("Thau", _at("09:30"), _at("11:00"), "interne", "Réunion d'équipe", 7), (0,)),
    Weekly(Meeting("Bulle 2", _at("10:00"), _at("12:00"), "interne", "Permanence coaching", 2, _P.COACHING), (2, 4)),
    Weekly(Meeting("Lez", _at("17:00"), _at("18:30"), 23, "répétition", 15), (1,)),
    Weekly(Meeting("Caroux", _at("12:30"), _at("13:30"), 28, "cours de langue des signes", 6), (3,)),
    Weekly(Meeting("Espiguette", _at("09:00"), _at("12:30"), "interne", "Atelier collectif", 20, _P.WORKSHOP), (1,), 2),
    Weekly(Meeting("Garrigue + Lez", _at("14:00"), _at("16:00"), "interne", "Plénière des résidents", 32), (3,), 1),
)

COMPANY_TITLES = (
    # (title, people at most)
    ("réunion d'équipe", 8), ("réunion d'équipe", 12), ("conseil d'administration", 12), ("point projet", 6),
    ("rendez-vous partenaires", 6), ("rendez-vous banque", 4), ("entretiens de recrutement", 3), ("formation", 18),
    ("atelier clients", 10), ("revue de comptes", 4), ("assemblée générale", 40), ("visioconférence", 2),
    ("appel d'offres", 4), ("accueil des bénévoles", 16), (None, 6),
)  # fmt: skip
INTERNAL = (
    ("Comité d'agrément", _P.MEETING, 10), ("Coaching avec Nadia Roux", _P.COACHING, 3),
    ("Coaching avec Paul Estève", _P.COACHING, 3), ("Coaching avec Mireille Cazal", _P.COACHING, 3),
    ("Atelier : modèle économique", _P.WORKSHOP, 16), ("Atelier : lever des fonds", _P.WORKSHOP, 12),
    ("Atelier : communiquer", _P.WORKSHOP, 18), ("YESS · suivi de promotion", _P.ACADEMY, 24),
    ("Visite de la pépinière", _P.MEETING, 20), ("Point direction", _P.MEETING, 4),
)  # fmt: skip
OUTSIDERS = (
    ("Mairie de Valmagnette", "réunion publique", 60), ("Réseau des tiers-lieux imaginaires", "rencontre", 20),
    ("Collectif des fêtes solidaires", "ciné-débat", 80), ("École des métiers du vent", "soutenances", 30),
    ("Fondation des Deux Rivages", "jury", 12), ("Syndicat mixte de la Lagune claire", "atelier", 18),
)  # fmt: skip
