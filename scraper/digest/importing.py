"""A past issue read back: text in the house's own format and its older variants, or our JSON.

    issue    = entry { blank line, entry }
    entry    = heading, { source }, summary, { summary | link | source }
    link     = label mark title | label mark, line end, title | bare title right under a link, each with an
               address on the next line or not
    source   = "Source:" name, with a date on the same line, or a Date line

What is read goes out again byte for byte (`exporting.text_exact`). What is not understood is refused with
its line: a past issue is never taken in by halves.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from scraper.digest.characters import BOM, FORBIDDEN, split_blanks
from scraper.digest.interchange import from_json
from scraper.digest.model import DigestEntry, DigestLink, Issue, Part, Presentation, SourceLine, Spacing
from scraper.digest.style import LONGEST_HEADING, SENTENCE_ENDS
from scraper.digest.tails import DateTail, LinkTail, SourceTail, Tail, UrlTail, read_tail, split_media
from scraper.errors import ImportRefusedError


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that holds text: all blanks and line ends since the text before are in `before`."""

    number: int
    before: str
    text: str
    trail: str
    tail: Tail | None

    @property
    def apart(self) -> bool:
        """Whether a blank line stands above."""
        return self.before.count("\n") > 1

    @property
    def could_be_heading(self) -> bool:
        return self.tail is None and len(self.text) <= LONGEST_HEADING


@dataclass(slots=True)
class _Draft:
    """An entry while its lines come in."""

    heading: _Line
    summary: list[str] = field(default_factory=list)
    links: list[DigestLink] = field(default_factory=list)
    source: SourceLine | None = None
    spacings: list[Spacing] = field(default_factory=list)

    @property
    def last(self) -> Part:
        return self.spacings[-1].part

    def entry(self) -> DigestEntry:
        return DigestEntry(
            heading=self.heading.text,
            summary=tuple(self.summary),
            links=tuple(self.links),
            source=self.source,
            presentation=tuple(self.spacings),
        )


def read_issue_bytes(data: bytes, name: str) -> Issue:
    """The issue in a file called `name`: UTF-8 text, or our JSON (by its ending or its first character).

    Raises:
        ImportRefusedError: not UTF-8, not our JSON, or not an issue; names the line where there is one.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        start = data.rfind(b"\n", 0, error.start) + 1
        row = data[start:].split(b"\n", 1)[0].decode("utf-8", "backslashreplace")
        number = data.count(b"\n", 0, start) + 1
        raise ImportRefusedError(f"{name} is not UTF-8 text", number, row) from None
    if name.lower().endswith(".json") or text.removeprefix(BOM).lstrip().startswith("{"):
        return from_json(_load_json(text.removeprefix(BOM), name))
    return parse_issue(text)


def _load_json(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        row = text.split("\n")[error.lineno - 1]
        raise ImportRefusedError(f"{name} is not JSON: {error.msg}", error.lineno, row) from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, ten thousand brackets
        raise ImportRefusedError(f"{name} is not JSON we can read: {error}") from None


def parse_issue(text: str) -> Issue:
    """The issue a text holds, content and presentation; its date, number and title are not in it.

    Raises:
        ImportRefusedError: with the 1-based number and the text of the line that is not understood.
    """
    bom = text.startswith(BOM)
    body = text.removeprefix(BOM)
    lines, end = _split_lines(body)
    if not lines:
        raise ImportRefusedError("there is no entry in this text", 1)
    start = lines[0].before
    lines[0] = replace(lines[0], before="")
    first_eol = body.find("\n")
    eol = "\r\n" if first_eol > 0 and body[first_eol - 1] == "\r" else "\n"
    entries = tuple(_read_entries(list(_join_fallen_titles(lines))))
    return Issue(entries=entries, presentation=Presentation(bom=bom, eol=eol, start=start, end=end))


def _split_lines(body: str) -> tuple[list[_Line], str]:
    """The lines that hold text, and what follows the last of them."""
    lines: list[_Line] = []
    before = ""
    rows = body.split("\n")
    for number, full_row in enumerate(rows, 1):
        eol = "\n" if number < len(rows) else ""
        row = full_row.removesuffix("\r") if eol else full_row
        eol = full_row[len(row) :] + eol
        lead, text, trail = split_blanks(row)
        if found := FORBIDDEN.search(text):
            raise ImportRefusedError(f"a control character (U+{ord(found[0]):04X})", number, text)
        if text:
            lines.append(_Line(number, before + lead, text, trail, read_tail(text)))
            before = eol
        else:
            before += trail + eol
    return lines, before


def _join_fallen_titles(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines, a label without title as one with the line below that holds its title."""
    taken = False
    for line, below in zip(lines, [*lines[1:], None], strict=True):
        if taken:
            taken = False
        elif isinstance(line.tail, LinkTail) and not line.tail.title:
            if below is None or below.apart or below.tail is not None:
                _refuse("the title of this link is missing", line)
            taken = True
            link = replace(line.tail, gap=line.trail + below.before, title=below.text)
            yield replace(line, trail=below.trail, tail=link)
        else:
            yield line


def _read_entries(lines: Sequence[_Line]) -> Iterator[DigestEntry]:
    draft = _begin(lines[0], due="a heading")
    for line, below in zip(lines[1:], [*lines[2:], None], strict=False):
        if line.tail is not None:
            _add_tail(draft, line, line.tail)
            continue
        match _part_of_text(draft, line, below):
            case Part.LINK:
                _add_link(draft, line, LinkTail("", "", ":", "", line.text))
            case Part.SUMMARY:
                draft.summary.append(line.text)
                draft.spacings.append(Spacing(Part.SUMMARY, line.before, trail=line.trail))
            case _:
                yield draft.entry()
                draft = _begin(line, due="a link line or a heading")
    _require_summary(draft)
    yield draft.entry()


def _part_of_text(draft: _Draft, line: _Line, below: _Line | None) -> Part:
    """What a line without label is, by what stands above and below it."""
    if not line.apart and draft.last in (Part.LINK, Part.URL):
        return Part.LINK
    titled = line.could_be_heading and not line.text.endswith(SENTENCE_ENDS)
    if not draft.summary:
        if titled and (below is None or below.tail is None):
            _require_summary(draft)
        return Part.SUMMARY
    if draft.last is Part.SUMMARY:
        # A short paragraph without a full stop is told from a heading by the link that follows it.
        leads_to_link = below is not None and isinstance(below.tail, LinkTail)
        return Part.HEADING if line.apart and titled and not leads_to_link else Part.SUMMARY
    if not line.apart:
        _refuse("a link line is due here", line)
    return Part.HEADING


def _begin(line: _Line, *, due: str) -> _Draft:
    """An entry under this heading; refused, naming what is due, when the line cannot be one."""
    if not line.could_be_heading:
        _refuse(f"{due} (of at most {LONGEST_HEADING} characters) is due here", line)
    return _Draft(line, spacings=[Spacing(Part.HEADING, line.before, trail=line.trail)])


def _require_summary(draft: _Draft) -> None:
    if not draft.summary:
        _refuse("a heading without a summary, or a link whose label is not known", draft.heading)


def _add_tail(draft: _Draft, line: _Line, tail: Tail) -> None:
    match tail:
        case LinkTail():
            _require_summary(draft)
            _add_link(draft, line, tail)
        case UrlTail():
            if draft.last is not Part.LINK:
                _refuse("an address without a link above it", line)
            draft.links[-1] = replace(draft.links[-1], url=tail.url)
            draft.spacings.append(Spacing(Part.URL, line.before, trail=line.trail))
        case SourceTail():
            _add_source(draft, line, tail)
        case _:
            _add_date(draft, line, replace(tail, before=line.before))


def _add_link(draft: _Draft, line: _Line, tail: LinkTail) -> None:
    title, media = split_media(tail.title)
    draft.links.append(DigestLink(tail.label, title, mark=tail.mark, media=media))
    draft.spacings.append(Spacing(Part.LINK, line.before, tail.mark_gap, tail.gap, line.trail))


def _add_source(draft: _Draft, line: _Line, tail: SourceTail) -> None:
    known = draft.source or SourceLine(name="", label="")
    if known.label:
        _refuse("a second Source line in one entry", line)
    draft.source = replace(known, name=tail.name, label=tail.label)
    spacing = Spacing(Part.SOURCE, line.before, tail.mark_gap, tail.gap)
    if tail.date is None:
        draft.spacings.append(replace(spacing, trail=line.trail))
    else:
        draft.spacings.append(spacing)
        _add_date(draft, line, tail.date)


def _add_date(draft: _Draft, line: _Line, tail: DateTail) -> None:
    known = draft.source or SourceLine(name="", label="")
    if known.has_date:
        _refuse("a second date in one entry", line)
    draft.source = replace(known, date=tail.text, date_label=tail.label, date_mark=tail.mark)
    draft.spacings.append(Spacing(Part.DATE, tail.before, tail.mark_gap, tail.gap, line.trail))


def _refuse(reason: str, line: _Line) -> NoReturn:
    raise ImportRefusedError(reason, line.number, line.text)
