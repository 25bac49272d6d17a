"""Which of the statements became the publication's own? Marked, so that each field can show its witness."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from scraper.extraction.cleaning import words
from scraper.extraction.confidence import rate_facts
from scraper.extraction.title import without_kind
from scraper.items import DateFact, Fact, Publication
from scraper.outcomes import Confidence, Witness

#: Authors may be bodies: a page that names no person names who is behind it.
_AUTHOR_FIELDS: Final = ("author", "organisation")


def mark_chosen(found: Publication) -> Publication:
    """The publication with all its facts rated and the chosen ones marked.

    Every value of a field has a fact behind it afterwards: where no witness said it (the first line as a
    title, the kind of a page that does not say), the fact is a guess of low confidence.
    """
    facts = list(rate_facts(found.facts))
    for wanted, fits in _wanted(found):
        place = next((number for number, fact in enumerate(facts) if fits(fact)), None)
        if place is None:
            facts.append(replace(wanted, confidence=wanted.confidence or Confidence.LOW, chosen=True))
        else:
            sure = wanted.confidence or facts[place].confidence
            fact = facts[place]
            facts[place] = Fact(fact.field, fact.value, fact.witness, fact.precision, sure, chosen=True)
    return replace(found, facts=tuple(facts))


_Fits = Callable[[Fact], bool]


def _wanted(found: Publication) -> Iterator[tuple[Fact, _Fits]]:
    """What the fields hold, as facts of nobody, each with the test for the statement it was taken from."""
    yield Fact("title", found.title, Witness.GUESS), _is_title(found.title)
    dates = {
        "published": found.published,
        "updated": found.updated,
        "deadline": found.deadline,
        "event": found.event,
    }
    for field, date in dates.items():
        if date is not None:
            yield _as_fact(field, date), _is_stated(field, str(date), date.witness)
    for name in found.authors:
        yield Fact("author", name, Witness.GUESS), _names(_AUTHOR_FIELDS, name)
    for name in found.organisations:
        yield Fact("organisation", name, Witness.GUESS), _names(("organisation",), name)
    yield Fact("kind", found.kind, found.kind_witness), _is_stated("kind", found.kind, found.kind_witness)
    for nation in found.nations:
        yield Fact("nation", nation, Witness.GUESS), _names(("nation",), nation)
    if found.language:
        yield Fact("language", found.language, Witness.GUESS), _names(("language",), found.language)
    if found.pages:
        counted = Fact("pages", str(found.pages), Witness.PDF_INFO, confidence=Confidence.HIGH)
        yield counted, _names(("pages",), counted.value)
    if found.summary:
        yield Fact("summary", found.summary, Witness.VISIBLE_TEXT), _names(("summary",), found.summary)


def _as_fact(field: str, date: DateFact) -> Fact:
    return Fact(field, str(date), date.witness, date.precision, date.confidence)


def _is_title(title: str) -> _Fits:
    return lambda fact: fact.field == "title" and title in (fact.value, without_kind(fact.value))


def _is_stated(field: str, value: str, witness: Witness) -> _Fits:
    return lambda fact: (fact.field, fact.value, fact.witness) == (field, value, witness)


def _names(fields: tuple[str, ...], value: str) -> _Fits:
    return lambda fact: fact.field in fields and (fact.value == value or words(fact.value) == words(value))
