"""What channels said of an entry, kept with its sighting: it counts whenever it comes, first or last."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.extraction.confidence import rate_date
from scraper.items import DateFact, Entry, Fact
from scraper.outcomes import Witness
from scraper.storage.facts import chosen_one, with_choice
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


def supply_dates(session: Session, stated: Mapping[int, DateFact | None]) -> None:
    """Give stored publications without a date the ones that a further channel states, by publication id."""
    facts = {number: fact for number, fact in stated.items() if fact is not None}
    numbers = list(facts)
    for start in range(0, len(numbers), 500):
        undated = select(Publication).where(
            Publication.id.in_(numbers[start : start + 500]), Publication.published.is_(None)
        )
        for publication in session.scalars(undated):
            set_date(publication, facts[publication.id])


def set_date(publication: Publication, stated: DateFact | None) -> None:
    """Write a date of publication as the chosen fact; with none, what the publication's file said counts."""
    if stated is not None:
        sure = stated.confidence or rate_date(stated, [stated])
        fact = Fact("published", str(stated), stated.witness, stated.precision, sure)
        publication.facts = with_choice(publication.facts or (), fact.as_json())
    settle_date(publication)


def settle_date(publication: Publication) -> None:
    """Copy the chosen date into the row's columns, or that there is none."""
    settled = chosen_one(publication.facts or (), "published")
    publication.published = settled["value"] if settled else None
    publication.published_precision = settled["precision"] if settled else "none"
    publication.published_witness = settled["witness"] if settled else None
