"""The table of docs/odd-sites.md, measured anew: `python -m tests.site.table` prints it."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.command import Gleaner
from tests.site.odd import Odd
from tests.site.watching import Watched, totals, watch
from tests.site.web import WEB

HEAD = ("Site", "What is odd about it", "Channels found", "Requests to find out", "Found", "False")


def kinds_of(web: Sequence[Odd]) -> list[tuple[str, str]]:
    """The first two cells of every row."""
    return [(odd.kind.replace("_", " "), odd.oddness) for odd in web]


def rows_of(watched: Sequence[Watched]) -> Iterator[tuple[str, ...]]:
    """The rows of the table."""
    for (kind, oddness), each in zip(kinds_of([each.odd for each in watched]), watched, strict=True):
        channels = ", ".join(f"{strategy} `{path}`" for strategy, path in each.channels)
        found = f"{each.found} of {len(each.truth)}"
        yield kind, oddness, channels, str(len(each.asked)), found, str(each.false)


def head_and_rows(document: str) -> tuple[list[str], list[list[str]]]:
    """The cells of the only table of a document: its head and its rows."""
    lines = [line for line in document.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return cells[0], cells[2:]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        watched = list(watch(WEB, Gleaner(Path(folder))).values())
    lines = [HEAD, tuple("-" * len(cell) for cell in HEAD), *rows_of(watched)]
    for line in lines:
        print(f"| {' | '.join(line)} |")
    print(dict(totals(watched)))


if __name__ == "__main__":
    main()
