"""How far may a fact be trusted? By who says it, who else says it, and who says otherwise.

Witnesses that copy from each other count once: a system writes its meta tags, JSON-LD and scripts from one
record. What two independent witnesses say and none denies is high; what one trusted witness says alone is
medium; what only a weak witness says, or what others deny with equal weight, is low.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from scraper.extraction.cleaning import words
from scraper.items import DateFact, Fact
from scraper.outcomes import Confidence, Precision, Witness

#: Who may copy from whom; every other witness stands alone.
_FAMILIES: Final = {
    Witness.FEED: "channel",
    Witness.SITEMAP: "channel",
    Witness.LISTING: "channel",
    Witness.JSON_LD: "record",
    Witness.META: "record",
    Witness.SCRIPT: "record",
    Witness.TITLE_TAG: "record",
    Witness.VISIBLE_TEXT: "page",
    Witness.TIME_TAG: "page",
    Witness.HEADING: "page",
}
#: Alone these are never more than low.
_WEAK: Final = frozenset((Witness.GUESS, Witness.PDF_INFO, Witness.HTTP_HEADER, Witness.SITEMAP))
_ALONE: Final = dict.fromkeys(_WEAK, Confidence.LOW)
#: What is true by itself: the source's definition, and the publisher's own data of the publication.
_OWN_DATA: Final = frozenset((Witness.DEFINITION, Witness.CONTENT_ITEM))
#: Fields of which several values may be right at once.
_SEVERAL: Final = frozenset(("author", "organisation", "nation", "change", "attachment", "refused date"))
#: Words two titles must share (F1 of their multisets) to say the same.
_SAME_TITLE: Final = 0.8


def rate_date(chosen: DateFact, stated: Iterable[DateFact]) -> Confidence:
    """The confidence of a date among all that was said of it. A day agrees with its month and year."""
    said = [(fact.witness, fact is chosen or _dates_agree(chosen, fact)) for fact in stated]
    return _rate(chosen.witness, said)


def rate_facts(facts: Iterable[Fact]) -> tuple[Confidence, ...]:
    """The confidence of each fact, judged beside the others of its field; its own where it has one."""
    known = list(facts)
    fields: dict[str, list[Fact]] = {}
    for fact in known:
        fields.setdefault(fact.field, []).append(fact)
    return tuple(fact.confidence or _rate_beside(fact, fields[fact.field]) for fact in known)


def _rate_beside(fact: Fact, others: list[Fact]) -> Confidence:
    return _rate_alone(fact.witness) if len(others) == 1 else _rate(fact.witness, _beside(fact, others))


def _beside(fact: Fact, others: list[Fact]) -> list[tuple[Witness, bool]]:
    """Who spoke of the field, and whether they agree; where several may be right, only who agrees."""
    judged = [(other.witness, _agree(fact, other)) for other in others]
    return [(witness, agrees) for witness, agrees in judged if agrees or fact.field not in _SEVERAL]


def _rate(witness: Witness, others: list[tuple[Witness, bool]]) -> Confidence:
    """Judge by `others`: each witness that spoke, itself too, and whether it agrees."""
    if len(others) == 1:
        return _rate_alone(witness)
    own = _family(witness)
    agreeing = {_family(other) for other, agrees in others if agrees} | {own}
    denying = {_family(other) for other, agrees in others if not agrees and other not in _WEAK} - agreeing
    if witness in _OWN_DATA or len(agreeing) > len(denying) + 1:
        return Confidence.HIGH
    if (witness in _WEAK and len(agreeing) == 1) or len(denying) > len(agreeing):
        return Confidence.LOW
    return Confidence.MEDIUM


def _rate_alone(witness: Witness) -> Confidence:
    return Confidence.HIGH if witness in _OWN_DATA else _ALONE.get(witness, Confidence.MEDIUM)


def _family(witness: Witness) -> str:
    return _FAMILIES.get(witness, witness)


def _dates_agree(one: DateFact, other: DateFact) -> bool:
    lengths = {Precision.YEAR: 4, Precision.MONTH: 7}
    length = min(lengths.get(one.precision, 10), lengths.get(other.precision, 10))
    return one.value.isoformat()[:length] == other.value.isoformat()[:length]


def _agree(one: Fact, other: Fact) -> bool:
    if one.value == other.value:
        return True
    if one.field == "title":
        return _titles_agree(one.value, other.value)
    if one.field in ("published", "updated"):
        return one.value.startswith(other.value) or other.value.startswith(one.value)
    return words(one.value) == words(other.value)


def _titles_agree(one: str, other: str) -> bool:
    first, second = Counter(words(one)), Counter(words(other))
    shared = (first & second).total()
    return 2 * shared >= _SAME_TITLE * (first.total() + second.total())
