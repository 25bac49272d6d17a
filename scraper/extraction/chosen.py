"""Which of the statements became the publication's own? Marked, so that each field can show its witness."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import repeat
from typing import Final, NamedTuple

from scraper.extraction.cleaning import words
from scraper.extraction.confidence import rate_facts
from scraper.extraction.title import without_kind
from scraper.items import Fact, Publication
from scraper.outcomes import Confidence, Precision, Witness

#: Authors may be bodies: a page that names no person names who is behind it.
_AUTHOR_FIELDS: Final = ("author", "organisation")


def mark_chosen(found: Publication) -> Publication:
    """The publication with all its facts rated and the chosen ones marked.

    Every value of a field has a fact behind it afterwards: where no witness said it (the first line as a
    title, the kind of a page that does not say), the fact is a guess of low confidence.
    """
    stated = list(found.facts)
    places: dict[str, list[int]] = {}
    for n, fact in enumerate(stated):
        places.setdefault(fact.field, []).append(n)
    chosen: dict[int, Confidence | None] = {}
    for wanted in _wanted(found):
        said = sorted(n for field in wanted.fields for n in places.get(field, ()))
        place = next((n for n in said if wanted.fits(stated[n])), len(stated))
        if place == len(stated):
            places.setdefault(wanted.fields[0], []).append(place)
            stated.append(Fact(wanted.fields[0], wanted.value, wanted.witness, wanted.precision, wanted.sure))
        chosen[place] = wanted.sure or chosen.get(place)
    rated = (*rate_facts(found.facts), *repeat(Confidence.LOW, len(stated) - len(found.facts)))
    # As `replace` would have it, which is dearer, and every page has a dozen facts.
    facts = (
        Fact(fact.field, fact.value, fact.witness, fact.precision, chosen.get(n) or sure, chosen=n in chosen)
        for n, (fact, sure) in enumerate(zip(stated, rated, strict=True))
    )
    return replace(found, facts=tuple(facts))


_Fits = Callable[[Fact], bool]


class _Wanted(NamedTuple):
    """What a field holds: the fields in which it may have been said, its own first; the value; the test for
    the statement it is; and the rest of the fact that stands for it where nobody said it.
    """

    fields: tuple[str, ...]
    value: str
    fits: _Fits
    witness: Witness = Witness.GUESS
    precision: Precision = Precision.NONE
    sure: Confidence | None = None


def _wanted(found: Publication) -> Iterator[_Wanted]:
    """What the fields hold, each with the test for the statement it was taken from."""
    yield _Wanted(("title",), found.title, _is_title(found.title))
    dates = (
        (("published",), found.published),
        (("updated",), found.updated),
        (("deadline",), found.deadline),
        (("event",), found.event),
    )
    for field, date in dates:
        if date is not None:
            value, witness = str(date), date.witness
            yield _Wanted(field, value, _said(value, witness), witness, date.precision, date.confidence)
    for name in found.authors:
        yield _Wanted(_AUTHOR_FIELDS, name, _names(name))
    for name in found.organisations:
        yield _Wanted(("organisation",), name, _names(name))
    yield _Wanted(("kind",), found.kind, _said(found.kind, found.kind_witness), found.kind_witness)
    for nation in found.nations:
        yield _Wanted(("nation",), nation, _names(nation))
    if found.language:
        yield _Wanted(("language",), found.language, _names(found.language))
    if found.pages:
        count = str(found.pages)
        yield _Wanted(("pages",), count, _names(count), Witness.PDF_INFO, sure=Confidence.HIGH)
    if found.summary:
        yield _Wanted(("summary",), found.summary, _names(found.summary), Witness.VISIBLE_TEXT)


def _said(value: str, witness: Witness) -> _Fits:
    return lambda fact: fact.witness is witness and fact.value == value


def _is_title(title: str) -> _Fits:
    return lambda fact: fact.value == title or without_kind(fact.value) == title


def _names(value: str) -> _Fits:
    return lambda fact: fact.value == value or words(fact.value) == words(value)
