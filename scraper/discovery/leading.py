"""Where does an answer lead on to? Redirects by status, tag and script, as counters of clicks answer."""

import re

from scraper.discovery.addresses import absolute
from scraper.discovery.markup import decoded, parse
from scraper.items import Document

#: How much of an answer is read, in bytes: a page that only leads on is short.
LONGEST_ANSWER = 50_000
_REFRESH = re.compile(r"^\s*\d*(?:\.\d+)?\s*[;,]?\s*(?:url\s*=)?\s*[\"']?\s*(\S+?)[\"']?\s*$", re.I)
_SCRIPT = re.compile(
    r"\b(?:window\.|document\.|self\.|top\.)?location(?:\.href)?\s*(?:=|\.(?:replace|assign)\s*\()\s*"
    r"[\"'](https?:[^\"']+)[\"']",
    re.I,
)


def leads_to(document: Document, status: int) -> str | None:
    """The absolute address an answer leads on to, None when it leads nowhere.

    Args:
        document: the answer, its header names in lower case.
        status: its HTTP status.
    """
    if 300 <= status < 400:
        return absolute(document.url, document.headers.get("location"))
    if not 200 <= status < 300 or not document.body.strip():
        return None
    short = Document(document.url, document.body[:LONGEST_ANSWER], document.content_type)
    tree = parse(short)
    for node in () if tree is None else tree.iter("meta"):
        if (node.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(node.get("content") or "")
            if found and not found[1].isdigit():
                return absolute(document.url, found[1])
    said = _SCRIPT.search(decoded(short))
    return absolute(document.url, said[1].replace("\\/", "/")) if said else None
