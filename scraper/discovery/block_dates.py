"""When was a listed publication published? Dates inside its block, and on lines between the blocks."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise, takewhile
from typing import Any

from lxml import etree

from scraper.dates import find_date, parse_date
from scraper.discovery.markup import Node, lines, text_of
from scraper.discovery.text import plain
from scraper.items import DateFact
from scraper.outcomes import Precision, Witness

#: Longest line that is taken for a date with its label, in characters.
LONGEST_LINE = 80
#: Most lines of a block that are read; what follows is a text, not a teaser.
MOST_LINES = 40
_EXACT_FIRST = {Precision.DAY: 0, Precision.MONTH: 1, Precision.YEAR: 2, Precision.NONE: 3}


def date_in(block: Node, title: str, now: datetime) -> DateFact | None:
    """The date of publication a block shows: its `time` element, a line that is a date, a date in its text.

    The title is left out, but for a date at its very end ("… – July 2021").
    """
    texts = [line for line in lines(block, most=MOST_LINES) if line != title]
    found = [*_time_tags(block, now), *_date_lines(texts, now)]
    if found:
        return min(found, key=lambda fact: _EXACT_FIRST[fact.precision])
    return find_date("\n".join(texts), Witness.LISTING, now) or _at_end(title, now)


def _time_tags(block: Node, now: datetime) -> Iterator[DateFact]:
    for node in block.iter("time"):
        shown = text_of(node)
        stated = plain(node.get("datetime") or "")
        fact = parse_date(shown, Witness.LISTING, now) or parse_date(stated, Witness.LISTING, now)
        if fact and fact.precision is not Precision.DAY:
            fact = parse_date(stated, Witness.LISTING, now) or fact
        if fact and _says_published(_before(node), fact, now):
            yield fact


def _before(node: Node) -> str:
    """The words right before an element, in its line."""
    parent = node.getparent()
    texts = [parent.text or ""]
    for child in takewhile(lambda each: each is not node, parent):
        texts += [text_of(child), child.tail or ""]
    return plain(" ".join(texts))[-60:]


def _says_published(label: str, fact: DateFact, now: datetime) -> bool:
    """Whether the words before a date allow it to be the day of publication ("Last updated" does not)."""
    return find_date(f"{label} {fact.value:%d/%m/%Y}", fact.witness, now) is not None


def _date_lines(texts: Sequence[str], now: datetime) -> Iterator[DateFact]:
    """Lines that are dates, alone or with the line before: a label or the weekday often has its own."""
    for position, line in enumerate(texts):
        if len(line) > LONGEST_LINE:
            continue
        before = texts[position - 1] if position else ""
        label = before if len(before.split()) <= 4 else ""
        labelled = parse_date(f"{label} {line}", Witness.LISTING, now) if label else None
        bare = parse_date(line.strip(" |·•–—-"), Witness.LISTING, now)
        if labelled:
            yield labelled
        elif bare and _says_published(label, bare, now):
            yield bare


def _at_end(title: str, now: datetime) -> DateFact | None:
    for mark in (" – ", " — ", " - ", ": ", " | ", "("):
        before, found, after = title.rpartition(mark)
        if found and before and (fact := parse_date(after.rstrip(")"), Witness.LISTING, now)):
            return fact if fact.precision is not Precision.YEAR else None
    return None


def dates_between(blocks: Sequence[Node], now: datetime) -> dict[Node, DateFact]:
    """Dates that stand on lines of their own between the blocks, each given to its block.

    Where such a line comes first, it heads the blocks that follow it, up to the next one (a listing grouped
    by day or month); where a block comes first, the line after a block is its date.

    Args:
        blocks: two or more elements in reading order.
        now: judges dates.
    """
    container = _common(blocks)
    events = list(_events(container, frozenset(blocks), now))
    heading = next((fact for node in _preceding(container) if (fact := _line_date(node, now))), None)
    if heading is not None:
        events.insert(0, heading)
    if not events or not isinstance(events[0], DateFact):
        return _following(events)
    dates: dict[Node, DateFact] = {}
    current = events[0]
    for event in events:
        if isinstance(event, DateFact):
            current = event
        else:
            dates[event] = current
    return dates


def _following(events: list[Any]) -> dict[Node, DateFact]:
    return {
        event: after
        for event, after in pairwise(events)
        if isinstance(after, DateFact) and not isinstance(event, DateFact)
    }


def _common(blocks: Sequence[Node]) -> Node:
    """The nearest element around the first and the last block."""
    last = set(blocks[-1].iterancestors())
    around = next((node for node in blocks[0].iterancestors() if node in last), None)
    return blocks[0] if around is None else around


def _preceding(container: Node) -> Iterator[Node]:
    for node in (container, container.getparent()):
        if node is not None and (previous := node.getprevious()) is not None:
            yield previous


def _events(container: Node, blocks: frozenset[Node], now: datetime) -> Iterator[Any]:
    """The blocks and the dates between them in reading order; what holds other links is another's block."""
    around = {node for block in blocks for node in block.iterancestors()}
    walk = etree.iterwalk(container, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node in blocks:
                yield node
                walk.skip_subtree()
            elif node is not container and (fact := _line_date(node, now)):
                yield fact
                walk.skip_subtree()
            elif node not in around and next(node.iter("a"), None) is not None:
                walk.skip_subtree()
        elif node is not container and (fact := _bare_date(node.tail, now)):
            yield fact


def _line_date(node: Node, now: datetime) -> DateFact | None:
    """The date an element consists of; elements with many children are containers, not lines."""
    if len(node) > 4 or len(" ".join(node.text_content().split())) > 2 * LONGEST_LINE:
        return None
    text = text_of(node)
    return parse_date(text, Witness.LISTING, now) if 3 < len(text) <= LONGEST_LINE else None


def _bare_date(text: str | None, now: datetime) -> DateFact | None:
    words = plain(text or "").strip(" |·•–—-:,")
    return parse_date(words, Witness.LISTING, now) if 3 < len(words) <= LONGEST_LINE else None
