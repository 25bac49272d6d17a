"""Exact text: the house's own format, an imported issue byte for byte as it came in.

The parts of an entry are set in the order and with the blanks of its presentation. What the presentation
does not know (a new entry, a link added to an imported one) gets the house's blanks; what it knows and the
entry no longer has is passed over. Parts that move together never run into one line. The format has no place
for an intro and for names of sections: they are left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from scraper.digest.characters import BOM, without_controls
from scraper.digest.model import (
    DigestEntry,
    DigestLink,
    Issue,
    Part,
    Presentation,
    SourceLine,
    Spacing,
    map_texts,
)
from scraper.digest.style import HOUSE

#: The order of the parts of a new entry. An address goes with its link.
_RANK = {Part.HEADING: 0, Part.SUMMARY: 1, Part.LINK: 2, Part.URL: 2, Part.SOURCE: 3, Part.DATE: 4}


def render(issue: Issue) -> bytes:
    """UTF-8; line ends, byte order mark and last line as the presentation says."""
    form = issue.presentation or Presentation(eol=HOUSE.eol, end=HOUSE.end)
    pieces = [BOM if form.bom else "", form.start]
    for position, entry in enumerate(map_texts(issue, without_controls).entries):
        pieces.extend(_set_entry(entry, form.eol, first=position == 0))
    return "".join([*pieces, form.end]).encode()


def _set_entry(entry: DigestEntry, eol: str, *, first: bool) -> Iterator[str]:
    spacings = _complete(entry, eol)
    texts = _texts(entry, spacings)
    above: tuple[Part, str] | None = None
    for spacing, text in zip(spacings, texts, strict=True):
        if text is None:
            continue
        if above or not first:
            yield _before(spacing, above, eol)
        yield text + spacing.trail
        above = (spacing.part, text)


def _before(spacing: Spacing, above: tuple[Part, str] | None, eol: str) -> str:
    """The blanks before a part, at least those without which it would run into the part above."""
    if above is not None and (above[0], spacing.part) == (Part.SOURCE, Part.DATE):
        # "Source:22 April 2014" has no source to run into.
        return spacing.before or ("" if above[1].endswith(":") else " ")
    line_ends = 1 if above else 2
    return spacing.before if spacing.before.count("\n") >= line_ends else eol * 2


def _wanted(entry: DigestEntry) -> Counter[Part]:
    source = entry.source
    return Counter(
        {
            Part.HEADING: 1,
            Part.SUMMARY: len(entry.summary),
            Part.LINK: len(entry.links),
            Part.SOURCE: int(bool(source and source.label)),
            Part.DATE: int(bool(source and source.has_date)),
        }
    )


def _complete(entry: DigestEntry, eol: str) -> list[Spacing]:
    """The entry's spacings, without those it has no part for, with the house's for parts that lack one."""
    missing = _wanted(entry)
    spacings: list[Spacing] = []
    for spacing in entry.presentation:
        if spacing.part is Part.URL or missing[spacing.part] > 0:
            missing[spacing.part] -= 1
            spacings.append(spacing)
    for part, rank in _RANK.items():
        for _ in range(missing[part]):
            place = 1 + max((i for i, s in enumerate(spacings) if _RANK[s.part] <= rank), default=-1)
            above = spacings[place - 1].part if place else None
            spacings.insert(place, _house_spacing(part, above, eol))
    return spacings


def _house_spacing(part: Part, above: Part | None, eol: str) -> Spacing:
    adjacent = part is Part.LINK and above in (Part.LINK, Part.URL)
    before = " " if part is Part.DATE and above is Part.SOURCE else eol * (1 if adjacent else 2)
    if part is Part.LINK:
        return Spacing(part, before, gap=HOUSE.gap, trail=HOUSE.link_trail)
    if part in (Part.SOURCE, Part.DATE):
        return Spacing(part, before, gap=HOUSE.gap, trail=HOUSE.source_trail)
    return Spacing(part, before)


def _texts(entry: DigestEntry, spacings: Sequence[Spacing]) -> Iterator[str | None]:
    """The text of each spacing's part; None for the address of a link that has none (any more)."""
    summary, links, link = iter(entry.summary), iter(entry.links), None
    source = entry.source or SourceLine("", label="")
    for spacing in spacings:
        match spacing.part:
            case Part.HEADING:
                yield entry.heading
            case Part.SUMMARY:
                yield next(summary)
            case Part.LINK:
                link = next(links)
                yield _link_text(link, spacing)
            case Part.URL:
                yield link.url if link else None
            case _:
                yield _source_text(source, spacing)


def _link_text(link: DigestLink, spacing: Spacing) -> str:
    if not link.label:
        return link.shown_title
    mark_gap = spacing.mark_gap if link.mark == ":" else spacing.mark_gap or " "
    return link.label + mark_gap + link.mark + spacing.gap + link.shown_title


def _source_text(source: SourceLine, spacing: Spacing) -> str:
    if spacing.part is Part.SOURCE:
        return f"{source.label}{spacing.mark_gap}:{spacing.gap}{source.name}"
    if not source.date_label:
        return source.date
    return source.date_label + spacing.mark_gap + source.date_mark + spacing.gap + source.date
