"""Start-up settings: the environment, then the user's TOML file, then defaults. No pydantic: the frame comes first."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from realis_tui.clock import Clock, parse_moment


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program starts with.

    base: path or URL of the data base, "" for the default one. now: the moment to start from (aware), None for the
    real one. account and passphrase: who is already identified. keys: act id to the keys a person chose for it.
    demo: the fictitious data set is open. notes: sentences to show once the screen is there (a file that is wrong).
    plain_signs: signs that every font has, instead of ▁ ◆ ✓ (« signes = "simples" »). file: where these were read.
    """

    base: str = ""
    now: datetime | None = None
    account: str = ""
    passphrase: str = field(default="", repr=False)
    theme: str = "nuit"
    keys: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False
    notes: tuple[str, ...] = ()
    plain_signs: bool = False
    file: Path | None = None

    def clock(self) -> Clock:
        """The clock of this run: the real one, or the one fixed at `now` that goes on from there."""
        return Clock(self.now, ticking=self.now is not None)


def default_base() -> Path:
    """Where the data base is when nothing else is said: the user's data folder."""
    from platformdirs import user_data_path

    return user_data_path("realis", appauthor=False) / "realis.db"


def settings_file() -> Path:
    """Where a person's settings are kept: « reglages.toml » in the folder of the system for that."""
    from platformdirs import user_config_path

    return user_config_path("realis", appauthor=False) / "reglages.toml"


def load(environment: Mapping[str, str] | None = None, path: Path | None = None) -> Settings:
    """Read the settings. A file that cannot be read costs its content, never the start: a note says why."""
    environment = os.environ if environment is None else environment
    chosen = Path(environment["REALIS_REGLAGES"]) if environment.get("REALIS_REGLAGES") else path
    file = chosen or settings_file()
    settings = _from_file(file)
    given: dict[str, Any] = {"file": file}
    if signs := environment.get("REALIS_SIGNES"):
        given["plain_signs"] = _plain(signs)
    for name, variable in (
        ("base", "REALIS_BASE"),
        ("account", "REALIS_COMPTE"),
        ("passphrase", "REALIS_PHRASE"),
        ("theme", "REALIS_THEME"),
    ):
        if environment.get(variable):
            given[name] = environment[variable]
    if moment := environment.get("REALIS_MAINTENANT"):
        try:
            given["now"] = parse_moment(moment)
        except ValueError as error:
            given["notes"] = (*settings.notes, str(error))
    return replace(settings, **given)


def _from_file(path: Path) -> Settings:
    if not path.exists():
        return Settings()
    import tomllib  # most people have no such file, and the first frame does not wait for it

    try:
        with path.open("rb") as file:
            content = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings(notes=(f"Le fichier de réglages {path.name} est illisible : les réglages d'origine servent.",))
    notes: list[str] = []

    def text(name: str) -> str:
        value = content.get(name, "")
        if isinstance(value, str):
            return value
        notes.append(f"Réglage « {name} » : un texte est attendu.")
        return ""

    chosen = content.get("touches", {})
    if not isinstance(chosen, dict) or not all(isinstance(item, str) for item in chosen.values()):
        notes.append('Réglage « touches » : écrivez un acte et ses touches, par exemple "companies.create" = "n".')
        chosen = {}
    return Settings(
        base=text("base"),
        account=text("compte"),
        theme=text("theme") or "nuit",
        keys=chosen,
        plain_signs=_plain(text("signes")),
        notes=tuple(notes),
    )


def _plain(signs: str) -> bool:
    return signs.strip().casefold() in ("simples", "simple", "ascii")


def remember(path: Path, name: str, value: str) -> None:
    """Write one setting in the person's file, every other line of it kept as it is. Raises OSError.

    A file that cannot be read as TOML is left alone: whoever wrote it is told so at the start.
    """
    import tomllib

    try:
        held = path.read_text(encoding="utf-8")
        tomllib.loads(held)
    except FileNotFoundError:
        held = ""
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return
    said = f'{name} = "{value}"'
    lines = held.splitlines()
    # What is under a [table] is that table's: only the lines above the first one are the file's own.
    tables = next((at for at, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    known = next((at for at in range(tables) if lines[at].partition("=")[0].strip() == name), None)
    if known is None:
        lines.insert(0, said)
    else:
        lines[known] = said
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
