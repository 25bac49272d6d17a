"""Rows of a page, a message or a Word file read by the grammar of past issues.

A row that ends with a link is a link line; its address goes to the line below it, as in a text. What the
grammar then understands has the house's presentation: the file's own was markup.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scraper.digest.importing import parse_issue
from scraper.digest.model import Issue, content
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
#: A row of furniture is short; a summary may well speak of privacy notices.
_LONGEST_FURNITURE = 200


def issue_of(sheet: Sheet) -> Issue:
    """The issue in the rows of a file.

    Raises:
        ImportRefusedError: with the number and the text of the row that is not understood.
    """
    rows = without_furniture(sheet.rows)
    title, rows = _split_title(rows)
    read = content(parse_issue("".join(as_lines(rows))))
    return replace(read, title=title or sheet.title, date=sheet.day)


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
