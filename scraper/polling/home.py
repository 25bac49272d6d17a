"""A home made ready: its database at this version's schema, its catalogue registered."""

from dataclasses import dataclass
from datetime import datetime

from scraper.config import Settings
from scraper.errors import DefinitionError, StorageError
from scraper.polling.register import register
from scraper.sources.catalogue import load_catalogue
from scraper.storage.engine import Database
from scraper.storage.upgrade import upgrade


@dataclass(frozen=True, slots=True)
class Home:
    """An opened home: its database, and the definitions that were refused, for the user to mend."""

    database: Database
    refused: tuple[DefinitionError, ...]
    upgraded: bool
    changed_sources: int


def open_home(settings: Settings, now: datetime) -> Home:
    """Create or upgrade the database and load the catalogue; a bad definition loses nothing else.

    Raises:
        StorageError: the home cannot be made, or its database is newer than this version.
    """
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{settings.home}: the home cannot be made: {error.strerror}") from error
    database = Database(settings.database)
    upgraded = upgrade(database)
    catalogue = load_catalogue(settings.home / "sources")
    with database.writing() as session:
        changed = register(session, catalogue.definitions.values(), now)
    return Home(database, tuple(catalogue.refused), upgraded, changed)
