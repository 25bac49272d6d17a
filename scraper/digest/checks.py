"""Is an issue ready to go out? What is broken, what needs a look, and in which entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scraper.digest.house_style import Level, style_notes
from scraper.digest.model import DigestEntry
from scraper.digest.states import in_words
from scraper.identity.urls import url_key
from scraper.outcomes import EntryState

#: Headings are compared so.
_FEWEST_KNOWN = 10


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """An entry as the check sees it: number and place, text, state, who wrote and who checked it.

    `ran_before` is what past issues have to do with it, in words.
    """

    id: int
    position: int
    text: DigestEntry
    state: EntryState
    author: str | None = None
    checked_by: str | None = None
    ran_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `entry` is the entry's id, None for the issue as a whole."""

    level: Level
    words: str
    entry: int | None = None


def check_issue(
    entries: Sequence[EntrySeen], day: date | None, known_headings: frozenset[str], *, by_another: bool
) -> list[Finding]:
    """All findings, those that stop the issue first.

    Args:
        entries: of the issue, in order.
        day: its date.
        known_headings: in lower case, of past issues and of the house.
        by_another: the house's rule that somebody else than its author checks each entry.
    """
    findings = [*issue_findings(entries, day), *twice(entries)]
    for entry in entries:
        findings += entry_findings(entry, known_headings, by_another=by_another)
    order = list(Level)
    return sorted(findings, key=lambda each: order.index(each.level))


def stops(findings: Sequence[Finding]) -> bool:
    """Whether something keeps the issue from being signed off."""
    return any(each.level is Level.BROKEN for each in findings)


def issue_findings(entries: Sequence[EntrySeen], day: date | None) -> Iterator[Finding]:
    """What holds for the issue as a whole."""
    if not entries:
        yield Finding(Level.BROKEN, "There is no entry.")
    if day is None:
        yield Finding(Level.BROKEN, "The issue has no date.")


def entry_findings(
    entry: EntrySeen, known_headings: frozenset[str], *, by_another: bool
) -> Iterator[Finding]:
    """What holds for one entry: its state, its style, what ran before."""
    if entry.state is EntryState.DRAFT:
        yield Finding(Level.BROKEN, "This entry is a draft.", entry.id)
    elif entry.state is EntryState.READY:
        level = Level.BROKEN if by_another else Level.LOOK
        yield Finding(level, "Nobody has checked this entry against its source.", entry.id)
    elif by_another and entry.checked_by == entry.author:
        yield Finding(Level.BROKEN, "Who wrote this entry has checked it: somebody else does.", entry.id)
    for note in style_notes(entry.text):
        yield Finding(note.level, f"{note.place.capitalize()}: {note.words}", entry.id)
    for words in entry.ran_before:
        yield Finding(Level.LOOK, f"Ran before: {words}.", entry.id)
    heading = entry.text.heading.lower()
    if len(known_headings) >= _FEWEST_KNOWN and heading not in known_headings:
        yield Finding(Level.TOLD, "This heading is new: no past issue has it.", entry.id)


def twice(entries: Sequence[EntrySeen]) -> Iterator[Finding]:
    """Addresses and headings that stand twice."""
    links: dict[str, EntrySeen] = {}
    headings: dict[str, EntrySeen] = {}
    for entry in entries:
        for link in entry.text.links:
            key = url_key(link.url) if link.url else None
            if key and (first := links.setdefault(key, entry)) is not entry:
                words = f"“{link.title}” is linked in entry {first.position} too."
                yield Finding(Level.LOOK, words, entry.id)
        first = headings.setdefault(entry.text.heading.lower(), entry)
        if first is not entry and entry.text.heading:
            yield Finding(Level.TOLD, f"Entry {first.position} has the same heading.", entry.id)


def counted_states(entries: Sequence[EntrySeen]) -> Mapping[str, int]:
    """How many entries are how far, in words: {"draft": 2, "ready": 5}."""
    counts = {state: sum(entry.state is state for entry in entries) for state in EntryState}
    return {in_words(state): count for state, count in counts.items() if count}
