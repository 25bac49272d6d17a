"""Rows of a page, a message or a Word file read by the grammar of past issues.

A row that ends with a link is a link line; its address goes to the line below it, as in a text. Where
headings are marked, they tell the issue's title, its intro and its sections. What the grammar then
understands has the house's presentation: the file's own was markup.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scraper.digest.importing import parse_issue
from scraper.digest.model import DigestEntry, Issue, content
from scraper.digest.periods import read_period
from scraper.digest.rows import Row, Sheet
from scraper.digest.tails import LinkTail, SourceTail, read_tail, split_media

#: Rows of mailing tools around an issue, at its start or end.
_FURNITURE = re.compile(
    r"unsubscribe|view (?:this (?:e-?mail|message)|it) in (?:your|a) browser|view in browser"
    r"|(?:manage|update) (?:your )?(?:subscription )?preferences|forward to a friend|why did i get this"
    r"|all rights reserved|\N{COPYRIGHT SIGN}|you (?:are receiving|received) this|follow us|sent by "
    r"|privacy (?:policy|notice)",
    re.IGNORECASE,
)
#: How an issue without a title of its own is called (`exporting/naming.py`).
_DEFAULT_TITLE = re.compile(r"Digest(?: (\d{1,6}))?(?:, (\d{1,2} \w+ \d{4}))?")
#: A row of furniture is short; a summary may well speak of privacy notices.
_LONGEST_FURNITURE = 200


def issue_of(sheet: Sheet) -> Issue:
    """The issue in the rows of a file.

    Raises:
        ImportRefusedError: with the number and the text of the row that is not understood.
    """
    rows = without_furniture(sheet.rows)
    title, rows = _split_title(rows)
    intro, rows = _split_intro(rows)
    issue = Issue(tuple(_entries_of(rows)), sheet.day, title=title or sheet.title, intro=intro)
    return _told_by_title(issue)


def _entries_of(rows: Sequence[Row]) -> Iterator[DigestEntry]:
    """The entries of all sections. A refusal counts the lines of all rows as one text."""
    above = 0
    for section, run in _by_section(rows):
        text = "".join(as_lines(run))
        above += 2 if section else 0
        for entry in content(parse_issue("\n" * above + text)).entries:
            yield replace(entry, section=section)
        above += text.count("\n") + 2


def _by_section(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """The rows of each section with its name: a heading right above another of a lower level is one."""
    runs: list[tuple[str, list[Row]]] = [("", [])]
    for row, below in zip(rows, [*rows[1:], Row("")], strict=False):
        if 0 < row.level < below.level:
            runs.append((row.text, []))
        else:
            runs[-1][1].append(row)
    return [run for run in runs if run[1]] or runs[:1]


def _split_intro(rows: list[Row]) -> tuple[tuple[str, ...], list[Row]]:
    """The paragraphs above the first heading, where headings are marked; an entry's link stands in none."""
    first = next((number for number, row in enumerate(rows) if row.level), 0)
    if any(read_tail(row.text) for row in rows[:first]):
        return (), rows
    return tuple(row.text for row in rows[:first]), rows[first:]


def _told_by_title(issue: Issue) -> Issue:
    """Number and date where the title says nothing else."""
    found = _DEFAULT_TITLE.fullmatch(issue.title)
    period = read_period(found[2] or "") if found else None
    if found is None or (found[2] and not period):
        return issue
    day = period[0] if period else issue.date
    return replace(issue, title="", number=int(found[1]) if found[1] else None, date=day)


def without_furniture(rows: Sequence[Row]) -> list[Row]:
    """The rows without what a mailing tool put before and after the issue."""
    own = [not _is_furniture(row) for row in rows]
    if not any(own):
        return []
    first, last = own.index(True), len(own) - own[::-1].index(True)
    return list(rows[first:last])


def _is_furniture(row: Row) -> bool:
    return len(row.text) <= _LONGEST_FURNITURE and bool(_FURNITURE.search(row.text)) and row.level == 0


def _split_title(rows: list[Row]) -> tuple[str, list[Row]]:
    """The issue's title and the rows below it: the only heading of its level, above others."""
    if not rows or not rows[0].level:
        return "", rows
    levels = [row.level for row in rows if row.level]
    alone = levels.count(levels[0]) == 1 and len(levels) > 1 and min(levels[1:]) > levels[0]
    return (rows[0].text, rows[1:]) if alone else ("", rows)


def as_lines(rows: Sequence[Row]) -> Iterator[str]:
    """The rows as lines of a text: a blank line between them, a further link and an address right below."""
    below_link = False
    for number, row in enumerate(rows):
        tail = read_tail(row.text)
        address = _address_of(row, tail, below_link=below_link)
        adjacent = below_link and tail is None and address is not None and not row.level
        if number:
            yield "\n" if adjacent else "\n\n"
        yield row.text
        if address:
            yield f"\n{address}"
        below_link = address is not None or isinstance(tail, LinkTail)


def _address_of(row: Row, tail: object, *, below_link: bool) -> str | None:
    """The address a link row leads to; None for a row that is no link line."""
    if not row.links or isinstance(tail, SourceTail):
        return None
    text, address = row.links[-1]
    if isinstance(tail, LinkTail):
        return address
    whole = text in (row.text, split_media(row.text)[0])
    return address if below_link and whole and not row.level else None
