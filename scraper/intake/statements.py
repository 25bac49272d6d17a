"""What channels said of an entry, kept with its sighting: it counts whenever it comes, first or last."""

from typing import Any

from sqlalchemy.orm import Session

from scraper.items import DateFact, Entry
from scraper.outcomes import Witness
from scraper.storage.models import Page, Publication


def statement(entry: Entry) -> dict[str, Any]:
    """What the channel said of the entry beside its title, as plain data."""
    said: dict[str, Any] = {}
    for name, fact in (("published", entry.published), ("updated", entry.updated)):
        if fact is not None:
            said[name] = fact.as_json()
    if entry.authors:
        said["authors"] = list(entry.authors)
    if entry.kind:
        said["kind"] = entry.kind
    if entry.summary:
        said["summary"] = entry.summary
    return said


def stated_date(page: Page) -> DateFact | None:
    """The date that a channel stated for a page; a feed's before a listing's."""
    said = (DateFact.from_json(sighting.statement.get("published")) for sighting in page.sightings)
    stated = [fact for fact in said if fact is not None]
    return min(stated, key=lambda fact: fact.witness is not Witness.FEED, default=None)


def supply_date(session: Session, page: Page, stated: DateFact | None) -> None:
    """Give a stored publication without a date the one that a further channel states."""
    if stated is None or page.publication_id is None:
        return
    publication = session.get_one(Publication, page.publication_id)
    if publication.published is None:
        set_date(publication, stated)


def set_date(publication: Publication, stated: DateFact | None) -> None:
    """Write a date of publication, or that there is none."""
    publication.published = str(stated) if stated else None
    publication.published_precision = stated.precision if stated else "none"
    publication.published_witness = stated.witness if stated else None
