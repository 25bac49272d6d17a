"""Is this answer JSON? If not, why, in words for an editor."""

import json
import re
from typing import Any, NamedTuple

from scraper.discovery.text import plain, shorten, words_of_markup
from scraper.outcomes import Outcome

#: Largest answer read, in bytes: a hundred long posts come to 10 MB, the rest is room.
LARGEST_ANSWER = 50 * 1024 * 1024

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
