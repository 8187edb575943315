"""The registry of acts: each use case declared once, beside its code.

Palette, command line, permissions, the journal, undo and the refresh of screens all read this one registry.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from realis_tui.domain.accounts import Permission
from realis_tui.usecases.unit import UnitOfWork

Request = TypeVar("Request")
View = TypeVar("View")


@dataclass(frozen=True, slots=True)
class Act:
    """What is known of a use case without running it.

    id: « companies.create »; label: what people read, « Nouvelle entreprise »; reads: it changes nothing and runs on
    the reading thread; undoable: Ctrl+Z may undo it; changes: the pillars whose screens must draw again.
    """

    id: str
    label: str
    permission: Permission
    reads: bool
    undoable: bool
    changes: frozenset[str]


class UseCase(Generic[Request, View]):
    """A use case with its act: called with a unit and a request, it checks the permission, then does it."""

    def __init__(self, function: Callable[[UnitOfWork, Request], View], act: Act) -> None:
        self.act = act
        self._function = function
        self.__name__ = function.__name__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__

    def __call__(self, unit: UnitOfWork, request: Request) -> View:
        unit.require(self.act.permission)
        return self._function(unit, request)

    def __repr__(self) -> str:
        return f"<UseCase {self.act.id}>"


class Perform(Protocol):
    """Runs a use case: the door's `perform` (a transaction of its own), or a call in the present unit of work."""

    def __call__(self, use_case: "UseCase[Request, View]", request: Request) -> View: ...


class Staged(UseCase[Request, View]):
    """A use case whose slow part (a hash) is done before the transaction of its act, which stays short.

    `prepare` may ask questions through the performer it is given, and makes the request of the act.
    """

    def __init__(self, prepare: Callable[[Perform, Request], Any], finish: UseCase[Any, View]) -> None:
        super().__init__(lambda unit, request: finish(unit, self._prepare(_inside(unit), request)), finish.act)
        self.__name__, self.__doc__, self.__module__ = prepare.__name__, prepare.__doc__, prepare.__module__
        self._prepare = prepare
        self._finish = finish

    def through(self, perform: Perform, request: Request) -> View:
        """Prepare, then perform the act."""
        return perform(self._finish, self._prepare(perform, request))


def staged(
    finish: UseCase[Any, View],
) -> Callable[[Callable[[Perform, Request], Any]], Staged[Request, View]]:
    """Declare what prepares an act outside its transaction."""
    return lambda prepare: Staged(prepare, finish)


def _inside(unit: UnitOfWork) -> Perform:
    def perform(use_case: UseCase[Request, View], request: Request) -> View:
        return use_case(unit, request)

    return perform


_REGISTRY: dict[str, UseCase[Any, Any]] = {}
_Function = Callable[[UnitOfWork, Request], View]


def act(
    id: str, label: str, permission: Permission, *, changes: tuple[str, ...], undoable: bool = True
) -> Callable[[_Function[Request, View]], UseCase[Request, View]]:
    """Declare a use case that writes."""
    return _declare(Act(id, label, permission, reads=False, undoable=undoable, changes=frozenset(changes)))


def question(
    id: str, label: str, permission: Permission
) -> Callable[[_Function[Request, View]], UseCase[Request, View]]:
    """Declare a use case that only reads."""
    return _declare(Act(id, label, permission, reads=True, undoable=False, changes=frozenset()))


def _declare(declared: Act) -> Callable[[_Function[Request, View]], UseCase[Request, View]]:
    def register(function: _Function[Request, View]) -> UseCase[Request, View]:
        if declared.id in _REGISTRY:
            raise ValueError(f"the act {declared.id} is declared twice")
        use_case = UseCase(function, declared)
        _REGISTRY[declared.id] = use_case
        return use_case

    return register


def all_acts() -> Iterator[Act]:
    """Every declared act, in order of declaration."""
    return (use_case.act for use_case in _REGISTRY.values())
