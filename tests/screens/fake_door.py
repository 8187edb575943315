"""A door that answers from memory, and two places, so that the frame is tested without a data base."""

import sys
import threading
import types
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from realis_tui.app import RealisApp
from realis_tui.clock import PARIS
from realis_tui.domain.accounts import Actor, Role
from realis_tui.domain.refusals import Refused
from realis_tui.pillars import Pillar
from realis_tui.screens.framed import FramedScreen
from realis_tui.settings import Settings

MORNING = datetime(2026, 11, 23, 9, 42, tzinfo=PARIS)
PHRASE = "le tournesol suit la lumière"


@dataclass(frozen=True)
class FakeAct:
    reads: bool = False
    changes: frozenset[str] = frozenset()


def fake(reads: bool = False, changes: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Declare a function as an act, as the registry would."""

    def declare(function: Any) -> Any:
        function.act = FakeAct(reads, frozenset(changes))
        return function

    return declare


@dataclass(frozen=True)
class Proposed:
    name: str
    role: Role
    passphrase: str


@dataclass(frozen=True)
class Overview:
    has_accounts: bool
    is_demo: bool
    demo_accounts: tuple[Proposed, ...]


@dataclass(frozen=True)
class SignedIn:
    account_id: int
    name: str
    role: Role
    idle_minutes: int = 10

    @property
    def actor(self) -> Actor:
        return Actor(self.account_id, self.name, self.role)


@dataclass(frozen=True)
class Request:
    name: str = ""
    passphrase: str = ""


@dataclass
class FakeDoor:
    """Performs an act on itself; notes which thread did it."""

    name: str = "Amina Faure"
    role: Role = Role.RECEPTION
    has_accounts: bool = True
    demo: bool = True
    threads: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: set[str] = field(default_factory=set)
    interrupted: threading.Event = field(default_factory=threading.Event)

    def perform(self, use_case: Any, request: Any) -> Any:
        if use_case.__name__ == "be_here":
            return 2
        self.threads.append((use_case.__name__, threading.current_thread().name))
        return use_case(self, request)

    def for_actor(self, actor: Actor) -> "FakeDoor":
        return self

    def interrupt(self, thread: int | None) -> None:
        self.interrupted.set()

    def changes_since(self) -> frozenset[str]:
        seen, self.elsewhere = self.elsewhere, set()
        return frozenset(seen)


def use_cases() -> types.ModuleType:
    """The stand-in of `realis_tui.usecases.sign_in`."""
    module = types.ModuleType("realis_tui.usecases.sign_in")

    @fake(reads=True)
    def accounts_overview(door: FakeDoor, request: None) -> Overview:
        proposed = (Proposed(door.name, door.role, PHRASE), Proposed("[/]Zoé[red]", Role.COACH, PHRASE))
        return Overview(door.has_accounts, door.demo, proposed if door.demo else ())

    @fake()
    def sign_in(door: FakeDoor, request: Request) -> SignedIn:
        if request.passphrase != PHRASE:
            raise Refused("La phrase n'est pas la bonne.", "passphrase")
        return SignedIn(1, request.name, door.role)

    @fake()
    def create_first_account(door: FakeDoor, request: Request) -> SignedIn:
        if len(request.passphrase) < 12:
            raise Refused("La phrase secrète est trop courte : 12 caractères au moins.", "passphrase")
        return SignedIn(1, request.name, Role.DIRECTION)

    VISITOR = Actor(None, "connexion", Role.READER)
    for name, value in locals().copy().items():
        setattr(module, name, value)
    module.SignIn = module.CreateFirstAccount = Request  # type: ignore[attr-defined]
    return module


def history() -> types.ModuleType:
    """The stand-in of `realis_tui.usecases.flows.history`."""
    module = types.ModuleType("realis_tui.usecases.flows.history")

    @fake(changes=("companies",))
    def undo_last(door: FakeDoor, request: None) -> str:
        return "Défait : «\u00a0nouvelle entreprise [/]Vital'Oc\u00a0»"

    @fake(changes=("companies",))
    def redo_last(door: FakeDoor, request: None) -> str:
        return "Refait : nouvelle entreprise Vital'Oc"

    module.undo_last, module.redo_last = undo_last, redo_last  # type: ignore[attr-defined]
    return module


class ListPlace(FramedScreen[None]):
    """A list, as the companies' will be."""

    PLACE = "companies.list"
    SHOWS = frozenset({"companies"})
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose_body(self) -> ComposeResult:
        yield Static(Content("Entreprises"), id="rows")
        yield Input(id="field", compact=True)

    def action_new(self) -> None:
        self.done.append("new")

    def action_filter(self) -> None:
        self.query_one("#field").focus()

    def action_back(self) -> None:
        self.set_focus(None)

    async def reload(self) -> None:
        self.done.append("reload")


class PlanPlace(FramedScreen[None]):
    PLACE = "spaces.plan"

    def compose_body(self) -> ComposeResult:
        yield Static(Content("Locaux"))


FAKE_PILLARS = (
    Pillar("companies", "f3", "e", "Entreprises", "Entr.", f"{__name__}:ListPlace", permission="companies.read"),
    Pillar("spaces", "", "l", "Locaux", "Loc.", f"{__name__}:PlanPlace", permission="spaces.read", under="companies"),
)


def fake_app(monkeypatch: Any, door: FakeDoor | None = None, **settings: Any) -> RealisApp:
    """The application over a fake door and fake places."""
    import realis_tui.app
    import realis_tui.frame
    import realis_tui.keys
    import realis_tui.palette
    import realis_tui.pillars

    for module in (realis_tui.app, realis_tui.frame, realis_tui.pillars):
        monkeypatch.setattr(module, "PILLARS", FAKE_PILLARS)
    monkeypatch.setitem(sys.modules, "realis_tui.usecases.sign_in", use_cases())
    monkeypatch.setitem(sys.modules, "realis_tui.usecases.flows.history", history())
    opened = door or FakeDoor()
    return RealisApp(Settings(**{"now": MORNING, **settings}), lambda: opened)
