"""Arriving and leaving: opening the door in a thread, signals, drafts, and what is said when all goes wrong."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import threading
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.text import Text

from realis_tui.clock import Clock
from realis_tui.domain.accounts import Actor
from realis_tui.lanes import Door
from realis_tui.settings import Settings, default_base

if TYPE_CHECKING:
    from realis_tui.app import RealisApp

LAST_MOMENT = 0.9
"""Seconds left to leave by oneself after SIGTERM or SIGHUP; the data base bears being stopped at any time."""


def door_opener(
    settings: Settings, clock: Clock, waiting: Callable[[bool], None], worried: Callable[[str], None]
) -> Callable[[], Door]:
    """How to open the door of these settings; called by a lane, which then imports all that it takes.

    Named, not imported: nothing of the data base may come with the first frame. The default base is created when
    there is none, with the starter set of premises. waiting: told, from any thread, when another program's writing is
    waited for and when no more. worried: told, from any thread, what is wrong with the base or its dated copies.
    """

    def open_door() -> Door:
        if settings.base or default_base().exists():
            opened = import_module("realis_tui.db.engine").Database.open(settings.base or default_base())
        else:
            opened = import_module("realis_tui.usecases.new_base").create(default_base(), clock, desk=desk_name())
        opened.on_wait = waiting
        import_module("realis_tui.usecases.keeper").Keeper(opened, worried).start()
        door: Door = import_module("realis_tui.usecases.door").Door(opened, visitor(), clock, desk_name())
        return door

    return open_door


def visitor() -> Actor:
    """Who acts before anyone has signed in (from a lane's thread only)."""
    unknown: Actor = import_module("realis_tui.usecases.sign_in").VISITOR
    return unknown


def desk_name(alone: bool = False) -> str:
    """How this desk is named in the journal: the computer and the person's session on it.

    alone: with the program's own number, so that two of them in one session are two desks.
    """
    import getpass
    import socket

    try:
        person = getpass.getuser()
    except (KeyError, OSError):
        person = "?"
    name = f"{person}@{socket.gethostname()}"
    return f"{name[:70]}#{os.getpid()}" if alone else name


def settle_memory() -> None:
    """After the imports: nothing of what they made is worth the collector's time, which begins now."""
    gc.enable()
    gc.collect()
    gc.freeze()


def save_drafts(app: RealisApp) -> None:
    """Ask every form open anywhere to write its draft now."""
    for screen in app.all_screens():
        for widget in [screen, *screen.query("*")]:
            save: Any = getattr(widget, "flush_draft", None)
            if callable(save):
                try:
                    save()
                except OSError:
                    app.log.error("draft not written")


def watch_signals(app: RealisApp) -> None:
    """On SIGTERM or SIGHUP: drafts saved, out within a second."""
    loop = asyncio.get_running_loop()

    def leave() -> None:
        # A thread that is stuck in the data base must not keep the program alive.
        last_moment = threading.Timer(LAST_MOMENT, os._exit, args=(0,))
        last_moment.daemon = True
        last_moment.start()
        app.leave()

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            try:
                loop.add_signal_handler(number, leave)
            except (NotImplementedError, RuntimeError, ValueError):
                return


def fatal_sentence(app: RealisApp, error: BaseException | None) -> Text:
    """Keep the drafts and what happened in a file; give the sentence that the person reads in the shell."""
    save_drafts(app)
    sentence = (
        "REALIS s'est arrêté sur une erreur qui n'était pas prévue. "
        "Ce qui était enregistré le reste, les brouillons sont gardés."
    )
    try:
        path = state_folder() / "dernier-incident.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)) if error else "", encoding="utf-8")
        path.chmod(0o600)
    except OSError:
        return Text(sentence)
    return Text(f"{sentence}\nLe détail, à transmettre à qui s'occupe du programme : {path}")


def state_folder() -> Path:
    """Where drafts and the last incident are kept: the user's state folder."""
    from platformdirs import user_state_path

    return user_state_path("realis", appauthor=False)
