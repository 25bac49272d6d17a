"""What does a JSON Feed say? Versions 1 and 1.1 of https://jsonfeed.org."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scraper.dates import parse_date
from scraper.discovery.addresses import absolute
from scraper.discovery.entries import distinct
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, plain, shorten, words_of_markup
from scraper.items import ChannelRules, DateFact, Document, Entry, Reading
from scraper.outcomes import Outcome, Witness


def is_json(body: bytes) -> bool:
    """Whether the body begins as a JSON object."""
    return body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read a JSON Feed; see `scraper.discovery.feed.read` for the outcomes."""
    kept = dict(memory)
    try:
        data = json.loads(document.body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        return Reading(Outcome.FAILED, detail=f"The feed is broken JSON: {error}", memory=kept)
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or not str(data.get("version", "")).startswith("https://jsonfeed.org/"):
        return Reading(Outcome.FAILED, detail="The answer is JSON, but no JSON Feed", memory=kept)
    entries = distinct(_entry(item, document.url, rules, now) for item in items if isinstance(item, dict))
    if not entries:
        return Reading(Outcome.EMPTY, detail="The feed shows no items", memory=kept)
    return Reading(Outcome.NEW, entries, memory=kept)


def _entry(item: dict[str, Any], base: str, rules: ChannelRules, now: datetime) -> Entry:
    identifier = item.get("id")
    guid = str(identifier).strip() if isinstance(identifier, str | int | float) else ""
    permanent = guid if re.match(r"https?://", guid, re.I) else ""
    links = (_text(item, "url"), permanent, _text(item, "external_url"))
    summary = _text(item, "summary") or _text(item, "content_text") or _text(item, "content_html")
    return Entry(
        url=next((url for link in links if link.strip() and (url := absolute(base, link))), None),
        title=shorten(words_of_markup(_text(item, "title")), LONGEST_TITLE) or None,
        published=_date(item, "date_published", now),
        updated=_date(item, "date_modified", now),
        guid=guid or None,
        summary=shorten(words_of_markup(summary), LONGEST_SUMMARY) or None,
        authors=_authors(item),
        kind=rules.kind,
    )


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _date(item: dict[str, Any], key: str, now: datetime) -> DateFact | None:
    return parse_date(_text(item, key), Witness.FEED, now)


def _authors(item: dict[str, Any]) -> tuple[str, ...]:
    people = item.get("authors")
    if not isinstance(people, list):
        people = [item.get("author")]
    names = (plain(_text(person, "name")) for person in people if isinstance(person, dict))
    return tuple(dict.fromkeys(shorten(name, 200) for name in names if name))
