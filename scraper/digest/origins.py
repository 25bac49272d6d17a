"""What the sources of an issue's entries ask for: source lines, walls, licences, ages, and the balance."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scraper.digest.checks import EntrySeen, Finding
from scraper.digest.house import House, Targets
from scraper.digest.house_style import Level
from scraper.digest.periods import day_in_words

#: Ages that the balance tells apart, in days, with their words; what is older or undated comes after.
AGES = ((7, "up to a week"), (28, "up to four weeks"))
#: Of fewer entries no share of a source is told.
_FEWEST_FOR_SHARES = 10


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of the publication and the source that an entry was made from.

    Attributes:
        slug, name: of the source.
        published: the day it came out, when the publication states one.
        partial: whether a part of its text only was served, before a wall.
        paywall, licence: what the source's definition says of them, in words; "" when nothing.
    """

    slug: str
    name: str
    published: date | None = None
    partial: bool = False
    paywall: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """How an issue is made up: (words, entries) by section, by source and by age."""

    sections: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    ages: tuple[tuple[str, int], ...]


def origin_findings(
    entries: Sequence[EntrySeen], origins: Mapping[int, Origin], day: date | None, house: House
) -> Iterator[Finding]:
    """What the sources of the entries have an editor look at; an entry without a candidate has no source."""
    for entry in entries:
        origin = origins.get(entry.id)
        if origin is None:
            continue
        if house.wants_source_line(origin.slug) and not (entry.text.source and entry.text.source.name):
            yield Finding(Level.LOOK, f"The source line is missing: “Source: {origin.name}”.", entry.id)
        if origin.published and (when := age_words(origin.published, day, house.targets.oldest_days)):
            words = f"It came out on {day_in_words(origin.published)}, {when}."
            yield Finding(Level.LOOK, words, entry.id)
        if origin.paywall:
            words = f"{origin.name} has a wall: {origin.paywall.rstrip('.')}."
            yield Finding(Level.TOLD, words, entry.id)
        elif origin.partial:
            yield Finding(
                Level.TOLD, "A part of its text only was served: readers may have to pay.", entry.id
            )
    yield from licence_findings(entries, origins)


def licence_findings(entries: Sequence[EntrySeen], origins: Mapping[int, Origin]) -> Iterator[Finding]:
    """Each licence once, with the entries that it holds for."""
    places: dict[str, list[int]] = {}
    for entry in entries:
        origin = origins.get(entry.id)
        if origin and origin.licence:
            places.setdefault(origin.licence, []).append(entry.position)
    for licence, positions in places.items():
        which = f"Entry {positions[0]}" if len(positions) == 1 else f"Entries {in_a_row(positions)}"
        yield Finding(Level.TOLD, f"{which}: {licence.rstrip('.')}.")


def age_words(published: date | None, day: date | None, oldest_days: int) -> str:
    """Why a day of publication needs a look beside the issue's, "" when it does not."""
    if published is None or day is None:
        return ""
    if published > day:
        return "after the issue’s date"
    if oldest_days and published < day - timedelta(days=oldest_days):
        return "long before the issue"
    return ""


def made_up(entries: Sequence[EntrySeen], origins: Mapping[int, Origin], day: date | None) -> MakeUp:
    """How an issue is made up: sections in order, sources by how many, ages from the youngest."""
    sections = Counter(entry.text.section for entry in entries)
    found = [origins.get(entry.id) for entry in entries]
    sources = Counter(origin.name if origin else "written by hand" for origin in found)
    ages = Counter(_age(origin.published if origin else None, day) for origin in found)
    named = [words for _, words in AGES] + ["older", "no date"]
    return MakeUp(
        sections=tuple((name or "no section", count) for name, count in sections.items()),
        sources=tuple(sorted(sources.items(), key=lambda each: (-each[1], each[0].lower()))),
        ages=tuple((words, ages[words]) for words in named if ages[words]),
    )


def _age(published: date | None, day: date | None) -> str:
    if published is None or day is None:
        return "no date"
    return next((words for days, words in AGES if (day - published).days <= days), "older")


def target_findings(make_up: MakeUp, targets: Targets) -> Iterator[Finding]:
    """Where an issue is not made up as the house wants it: notes, never blocks."""
    total = sum(count for _, count in make_up.sections)
    if total and (words := count_words(total, targets.fewest_entries, targets.most_entries)):
        yield Finding(Level.TOLD, f"The issue has {entries_in_words(total)}: the house wants {words}.")
    counts = dict(make_up.sections)
    for section in targets.sections:
        count = counts.get(section.name, 0)
        if words := count_words(count, section.fewest, section.most):
            said = f"“{section.name}” has {entries_in_words(count)}: the house wants {words}."
            yield Finding(Level.TOLD, said)
    if targets.most_of_a_source and total >= _FEWEST_FOR_SHARES:
        for name, count in make_up.sources:
            if count * 100 > targets.most_of_a_source * total:
                share = f"{count} of {total} entries are from {name}"
                yield Finding(
                    Level.TOLD, f"{share}: the house wants {targets.most_of_a_source} per cent at most."
                )


def count_words(count: int, fewest: int, most: int) -> str:
    """What a number should be, in words; "" when it is that, or nothing is asked for."""
    if fewest and count < fewest:
        return f"at least {fewest}"
    return f"at most {most}" if most and count > most else ""


def entries_in_words(count: int) -> str:
    """ "1 entry", "12 entries"."""
    return "1 entry" if count == 1 else f"{count} entries"


def in_a_row(numbers: Sequence[int]) -> str:
    """ "1, 4 and 7"."""
    *head, last = map(str, numbers)
    return f"{', '.join(head)} and {last}" if head else last
