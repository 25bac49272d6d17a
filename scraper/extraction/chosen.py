"""Which of the statements became the publication's own? Marked, so that each field can show its witness."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import repeat
from typing import Final

from scraper.extraction.cleaning import words
from scraper.extraction.confidence import rate_facts
from scraper.extraction.title import without_kind
from scraper.items import Fact, Publication
from scraper.outcomes import Confidence, Witness

#: Authors may be bodies: a page that names no person names who is behind it.
_AUTHOR_FIELDS: Final = ("author", "organisation")


def mark_chosen(found: Publication) -> Publication:
    """The publication with all its facts rated and the chosen ones marked.

    Every value of a field has a fact behind it afterwards: where no witness said it (the first line as a
    title, the kind of a page that does not say), the fact is a guess of low confidence.
    """
    stated = list(found.facts)
    chosen: dict[int, Confidence | None] = {}
    for wanted, beside, fits in _wanted(found):
        place = len(stated)
        for number, fact in enumerate(stated):
            if (fact.field == wanted.field or fact.field in beside) and fits(fact):
                place = number
                break
        if place == len(stated):
            stated.append(wanted)
        chosen[place] = wanted.confidence or chosen.get(place)
    rated = (*rate_facts(found.facts), *repeat(Confidence.LOW, len(stated) - len(found.facts)))
    # As `replace` would have it, which is dearer, and every page has a dozen facts.
    facts = (
        Fact(fact.field, fact.value, fact.witness, fact.precision, chosen.get(n) or sure, chosen=n in chosen)
        for n, (fact, sure) in enumerate(zip(stated, rated, strict=True))
    )
    return replace(found, facts=tuple(facts))


_Fits = Callable[[Fact], bool]
#: A fact of nobody, further fields in which it may have been said, and the test for the statement it is.
_Wanted = tuple[Fact, tuple[str, ...], _Fits]


def _wanted(found: Publication) -> Iterator[_Wanted]:
    """What the fields hold, each with the test for the statement it was taken from."""
    yield Fact("title", found.title, Witness.GUESS), (), _is_title(found.title)
    dates = (
        ("published", found.published),
        ("updated", found.updated),
        ("deadline", found.deadline),
        ("event", found.event),
    )
    for field, date in dates:
        if date is not None:
            yield _stated(Fact(field, str(date), date.witness, date.precision, date.confidence))
    for name in found.authors:
        yield _named("author", name, _AUTHOR_FIELDS)
    for name in found.organisations:
        yield _named("organisation", name)
    yield _stated(Fact("kind", found.kind, found.kind_witness))
    for nation in found.nations:
        yield _named("nation", nation)
    if found.language:
        yield _named("language", found.language)
    if found.pages:
        counted = Fact("pages", str(found.pages), Witness.PDF_INFO, confidence=Confidence.HIGH)
        yield counted, (), _names(counted.value)
    if found.summary:
        yield Fact("summary", found.summary, Witness.VISIBLE_TEXT), (), _names(found.summary)


def _stated(wanted: Fact) -> _Wanted:
    return wanted, (), lambda fact: fact.witness is wanted.witness and fact.value == wanted.value


def _named(field: str, name: str, fields: tuple[str, ...] = ()) -> _Wanted:
    return Fact(field, name, Witness.GUESS), fields, _names(name)


def _is_title(title: str) -> _Fits:
    return lambda fact: fact.value == title or without_kind(fact.value) == title


def _names(value: str) -> _Fits:
    return lambda fact: fact.value == value or words(fact.value) == words(value)
