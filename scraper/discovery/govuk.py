"""What does GOV.UK say it published? Its Search API, and its finders as JSON.

Parameters and paging of the Search API: https://docs.publishing.service.gov.uk/repos/search-api/using-the-search-api.html.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scraper.discovery import markup
from scraper.discovery.addresses import LONGEST_ADDRESS, absolute
from scraper.discovery.entries import version_of
from scraper.discovery.json_answer import Refused, parse
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, plain, shorten, words_of_markup
from scraper.govuk import day_of, kind_of
from scraper.items import ChannelRules, Document, Entry, Reading
from scraper.json_data import number, objects, text
from scraper.outcomes import Outcome


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:
    """Read an answer of the Search API (/api/search.json) or of a finder (/search/….json).

    The time GOV.UK states of a result is that of its last major update and becomes `updated`; `published` is
    left open unless the question asked for `first_published_at`. Organisations become authors.

    Returns:
        NEW with entries in the order given, and the next page in `more`; EMPTY when nothing was found;
        SUSPECT for an HTML page; FAILED with GOV.UK's own words for a refused question, and for all else.
    """
    answer = parse(document.body)
    if isinstance(answer, Refused):
        reading = Reading(answer.outcome, detail=answer.detail)
    else:
        reading = _answer(answer.value, document, rules, now)
    return replace(reading, memory=dict(memory))


def _answer(data: Any, document: Document, rules: ChannelRules, now: datetime) -> Reading:
    if not isinstance(data, dict):
        return Reading(Outcome.FAILED, detail="The answer is JSON, but none of GOV.UK's search")
    if isinstance(data.get("results"), list):
        found = [_result(result, document.url, rules, now) for result in objects(data, "results")]
        return _judged(found, len(data["results"]), _next_results(data, document.url))
    if isinstance(data.get("documents"), list):
        found = [
            _listed(member.get("document"), document.url, rules, now) for member in objects(data, "documents")
        ]
        return _judged(found, len(data["documents"]), _next_finder_page(data, document.url))
    if isinstance(data.get("search_results"), str):
        found = _shown(data["search_results"], document.url, rules, now)
        # With nothing found the markup holds a sentence, no list.
        return _judged(found, _total(data), _next_finder_page(data, document.url))
    return Reading(Outcome.FAILED, detail=_without_results(data))


def _judged(found: Sequence[Entry], members: int, more: tuple[str, ...]) -> Reading:
    entries: dict[tuple[str | None, str | None], Entry] = {}
    for entry in found:
        if entry.url or entry.title:
            entries.setdefault((entry.url, entry.title), entry)
    if entries:
        return Reading(Outcome.NEW, tuple(entries.values()), more=more)
    if members:
        return Reading(Outcome.FAILED, detail="GOV.UK's results cannot be read: neither titles nor links")
    return Reading(Outcome.EMPTY, detail="GOV.UK finds nothing for this search")


def _without_results(data: dict[str, Any]) -> str:
    said = data.get("error") or data.get("errors") or data.get("message")
    if words := plain(said if isinstance(said, str) else " ".join(_strings(said))):
        return f"GOV.UK refuses the question: {shorten(words, 200)}"
    if text(data, "document_type") == "finder":
        return "This is the finder's description, not what it finds"
    if _total(data):
        return f"GOV.UK says it finds {_total(data)}, but shows no results"
    return "The answer is JSON, but none of GOV.UK's search"


def _strings(said: Any) -> list[str]:
    """The strings of a list or an object's values, one level deep: how errors are listed."""
    members = list(said.values()) if isinstance(said, dict) else said
    return [member for member in members if isinstance(member, str)] if isinstance(members, list) else []


def _total(data: dict[str, Any]) -> int:
    """How many results there are in all; finders write "1,234" as well as 1234."""
    total = number(data, "total")
    if total is None:
        written = text(data, "total").replace(",", "")
        total = int(written) if re.fullmatch(r"\d{1,9}", written, re.A) else 0
    return min(max(total, 0), 10**9)


def _result(result: dict[str, Any], base: str, rules: ChannelRules, now: datetime) -> Entry:
    """One result of the Search API."""
    document_type = text(result, "content_store_document_type") or text(result, "format")
    organisations = (words_of_markup(text(body, "title")) for body in objects(result, "organisations"))
    updated = day_of(text(result, "public_timestamp"), now)
    return Entry(
        url=absolute(base, text(result, "link").strip()),
        title=shorten(words_of_markup(text(result, "title")), LONGEST_TITLE) or None,
        published=day_of(text(result, "first_published_at"), now),
        updated=updated,
        guid=plain(text(result, "content_id") or text(result, "_id"))[:LONGEST_ADDRESS] or None,
        summary=shorten(words_of_markup(text(result, "description")), LONGEST_SUMMARY) or None,
        authors=tuple(dict.fromkeys(shorten(name, 200) for name in organisations if name)),
        kind=rules.kind or kind_of(document_type),
        version=version_of(updated, rules),
    )


def _listed(shown: Any, base: str, rules: ChannelRules, now: datetime) -> Entry:
    """One document of a finder that answers with data."""
    stated = objects(shown, "metadata")
    labelled = {text(fact, "label").lower(): text(fact, "value") for fact in stated}
    dates = {text(fact, "label").lower(): text(fact, "machine_date") for fact in stated}
    organisation = words_of_markup(labelled.get("organisation") or labelled.get("from", ""))
    return Entry(
        url=absolute(base, text(shown, "link").strip()),
        title=shorten(words_of_markup(text(shown, "title")), LONGEST_TITLE) or None,
        updated=day_of(dates.get("updated", ""), now),
        summary=shorten(words_of_markup(text(shown, "summary")), LONGEST_SUMMARY) or None,
        authors=(shorten(organisation, 200),) if organisation else (),
        kind=rules.kind or kind_of(labelled.get("document type", "")),
    )


def _shown(fragment: str, base: str, rules: ChannelRules, now: datetime) -> list[Entry]:
    """The results of a finder that answers with its list as HTML."""
    page = Document(base, fragment.encode("utf-8", "replace"), "text/html; charset=utf-8")
    tree = markup.parse(page)
    if tree is None:
        return []
    items = [
        node for node in tree.iter("li") if "gem-c-document-list__item" in (node.get("class") or "").split()
    ]
    return [_shown_item(node, base, rules, now) for node in items]


def _shown_item(item: markup.Node, base: str, rules: ChannelRules, now: datetime) -> Entry:
    link = next((anchor for anchor in item.iter("a") if anchor.get("href")), None)
    summary = next((node for node in item.iter("p")), None)
    facts = [plain(markup.text_of(node)) for node in item.iter("li") if node is not item]
    labelled = {
        label.strip().lower(): value.strip() for label, _, value in (fact.partition(":") for fact in facts)
    }
    organisation = labelled.get("organisation") or labelled.get("from", "")
    updated = (
        next((node.get("datetime") for node in item.iter("time")), None) if "updated" in labelled else None
    )
    return Entry(
        url=absolute(base, link.get("href")) if link is not None else None,
        title=shorten(plain(markup.text_of(link)), LONGEST_TITLE) or None if link is not None else None,
        updated=day_of(updated or labelled.get("updated", ""), now),
        summary=shorten(plain(markup.text_of(summary)), LONGEST_SUMMARY) or None
        if summary is not None
        else None,
        authors=(shorten(organisation, 200),) if organisation else (),
        kind=rules.kind or kind_of(labelled.get("document type", "")),
    )


def _next_results(data: dict[str, Any], address: str) -> tuple[str, ...]:
    start, count = max(number(data, "start") or 0, 0), len(data["results"])
    if not count or start + count >= _total(data):
        return ()
    return (_with(address, "start", start + count),)


def _next_finder_page(data: dict[str, Any], address: str) -> tuple[str, ...]:
    """The links shown lead to the finder's HTML; that there is a next one is what counts."""
    if not re.search(
        r"rel=[\"']?[a-z ]*\bnext\b|\bnext page\b", text(data, "next_and_prev_links")[:20_000], re.I
    ):
        return ()
    query = parse_qsl(urlsplit(address).query)
    here = next(
        (int(value) for key, value in query if key == "page" and re.fullmatch(r"\d{1,6}", value, re.A)), 1
    )
    return (_with(address, "page", here + 1),)


def _with(address: str, key: str, value: int) -> str:
    parts = urlsplit(address)
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != key]
    return urlunsplit(parts._replace(query=urlencode([*query, (key, str(value))]), fragment=""))
