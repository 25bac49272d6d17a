"""What does a listing say in its data? The ItemList of JSON-LD, for cards that only a script opens."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from scraper.dates import parse_date
from scraper.discovery.addresses import absolute
from scraper.discovery.entries import distinct
from scraper.discovery.markup import decoded
from scraper.discovery.text import LONGEST_TITLE, plain, shorten
from scraper.items import Document, Entry
from scraper.json_data import objects, text
from scraper.outcomes import Witness

#: How deep in the data lists are looked for.
DEEPEST = 6

_BLOCK = re.compile(
    r"<script\b(?=[^<>]*\bapplication/ld\+json\b)[^<>]*>(.{0,2000000}?)</script\s*>", re.I | re.S
)
_NO_PUBLICATION = re.compile(r"event|product|offer|person|organi[sz]ation|place|job|recipe|course", re.I)


def items_in_data(document: Document, now: datetime) -> tuple[Entry, ...]:
    """The publications that a page names in an ItemList, in its order: https://schema.org/ItemList.

    Events, products, people and the like are none. Blocks that are not JSON say nothing: passed over.
    """
    found = (
        entry
        for block in _BLOCK.finditer(decoded(document))
        for members in _lists(_read(block[1]), DEEPEST)
        for member in members
        if (entry := _entry(member, document.url, now))
    )
    return distinct(found)


def _read(block: str) -> Any:
    try:
        return json.loads(block)
    except (ValueError, RecursionError):
        return None


def _lists(data: Any, levels: int) -> Iterator[list[dict[str, Any]]]:
    """The members of every ItemList in the data, in order of appearance."""
    if levels == 0:
        return
    if isinstance(data, list):
        for part in data:
            yield from _lists(part, levels - 1)
    elif isinstance(data, dict):
        if "itemlist" in _types(data):
            yield objects(data, "itemListElement")
            return
        for part in data.values():
            yield from _lists(part, levels - 1)


def _types(data: dict[str, Any]) -> list[str]:
    stated = data.get("@type")
    return [
        each.lower() for each in (stated if isinstance(stated, list) else [stated]) if isinstance(each, str)
    ]


def _entry(member: dict[str, Any], base: str, now: datetime) -> Entry | None:
    """What a list's member says: itself, or the thing it holds."""
    inner = member.get("item")
    thing: dict[str, Any] = inner if isinstance(inner, dict) else {}
    if any(_NO_PUBLICATION.search(kind) for kind in (*_types(member), *_types(thing))):
        return None
    address = text(thing, "url") or text(thing, "@id") or text(member, "item") or text(member, "url")
    url = absolute(base, address)
    if url is None:
        return None
    title = next(
        (said for part in (thing, member) for key in ("headline", "name") if (said := text(part, key))), ""
    )
    stated = text(thing, "datePublished") or text(member, "datePublished")
    return Entry(
        url=url,
        title=shorten(plain(title), LONGEST_TITLE) or None,
        published=parse_date(stated, Witness.LISTING, now) if stated else None,
    )
