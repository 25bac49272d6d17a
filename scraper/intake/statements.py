"""What channels said of an entry, kept with its sighting: it counts whenever it comes, first or last."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.extraction.confidence import rate_date
from scraper.items import DateFact, Entry, Fact, PageHints
from scraper.outcomes import Confidence, Kind, Witness
from scraper.storage.facts import Facts, chosen_one, own_facts, with_choice
from scraper.storage.models import Page, Publication

#: Witnesses of a kind that a channel's definition stands before.
_WEAKER = (Witness.GUESS, Witness.JSON_LD)


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


def supply_kinds(session: Session, stated: Mapping[int, Kind | None]) -> None:
    """Give stored publications whose kind was weakly known the one that a further channel is defined with."""
    kinds = {number: kind for number, kind in stated.items() if kind is not None}
    numbers = list(kinds)
    for start in range(0, len(numbers), 500):
        unsure = select(Publication).where(
            Publication.id.in_(numbers[start : start + 500]), Publication.kind_witness.in_(_WEAKER)
        )
        for publication in session.scalars(unsure):
            kind = kinds[publication.id]
            fact = Fact("kind", kind, Witness.DEFINITION, confidence=Confidence.HIGH)
            publication.kind, publication.kind_witness = kind, Witness.DEFINITION
            publication.facts = with_choice(publication.facts or (), fact.as_json())


def as_heard(hints: PageHints, facts: Facts) -> PageHints:
    """The hints without what channels said only after a page had been read: its facts do not know it.

    A further channel never replaces what a page was read with, so reading it again must not do so either.
    """
    said = own_facts(facts)
    return replace(
        hints,
        title=hints.title if _knows(said, "title", hints.witness) else None,
        published=hints.published
        if hints.published and _knows(said, "published", hints.published.witness)
        else None,
        authors=hints.authors if _knows(said, "author", hints.witness) else (),
    )


def _knows(facts: Facts, field: str, witness: Witness) -> bool:
    """Whether a witness spoke of a field, or nobody did."""
    heard = {fact["witness"] for fact in facts if fact["field"] == field}
    return witness in heard or not heard


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
