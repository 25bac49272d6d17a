"""Is an issue ready to go out? What is broken, what needs a look, and in which entry."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scraper.digest.house import House
from scraper.digest.house_style import Level, broken_notes, style_notes
from scraper.digest.model import DigestEntry
from scraper.digest.model_draft import ModelDraft
from scraper.digest.states import in_words
from scraper.identity.urls import url_key
from scraper.outcomes import EntryState

#: Of fewer headings nothing is told of a new one.
_FEWEST_KNOWN = 10


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """An entry as the check sees it: number and place, text, state, who wrote and who checked it.

    `ran_before` is what past issues have to do with it, in words; `drafted` what a model drafted for it.
    """

    id: int
    position: int
    text: DigestEntry
    state: EntryState
    author: str | None = None
    checked_by: str | None = None
    ran_before: tuple[str, ...] = ()
    drafted: ModelDraft | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `entry` is the entry's id, None for the issue; `of_link`: it came of asking a link."""

    level: Level
    words: str
    entry: int | None = None
    of_link: bool = False


def check_issue(
    entries: Sequence[EntrySeen],
    day: date | None,
    known_headings: frozenset[str],
    house: House,
    *,
    by_another: bool,
) -> list[Finding]:
    """All findings of state, style and repetition, those that stop the issue first.

    Args:
        entries: of the issue, in order.
        day: its date.
        known_headings: in lower case, of past issues.
        house: the house profile; its topics are known headings too.
        by_another: the house's rule that somebody else than its author checks each entry.
    """
    known = known_headings | {topic.name.lower() for topic in house.topics}
    enough = len(known_headings) >= _FEWEST_KNOWN
    findings = [*readiness(entries, day, by_another=by_another), *twice(entries), *out_of_section(entries)]
    for entry in entries:
        findings += entry_findings(entry, house)
        if enough and entry.text.heading.lower() not in known:
            words = "This heading is new: neither the house nor a past issue has it."
            findings.append(Finding(Level.TOLD, words, entry.id))
    return in_order(findings)


def in_order(findings: Sequence[Finding]) -> list[Finding]:
    """Findings with those that stop the issue first."""
    order = list(Level)
    return sorted(findings, key=lambda each: order.index(each.level))


def stops(findings: Sequence[Finding]) -> bool:
    """Whether something keeps the issue from being signed off."""
    return any(each.level is Level.BROKEN for each in findings)


def stopped_by_links(findings: Sequence[Finding]) -> bool:
    """Whether nothing but links that do not open keeps the issue from being signed off."""
    stopping = [each for each in findings if each.level is Level.BROKEN]
    return bool(stopping) and all(each.of_link for each in stopping)


def readiness(entries: Sequence[EntrySeen], day: date | None, *, by_another: bool) -> Iterator[Finding]:
    """How far the issue and each entry are: dates, states, what is missing."""
    if not entries:
        yield Finding(Level.BROKEN, "There is no entry.")
    if day is None:
        yield Finding(Level.BROKEN, "The issue has no date.")
    for entry in entries:
        yield from hands_findings(entry, by_another=by_another)
        for note in broken_notes(entry.text):
            yield Finding(Level.BROKEN, f"{note.place.capitalize()}: {note.words}", entry.id)


def hands_findings(entry: EntrySeen, *, by_another: bool) -> Iterator[Finding]:
    """Whether an entry is written, and checked by whom it has to be: by another where a model drafted it."""
    draft = entry.drafted
    if draft is not None and draft.waits:
        words = "A model’s draft waits: use it, write the text, or discard it."
        yield Finding(Level.BROKEN, words, entry.id)
    if entry.state is EntryState.DRAFT:
        yield Finding(Level.BROKEN, "This entry is a draft.", entry.id)
    elif entry.state is EntryState.READY:
        level = Level.BROKEN if by_another or draft is not None else Level.LOOK
        by_whom = ", and a model drafted it: a second person does" if draft is not None else ""
        yield Finding(level, f"Nobody has checked this entry against its source{by_whom}.", entry.id)
    elif by_another and entry.checked_by == entry.author:
        yield Finding(Level.BROKEN, "Who wrote this entry has checked it: somebody else does.", entry.id)
    elif draft is not None and entry.checked_by in draft.hands | {entry.author}:
        words = "A model drafted this entry, and who wrote it has checked it: somebody else does."
        yield Finding(Level.BROKEN, words, entry.id)


def entry_findings(entry: EntrySeen, house: House) -> Iterator[Finding]:
    """What needs a look in one entry: its style, what ran before."""
    for note in style_notes(entry.text, house):
        if note.level is not Level.BROKEN:
            yield Finding(note.level, f"{note.place.capitalize()}: {note.words}", entry.id)
    for words in entry.ran_before:
        yield Finding(Level.LOOK, f"Ran before: {words}.", entry.id)


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


def out_of_section(entries: Sequence[EntrySeen]) -> Iterator[Finding]:
    """Entries that a reader takes for another section's, and sections that stand in two places."""
    begun: set[str] = set()
    now = ""
    for entry in entries:
        section = entry.text.section
        if not section and now:
            words = f"It has no section, and goes out below “{now}”: name one, or move it up."
            yield Finding(Level.LOOK, words, entry.id)
        elif section != now and section in begun:
            yield Finding(Level.LOOK, f"Section “{section}” begins here a second time.", entry.id)
        now = section or now
        begun.add(section)


def counted_states(entries: Sequence[EntrySeen]) -> Mapping[str, int]:
    """How many entries are how far, in words: {"draft": 2, "ready": 5}."""
    counts = {state: sum(entry.state is state for entry in entries) for state in EntryState}
    return {in_words(state): count for state, count in counts.items() if count}
