"""A newsletter in plain text as lines: wrapped ones made whole, addresses put to the words they belong to."""

import re
from collections.abc import Iterator

from scraper.discovery.addresses import absolute
from scraper.discovery.newsletter_lines import LONGEST_LINE, MOST_LINES, Line, Run
from scraper.discovery.text import plain

#: Lines of more characters than this were not wrapped by hand or by a mail program (RFC 5322 asks for 78).
WRAPPED_WIDTH = 100
#: A line is not thought wrapped when its text is narrower than this.
LEAST_WIDTH = 50
#: Most words of a line that may be a heading.
HEADING_WORDS = 18

_QUOTE = re.compile(r"^(?:\s{0,3}>)+ ?")
_RULE = re.compile(r"^[\s\-=_*~#+.]{2,}$")
_BULLET = re.compile(r"^\s*(?:[*•·▪●–+-]|\d{1,2}[.)])\s+(?=\S)")
_URL = re.compile(r"[(<\[]?\s?(https?://[^\s<>\"]+)\s?[>)\]]?", re.I)
_NOTE = re.compile(r"^\s*\[?(\d{1,3})(?:\]|[.):])[:.]?\s*<?(https?://[^\s<>]+)>?\s*$", re.I)
_NOTED = re.compile(r"\[(\d{1,3})\]")
_END = ".,;:!?'\"’”)]}>"
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=\S)([^*_]*[^*_\s])\1(?![\w*])")
_PICTURE = re.compile(r"\[(?:cid|image):[^\]]*\]", re.I)
_JOIN = " \t:–—|>»→-"


def text_lines(text: str) -> list[Line]:
    """The lines of a plain message with the addresses in them, those of a list of references put in place."""
    rows = [
        _QUOTE.sub("", row).rstrip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ]
    rows = [row[:LONGEST_LINE] for row in rows[:MOST_LINES]]
    rows = _without_notes(rows)
    width = _width(rows)
    lines: list[Line] = []
    for group in _groups(rows):
        lines += [_line(row, is_first, group) for row, is_first in _unwrapped(group, width)]
    return [line for line in lines if line.text or line.runs]


def _without_notes(rows: list[str]) -> list[str]:
    """The rows with "[3]" replaced by the address that a list at the end gives for it."""
    notes = {found[1]: found[2] for row in rows if (found := _NOTE.match(row))}
    if not notes:
        return rows
    kept = [row for row in rows if not _NOTE.match(row)]
    used = {mark for row in kept for mark in _NOTED.findall(row)}
    if not used & notes.keys():
        return rows
    return [
        _NOTED.sub(lambda mark: f"<{notes[mark[1]]}>" if mark[1] in notes else mark[0], row) for row in kept
    ]


def _width(rows: list[str]) -> int:
    """The width the text is wrapped at in characters, 0 when it is not."""
    lengths = [len(row) for row in rows if "://" not in row]
    longest = max(lengths, default=0)
    return longest if LEAST_WIDTH <= longest <= WRAPPED_WIDTH else 0


def _groups(rows: list[str]) -> Iterator[list[str]]:
    """Paragraphs; rules part them too, and stand at the end of the one they underline."""
    group: list[str] = []
    for row in [*rows, ""]:
        if row.strip() and not _RULE.match(row):
            group.append(row)
            continue
        if group and len(group) == 1 and row.strip():
            group.append("")  # underlined: a heading
        if group:
            yield group
        group = []


def _unwrapped(group: list[str], width: int) -> Iterator[tuple[str, bool]]:
    """The lines of a paragraph as they were written, and whether each is its first."""
    current, last = "", ""
    first = True
    for row in group:
        starts = _BULLET.match(row) or _URL.match(row.strip()) or _URL.match(last.strip())
        if current and row and not starts and _was_wrapped(last, row, width):
            current, last = f"{current} {row.strip()}", row
            continue
        if current:
            yield current, first
            first = False
        current = last = row
    if current:
        yield current, first


def _was_wrapped(row: str, following: str, width: int) -> bool:
    """Whether the next row's first word did not fit behind this row."""
    return bool(width) and len(_URL.sub("", row)) + 1 + len(following.split(" ", 1)[0]) > width


def _line(row: str, is_first: bool, group: list[str]) -> Line:
    text = _EMPHASIS.sub(r"\2", _PICTURE.sub("", _BULLET.sub("", row)))
    runs: list[Run] = []
    said: list[str] = []
    position = 0
    for found in _URL.finditer(text):
        before = text[position : found.start()]
        url = absolute("", found[1].rstrip(_END))
        position = found.end()
        said.append(before)
        if url is not None:
            runs.append(Run(url, _words_before(before)))
    said.append(text[position:])
    shown = plain("".join(said)).strip(" ()<>[]") if runs else plain(text)
    return Line(shown, _weight(shown, is_first, group, bool(_BULLET.match(row))), tuple(runs))


def _words_before(text: str) -> str:
    """The words an address belongs to: what stands before it on its line, from its last sentence on."""
    words = plain(text.rstrip(_JOIN))
    return plain(re.split(r"(?<=[.!?])\s+", words)[-1])


def _weight(text: str, is_first: bool, group: list[str], is_item: bool) -> int:
    """1 for what reads as a heading: underlined, in capitals, or the short first line of a paragraph."""
    if not text or len(text.split()) > HEADING_WORDS:
        return 0
    if group[-1] == "" or (text.isupper() and len(text) > 3):
        return 1
    return int((is_first or is_item) and text[-1] not in ".,;:!" and text[:1].isupper())
