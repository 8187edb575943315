"""The two lanes to the data base: a thread that writes and a thread that only reads.

An import or a lock on the writing lane never holds up a look-up. A question that a newer one of its group replaces is
interrupted; a write, never. The event loop puts a job in a lane and awaits; it never touches the data base itself.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Protocol

from realis_tui.domain.accounts import Actor
from realis_tui.domain.refusals import Unavailable
from realis_tui.messages import Superseded

News = frozenset[str] | Unavailable
"""The pillars that other desks have changed (none: the base is heard again), or why nobody can be heard any more."""


class Door(Protocol):
    """What a lane needs of `realis_tui.usecases.door.Door`; `interrupt`, `listen` and `leave` are used when there."""

    def perform(self, use_case: Any, request: Any) -> Any: ...

    def changes_since(self) -> frozenset[str]: ...

    def for_actor(self, actor: Actor) -> "Door": ...


@dataclass(frozen=True, slots=True)
class Later:
    """A use case named before its module is imported, for the screens that must not wait for it (the frame, sign-in).

    request: name of its input model in the same module, built from `fields` in the thread; "" when it takes none.
    """

    module: str
    use_case: str
    request: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    reads: bool = False

    def resolve(self) -> tuple[Callable[..., Any], Any]:
        """Import, and give the use case with its request. Raises `Refused` when the fields are refused."""
        module = import_module(self.module)
        request = getattr(module, self.request)(**self.fields) if self.request else None
        return getattr(module, self.use_case), request


UseCase = Callable[..., Any] | Later


@dataclass(eq=False, slots=True)
class Job:
    """One thing to do in a lane, and who waits for it."""

    do: Callable[[], Any]
    answer: "asyncio.Future[Any]"
    group: str = ""
    unwanted: bool = False

    def settle(self, result: Any, error: BaseException | None) -> None:
        """Give the answer to who waits, if anyone still does (event loop only)."""
        if self.answer.done():
            return
        if error is not None:
            self.answer.set_exception(error)
        else:
            self.answer.set_result(result)


class Lane(threading.Thread):
    """A thread doing its jobs one after the other."""

    def __init__(self, name: str, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name=f"realis-{name}", daemon=True)
        self._loop = loop
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._waiting: list[Job] = []
        self._running: Job | None = None

    @property
    def busy(self) -> bool:
        return self._running is not None or bool(self._waiting)

    def put(self, job: Job) -> None:
        with self._lock:
            self._waiting.append(job)
        self._jobs.put(job)

    def stop(self) -> None:
        self._jobs.put(None)

    def drop(self, unwanted: Callable[[Job], bool], interrupt: Callable[[int | None], None] | None) -> None:
        """Forget the jobs that nobody wants any more, and interrupt the running one if it is among them."""
        with self._lock:
            for job in self._waiting:
                job.unwanted = job.unwanted or unwanted(job)
            running = self._running
            if running is not None and unwanted(running):
                running.unwanted = True
                if interrupt is not None:
                    interrupt(self.ident)

    def run(self) -> None:
        while (job := self._jobs.get()) is not None:
            with self._lock:
                self._waiting.remove(job)
                self._running = job
                skipped = job.unwanted
            result: Any = None
            error: BaseException | None = Superseded() if skipped else None
            if not skipped:
                try:
                    result = job.do()
                except BaseException as raised:
                    error = raised
            with self._lock:
                self._running = None
            if job.unwanted:
                error = Superseded()
            try:
                self._loop.call_soon_threadsafe(job.settle, result, error)
            except RuntimeError:
                return  # the application has left


class Lanes:
    """Both lanes over one door, opened by the first job that needs it.

    open_door: called in a thread; an `Unavailable` it raises goes to whoever asked, and the next job tries again.
    written: called on the event loop with the pillars that an act has changed.
    heard: called on the event loop with what other desks commit, where the data base tells it (`listening`).
    """

    def __init__(
        self,
        open_door: Callable[[], Door],
        written: Callable[[frozenset[str]], None],
        heard: Callable[[News], None] = lambda news: None,
    ) -> None:
        self._open_door = open_door
        self._written = written
        self._heard = heard
        self._loop: asyncio.AbstractEventLoop | None = None
        self.listening = False
        """Whether the data base tells by itself what other desks commit; else it is to be asked."""
        self._opening = threading.Lock()
        self._door: Door | None = None
        self._lanes: tuple[Lane, Lane] | None = None

    def start(self, writing: Callable[[], Any], reading: Callable[[], Any]) -> None:
        """Start both threads, each with what it does first (imports), whose errors are left aside."""
        for lane, first in zip(self._started(), (writing, reading), strict=True):
            lane.put(Job(first, _nobody(asyncio.get_running_loop())))

    def _started(self) -> tuple[Lane, Lane]:
        if self._lanes is None:
            self._loop = loop = asyncio.get_running_loop()
            self._lanes = (Lane("écriture", loop), Lane("lecture", loop))
            for lane in self._lanes:
                lane.start()
        return self._lanes

    def stop(self) -> None:
        """Let the threads end once they have done what they are doing; nothing waits for them."""
        leave = getattr(self._door, "leave", None)
        if callable(leave):
            leave()
        for lane in self._lanes or ():
            lane.stop()

    @property
    def idle(self) -> bool:
        return self._lanes is not None and not any(lane.busy for lane in self._lanes)

    def door(self) -> Door:
        """The door, opened if it is not yet (from a lane's thread only)."""
        with self._opening:
            if self._door is None:
                door = self._open_door()
                door.changes_since()  # from now on, what others commit is news
                listen = getattr(door, "listen", None)
                self.listening = callable(listen) and bool(listen(self._hear))
                self._door = door
            return self._door

    def _hear(self, news: News) -> None:
        """From the listener's thread to the event loop, unless the application has left."""
        with suppress(RuntimeError):
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._heard, news)

    def use(self, actor: Actor) -> None:
        """From now on it is `actor` who acts (from a lane's thread only)."""
        door = self.door()
        with self._opening:
            self._door = door.for_actor(actor)

    async def perform(self, use_case: UseCase, request: Any = None, *, group: str = "") -> Any:
        """Do one act and give its view. Raises `Refused`, `Unavailable` or `Superseded`."""
        reads = use_case.reads if isinstance(use_case, Later) else bool(getattr(_act(use_case), "reads", False))

        def do() -> Any:
            door = self.door()
            function, given = use_case.resolve() if isinstance(use_case, Later) else (use_case, request)
            view = door.perform(function, given)
            changes = frozenset(getattr(_act(function), "changes", ()) or ())
            if changes and not reads:
                loop.call_soon_threadsafe(self._written, changes)
            return view

        loop = asyncio.get_running_loop()
        return await self.run(do, reads=reads, group=group)

    async def run(self, do: Callable[[], Any], *, reads: bool, group: str = "") -> Any:
        """Run a function in a lane and await its result."""
        lane = self._started()[1 if reads else 0]
        job = Job(do, asyncio.get_running_loop().create_future(), group)
        if reads and group:
            lane.drop(lambda other: other.group == group, self._interrupt)
        lane.put(job)
        try:
            return await job.answer
        except asyncio.CancelledError:
            if reads:
                lane.drop(lambda other: other is job, self._interrupt)
            raise

    def _interrupt(self, thread: int | None) -> None:
        """Stop what that lane reads: the other one may be reading too, for an act that it prepares."""
        interrupt = getattr(self._door, "interrupt", None)
        if callable(interrupt):
            interrupt(thread)


def _act(use_case: Callable[..., Any]) -> Any:
    return getattr(use_case, "act", None)


def _nobody(loop: asyncio.AbstractEventLoop) -> "asyncio.Future[Any]":
    """A future whose outcome nobody waits for, and whose error is not complained about."""
    answer: asyncio.Future[Any] = loop.create_future()
    answer.add_done_callback(lambda done: None if done.cancelled() else done.exception())
    return answer
