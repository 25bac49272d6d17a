"""Where does a WordPress site say what it published? Its REST API, and the types of content it has there.

Discovery and routes: https://developer.wordpress.org/rest-api/using-the-rest-api/discovery/ and
https://developer.wordpress.org/rest-api/reference/post-types/.
"""

import json
import re
from urllib.parse import parse_qs, urlsplit

from scraper.items import Document
from scraper.json_data import text

#: The usual root, where no page names another.
USUAL_ROOT = "/wp-json/"
#: Most further types of content that are looked at.
MOST_TYPES = 4
#: Largest answer read, in bytes: a site has some dozens of types.
LARGEST_ANSWER = 2_000_000

_ROOT_LINK = re.compile(r"<([^<>]{1,2000})>\s*;[^,<]{0,200}rel=\"?https://api\.w\.org/", re.I)
_ROUTE = re.compile(r"[a-z0-9_-]{1,60}", re.I)
#: Words by which sites name types that hold publications; "post" is asked for by itself.
_PUBLICATIONS = re.compile(
    r"(?:^|[_\W])(?:news|articles?|blogs?|stor(?:y|ies)|publications?|reports?|resources?|research|briefings?"
    r"|press|updates?|insights?|statements?|consultations?|policy|polic(?:y|ies)|guidance|guides?|toolkits?"
    r"|evidence|bulletins?|letters|speeches|statistics|papers?|responses?|journals?|documents?|library"
    r"|case[_-]stud(?:y|ies)|reviews?|inspections?)(?:$|[_\W])",
    re.I,
)


def root_in_headers(document: Document) -> str:
    """The API's root that a response's Link header names, "" when it names none."""
    match = _ROOT_LINK.search(document.headers.get("link", ""))
    return match[1] if match else ""


def route(root: str, name: str) -> str:
    """The address of a route of the API; its root may be a path or a query (?rest_route=/)."""
    return f"{root.rstrip('/')}/wp/v2/{name}"


def publication_routes(document: Document) -> tuple[str, ...]:
    """The routes of types that seem to hold publications, by an answer of /wp/v2/types; posts left out."""
    try:
        said = json.loads(document.body[:LARGEST_ANSWER])
    except (ValueError, RecursionError):  # a page, or an answer cut off: it names no types
        return ()
    found = []
    for name, stated in said.items() if isinstance(said, dict) else ():
        base = text(stated, "rest_base")
        own = text(stated, "rest_namespace") or "wp/v2"
        words = f"{name} {base} {text(stated, 'name')}"
        if own == "wp/v2" and _ROUTE.fullmatch(base) and _PUBLICATIONS.search(words) and name != "post":
            found.append(base)
    return tuple(dict.fromkeys(found))[:MOST_TYPES]


def route_of(address: str) -> str:
    """The last part of an API's address: "posts" of /wp-json/wp/v2/posts and of /?rest_route=/wp/v2/posts."""
    parts = urlsplit(address)
    path = parse_qs(parts.query).get("rest_route", [parts.path])[0]
    return path.rstrip("/").rpartition("/")[2]
