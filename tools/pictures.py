"""Makes the pictures of the README and the guide: the real application on the fictitious data, at a fixed moment.

Run by `make pictures`; needs Chromium, which draws Textual's SVG faithfully. Any argument keeps only the pictures
whose name holds it: `make pictures ARGS=fiche`.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

# Read by Textual when it is imported: the colours of a terminal of today, whatever this one is.
os.environ.update(COLORTERM="truecolor", TERM="xterm-256color", TEXTUAL_ANIMATIONS="none")
os.environ.pop("NO_COLOR", None)

from realis_tui.app import RealisApp
from realis_tui.clock import parse_moment
from realis_tui.db.engine import Database
from realis_tui.demo.build import build_demo
from realis_tui.settings import Settings

MOMENT = parse_moment("2026-11-23T09:42")
FOLDER = Path(__file__).parent.parent / "docs" / "pictures"
LARGE, MEDIUM, SMALL = (150, 40), (120, 36), (80, 24)
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """One picture: the keys that lead there once signed in (none of them: the sign-in itself)."""

    name: str
    keys: tuple[str, ...]
    size: tuple[int, int] = LARGE
    theme: str = "nuit"
    signed_in: bool = True

    @property
    def file(self) -> Path:
        shade = "" if self.theme == "nuit" else f"-{self.theme}"
        return FOLDER / f"{self.name}-{self.size[0]}x{self.size[1]}{shade}.png"


PICTURES = (
    Picture("connexion", (), signed_in=False),
    Picture("entreprises", ()),
    Picture("entreprises", (), size=SMALL),
    Picture("entreprises", (), theme="clair"),
    Picture("fiche", ("down", "down", "enter", "right", "right")),
    Picture("fiche", ("down", "down", "enter"), size=SMALL),
    Picture("chiffres", ("down", "down", "enter", "right", "right", "right")),
    Picture("formulaire", ("n",)),
    Picture("chercher", ("space", *"velomistro")),
    Picture("locaux", ("g", "l")),
    Picture("locaux", ("g", "l"), size=SMALL),
    Picture("salles", ("f4",)),
    Picture("salles", ("f4",), size=SMALL),
    Picture("salles", ("f4",), theme="clair"),
    Picture("salle-semaine", ("f4", "v")),
    Picture("salle-semaine", ("f4", "v"), size=SMALL),
    Picture("salles-semaine", ("f4", "v", "v")),
    Picture("reserver", ("f4", "n", *"velomi")),
    Picture("reserver", ("f4", "n", *"velomi"), size=SMALL),
    Picture("creneau", ("f4", "b", *"12")),
    Picture("aide", ("f1",)),
)


async def draw(picture: Picture, base: Path) -> str:
    """The screen as SVG once the keys are pressed and everything has come."""
    account = {"account": "Claire Fontanel", "passphrase": "garrigue direction"} if picture.signed_in else {}
    app = RealisApp(Settings(base=str(base), now=MOMENT, theme=picture.theme, demo=True, **account))
    async with app.run_test(size=picture.size) as pilot:
        await settled(app)
        for key in picture.keys:
            await pilot.press(key)
            await settled(app)
        return app.export_screenshot(title="REALIS")


async def settled(app: RealisApp) -> None:
    """Wait until nothing is being read or loaded any more."""
    calm = 0
    for _ in range(60):  # three seconds: a form keeps a worker for its draft, so waiting has an end
        await asyncio.sleep(0.05)
        calm = calm + 1 if app.lanes.idle and all(worker.is_finished for worker in app.workers) else 0
        if calm == 8:
            return


def to_png(svg: str, target: Path) -> None:
    """Have Chromium draw the SVG at its own size."""
    browser = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if browser is None:
        raise SystemExit("make pictures needs Chromium (Debian: apt install chromium)")
    box = ElementTree.fromstring(svg).attrib["viewBox"].split()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "screen.svg")
        source.write_text(svg, encoding="utf-8")
        subprocess.run(
            [browser, *CHROMIUM, f"--user-data-dir={folder}/profile", f"--screenshot={target}",
             f"--window-size={round(float(box[2]))},{round(float(box[3]))}", source.as_uri()],
            check=True,
            capture_output=True,
        )  # fmt: skip


async def main(wanted: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder, "demonstration.db")
        database = Database.create(base)
        build_demo(database, now=MOMENT)
        database.close()
        for picture in PICTURES:
            if wanted in picture.file.name:
                # No draft of one picture, nor of whoever draws them, is found again in the next.
                os.environ["XDG_STATE_HOME"] = tempfile.mkdtemp(dir=folder)
                to_png(await draw(picture, base), picture.file)
                print(picture.file.name)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else ""))
