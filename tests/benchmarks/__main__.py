"""`make bench`: measures, prints the table, writes it into docs/performance.md. `ARGS=memory`: prints that one."""

import compileall
import sys
import tempfile
from pathlib import Path

import realis_tui
from tests.benchmarks import measures
from tests.benchmarks.measuring import RUNS, Result

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
HEAD = "| what | beside | measured | floor | ratio | at most | |\n|---|---|--:|--:|--:|--:|---|"
MARKS = ("<!-- measured -->", "<!-- end -->")


def main(arguments: list[str]) -> int:
    # As an installed tool is, and as the floors' packages are: what starts was compiled before.
    compileall.compile_dir(Path(realis_tui.__file__).parent, quiet=1)
    chosen = [measure for measure in measures.ALL if not arguments or measure.__name__ in arguments]
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="realis-bench-") as folder:
        bases = measures.Bases(Path(folder))
        for measure in chosen:
            found = measure(bases)
            results += found
            print("\n".join(map(row, found)), flush=True)
    table = "\n".join([HEAD, *map(row, results)])
    print(f"\n{table}")
    if len(chosen) == len(measures.ALL):
        write(table)
    return 0


def row(result: Result) -> str:
    """A line of the table."""
    value, beside = (figure(number, result.unit) for number in (result.value, result.floor))
    sign = "✓" if result.kept else "▲ over"
    return (
        f"| {result.what} | {result.floor_name} | {value} | {beside} | {result.ratio:.2f} | {result.ceiling} | {sign} |"
    )


def figure(number: float, unit: str) -> str:
    return f"{number * 1000:.1f} ms" if unit == "ms" else f"{number:.0f} {unit}"


def write(table: str) -> None:
    """Put the table between its marks in the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    _, _, after = rest.partition(MARKS[1])
    PAGE.write_text(f"{before}{MARKS[0]}\n{table}\n{MARKS[1]}{after}", encoding="utf-8")
    print(f"Written to {PAGE.relative_to(PAGE.parents[1])} (medians of {RUNS} runs).")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
