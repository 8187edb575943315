"""`realis`, and `python -m realis_tui`: without a command, the application; with one, the command line."""

import gc
import os
import sys
from importlib import import_module


def main(arguments: list[str] | None = None) -> int:
    """Run the program; gives its exit code. The command line is loaded only when a word was given."""
    # Nobody's plug-in has a place in our validations; to look for one is to read every package installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    given = sys.argv[1:] if arguments is None else arguments
    if given:
        return int(import_module("realis_tui.cli.main").main(given) or 0)
    # Imports make much and drop little: the collector waits until they are done (`leaving.settle_memory`).
    gc.disable()
    # A frame that follows another waits for its turn: half as long as by default, so that what is read is seen sooner.
    os.environ.setdefault("TEXTUAL_FPS", "120")
    # At each statement a lane leaves its turn and waits for it again, 5 ms by default while a screen is being drawn.
    sys.setswitchinterval(0.001)
    from realis_tui.app import launch
    from realis_tui.settings import load

    return launch(load())


if __name__ == "__main__":
    raise SystemExit(main())
