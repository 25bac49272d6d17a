"""Definitions that change while the watch runs: seen, read, brought into the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from scraper.errors import DefinitionError
from scraper.polling.register import register
from scraper.sources.catalogue import load_catalogue
from scraper.storage.engine import Database

#: Name, time of writing in nanoseconds and size of each file.
FolderState = frozenset[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Reload:
    """What reading the catalogue again came to."""

    changed: int
    refused: tuple[DefinitionError, ...]

    def lines(self) -> Iterator[str]:
        """In words, a line for the whole and one for each file that could not be used."""
        yield f"definitions read again: {self.changed} sources changed"
        for error in self.refused:
            yield f"refused: {error}"


def folder_state(folder: Path) -> FolderState:
    """What can be seen of the definitions without reading them; nothing of a folder that is not there."""
    found: set[tuple[str, int, int]] = set()
    for path in folder.glob("*.toml"):
        try:
            stat = path.stat()
        except FileNotFoundError:  # taken away meanwhile
            continue
        found.add((path.name, stat.st_mtime_ns, stat.st_size))
    return frozenset(found)


def reload_catalogue(home: Path, database: Database, now: datetime) -> Reload:
    """Read all definitions and register what changed; a bad one leaves its source as it was."""
    catalogue = load_catalogue(home / "sources")
    with database.writing() as session:
        changed = register(session, catalogue.definitions.values(), now)
    return Reload(changed, catalogue.refused)
