"""May a channel be asked "has it changed?", and can its answer be believed? Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from scraper.items import Entry

#: Every so many polls the validators are left out: some servers never change their ETag again …
UNCONDITIONAL_EVERY = 8
#: … and after so long at the latest, for what is asked once a day.
UNCONDITIONAL_AFTER = timedelta(days=3)
#: Validators by their header, and the name they are kept under.
KEPT = {"ETag": "etag", "Last-Modified": "modified"}
#: The headers that ask "has it changed?", by the validator's name.
ASKED_BY = {"If-None-Match": "etag", "If-Modified-Since": "modified"}
#: The names in a channel's memory: when it was last asked without validators; that they do not change with
#: what is published; what its list said.
AFRESH_AT, FROZEN, LISTED = "afresh_at", "frozen", "listed"


def looks_afresh(memory: Mapping[str, Any], now: datetime) -> bool:
    """Whether this is an n-th poll, which trusts nothing that the site says of its own changes."""
    if memory.get("polls", 0) % UNCONDITIONAL_EVERY == 0:
        return True
    last = memory.get(AFRESH_AT)
    return last is not None and now - datetime.fromisoformat(last) >= UNCONDITIONAL_AFTER


def validators(memory: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Conditional headers from the last poll; none on every n-th poll, none that proved to be frozen."""
    if memory.get(FROZEN) or looks_afresh(memory, now):
        return {}
    return {name: memory[kept] for name, kept in ASKED_BY.items() if memory.get(kept)}


def stated_validators(headers: Mapping[str, str]) -> dict[str, str]:
    """The validators of an answer by the names they are kept under; header names are lower-case."""
    return {key: headers[name.lower()] for name, key in KEPT.items() if headers.get(name.lower())}


def digest_of(entries: tuple[Entry, ...]) -> str:
    """What a list said, as a hash: a page's moving parts around its entries are none of them."""
    said = "\n".join(f"{entry.url} {entry.guid} {entry.title} {entry.version}" for entry in entries)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def are_frozen(memory: Mapping[str, Any], stated: Mapping[str, str], listed: str) -> bool:
    """Whether other entries stand under the very validators of last time."""
    before = {key: memory[key] for key in KEPT.values() if memory.get(key)}
    return bool(before) and before == dict(stated) and memory.get(LISTED) not in (None, listed)
