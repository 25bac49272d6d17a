"""Is this answer JSON, and what stands at a place in it? Values of the wrong type count as absent."""

import json
import re
from typing import Any, NamedTuple

from scraper.discovery.text import plain, shorten, words_of_markup
from scraper.outcomes import Outcome

#: Largest answer read, in bytes: a hundred long posts come to 10 MB, the rest is room.
LARGEST_ANSWER = 50 * 1024 * 1024
#: Most members of a list that are read: GOV.UK gives at most 1,500 at once, WordPress 100.
MOST_MEMBERS = 5_000

_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--(?:(?!-->).){0,2000}-->\s*){0,5}<(?:!doctype\s+html|html[\s>])",
    re.I | re.S,
)
_HTML_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{0,200})", re.I)


class Parsed(NamedTuple):
    """The answer as Python data."""

    value: Any


class Refused(NamedTuple):
    """Why there is no data: SUSPECT for an HTML page, FAILED for all else, and the reason in words."""

    outcome: Outcome
    detail: str


def parse(body: bytes) -> Parsed | Refused:
    """Parse a body as JSON in UTF-8, UTF-16 or UTF-32, with or without byte order mark.

    NaN and infinities, which JSON does not know but some servers write, come back as floats.
    """
    if not body.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return Refused(Outcome.FAILED, "The answer was empty")
    if len(body) > LARGEST_ANSWER:
        return Refused(Outcome.FAILED, f"The answer is larger than {LARGEST_ANSWER // 2**20} MB")
    if _HTML.match(body.removeprefix(b"\xef\xbb\xbf")):
        return Refused(Outcome.SUSPECT, _page_instead(body))
    try:
        return Parsed(json.loads(body))
    except RecursionError:
        return Refused(Outcome.FAILED, "The answer is JSON nested too deeply to read")
    except ValueError as error:  # broken syntax, a wrong encoding, a number of thousands of digits
        return Refused(Outcome.FAILED, f"The answer is no JSON: {shorten(plain(str(error)), 120)}")


def _page_instead(body: bytes) -> str:
    title = _HTML_TITLE.search(body[:20_000])
    words = words_of_markup(title[1].decode("utf-8", "replace")) if title else ""
    return "An HTML page stands where JSON should be" + (f": “{words}”" if words else "")


def text(data: Any, *path: str) -> str:
    """The string found by following keys from object to object, "" when there is none."""
    found = _follow(data, path)
    return found if isinstance(found, str) else ""


def number(data: Any, *path: str) -> int | None:
    """The whole number found by following keys, None when there is none; true and false are no numbers."""
    found = _follow(data, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def objects(data: Any, *path: str) -> list[dict[str, Any]]:
    """The objects among the first 5,000 members of the list found by following keys."""
    found = _follow(data, path)
    members = found[:MOST_MEMBERS] if isinstance(found, list) else []
    return [member for member in members if isinstance(member, dict)]


def _follow(data: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    return data
