"""An issue of the digest: what it says, and apart from that how it was typed.

Content is text, labels, titles and addresses. Presentation is blanks, line ends and the order of the parts,
kept only of an imported issue so that it goes out byte for byte as it came in; a new one has none and gets
the house's.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby

from scraper.digest.characters import BLANKS, one_word
from scraper.digest.periods import read_period


class Part(StrEnum):
    """What a stretch of an entry's text is."""

    HEADING = "heading"
    SUMMARY = "summary"
    LINK = "link"
    URL = "url"
    SOURCE = "source"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Spacing:
    """The blanks of one part as it was typed.

    Attributes:
        part: what it is the spacing of.
        before: line ends, blank lines and indent between the trail of the part above and this one; blanks
            only when both stand on one line, "" for the first heading of an issue.
        mark_gap: blanks between label and mark ("Read the report :").
        gap: blanks between mark and title, name or date, with a line end when the title fell to the next.
        trail: blanks at the end of the line.
    """

    part: Part
    before: str = ""
    mark_gap: str = ""
    gap: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the issue as a whole was typed.

    Attributes:
        bom: whether the file began with a byte order mark.
        eol: line end of its first line, used for what is added later.
        start: blank lines and blanks before the first heading.
        end: line end and blank lines after the last part; "" when the file ended without one.
    """

    bom: bool = False
    eol: str = "\n"
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class DigestLink:
    """One link of an entry.

    Attributes:
        label: "Read the report"; "" for a further link that stands as a bare title.
        title: the publisher's own words.
        url: absolute, None while it is not known (a text has none).
        mark: what follows the label, one of `style.MARKS`.
        media: what stands in brackets after the title ("PDF"), "" when nothing does.
    """

    label: str
    title: str
    url: str | None = None
    mark: str = ":"
    media: str = ""

    @property
    def lead(self) -> str:
        """Label and mark as they are read: "Read the report:", "See also on Example >"."""
        if not self.label:
            return ""
        return self.label + (self.mark if self.mark == ":" else f" {self.mark}")

    @property
    def shown_title(self) -> str:
        """Title with its media: "Annual review (PDF)"."""
        return f"{self.title} ({self.media})" if self.media else self.title


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where an entry was found and when it came out, as the entry states it.

    `label` is "Source" or "Sources" as typed, "" when there is a date only. `date` is kept in its own words;
    `date_label` is "Date" or "Publication date" as typed, "" when the date stands bare after the name, and
    `date_mark` is its colon or "".
    """

    name: str
    label: str = "Source"
    date: str = ""
    date_label: str = ""
    date_mark: str = ":"

    @property
    def names(self) -> tuple[str, ...]:
        """The sources one by one: "Sources: A, B" names two, "Source: A, B and C" one."""
        parts = self.name.split(",") if self.label.lower() == "sources" else [self.name]
        return tuple(name for part in parts if (name := part.strip(BLANKS)))

    @property
    def period(self) -> tuple[dt.date, dt.date] | None:
        """First and last day the date names, None when it names none."""
        return read_period(self.date)

    @property
    def has_date(self) -> bool:
        """Whether a date, or the label of one, is stated."""
        return bool(self.date or self.date_label)


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """One item of an issue.

    `summary` holds paragraphs; `candidate_id` is the candidate it was made from. `presentation` is the order
    and the blanks its parts came with, () for the house's. `section` is the name of the section it stands in,
    "" for none.
    """

    heading: str
    summary: tuple[str, ...]
    links: tuple[DigestLink, ...] = ()
    source: SourceLine | None = None
    candidate_id: int | None = None
    presentation: tuple[Spacing, ...] = ()
    section: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """A dated number of the digest. A text does not state date, number and title: whoever imports it does.

    `intro` holds the paragraphs before the first entry. `kept_at` is when it went out, else when it was
    begun, None of one that is not kept; it is no part of what the issue says.
    """

    entries: tuple[DigestEntry, ...]
    date: dt.date | None = None
    number: int | None = None
    title: str = ""
    presentation: Presentation | None = None
    intro: tuple[str, ...] = ()
    kept_at: dt.datetime | None = field(default=None, compare=False)


def content(issue: Issue) -> Issue:
    """The issue without any presentation: equal for two issues that say the same."""
    entries = tuple(replace(entry, presentation=()) for entry in issue.entries)
    return replace(issue, entries=entries, presentation=None)


def by_section(entries: Iterable[DigestEntry]) -> list[tuple[str, list[DigestEntry]]]:
    """Neighbours of one section together, each run with its name: entries keep their order."""
    return [(name, list(run)) for name, run in groupby(entries, key=lambda entry: entry.section)]


def map_texts(issue: Issue, change: Callable[[str], str]) -> Issue:
    """The issue with `change` made to every text of its content; paragraphs it empties are left out."""
    entries = tuple(map_entry_texts(entry, change) for entry in issue.entries)
    intro = tuple(text for paragraph in issue.intro if (text := change(paragraph)))
    return replace(issue, title=change(issue.title), intro=intro, entries=entries)


def map_entry_texts(entry: DigestEntry, change: Callable[[str], str]) -> DigestEntry:
    """One entry with `change` made to its texts, as `map_texts`; an address has no blanks after it."""

    def link(old: DigestLink) -> DigestLink:
        url = None if old.url is None else one_word(change(old.url))
        texts = (change(old.label), change(old.title), url, change(old.mark), change(old.media))
        return DigestLink(*texts)

    def source(old: SourceLine) -> SourceLine:
        texts = (old.name, old.label, old.date, old.date_label, old.date_mark)
        return SourceLine(*map(change, texts))

    return replace(
        entry,
        heading=change(entry.heading),
        summary=tuple(text for paragraph in entry.summary if (text := change(paragraph))),
        links=tuple(map(link, entry.links)),
        source=source(entry.source) if entry.source else None,
        section=change(entry.section),
    )
