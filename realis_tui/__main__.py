"""`realis`, and `python -m realis_tui`: without a command, the application; with one, the command line."""

import gc
import sys
from importlib import import_module


def main(arguments: list[str] | None = None) -> int:
    """Run the program; gives its exit code. The command line is loaded only when a word was given."""
    given = sys.argv[1:] if arguments is None else arguments
    if given:
        return int(import_module("realis_tui.cli.main").main(given) or 0)
    # Imports make much and drop little: the collector waits until they are done (`leaving.settle_memory`).
    gc.disable()
    from realis_tui.app import launch
    from realis_tui.settings import load

    return launch(load())


if __name__ == "__main__":
    raise SystemExit(main())
