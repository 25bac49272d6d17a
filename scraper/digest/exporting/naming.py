"""What an issue and its files are called, and which addresses a reader may be sent to."""

import datetime as dt
import re
import uuid
from urllib.parse import quote, urlsplit

from ada_url import URL

from scraper.digest.characters import without_controls
from scraper.digest.model import Issue

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_PARTS = re.compile(r"(https?://(?:[^/?#]*@)?)([^/?#]*)([^#]*)(#.*)?", re.IGNORECASE | re.DOTALL)
#: What may stand in path, query and fragment (RFC 3986, section 3.3), and the sign of what is encoded.
_IN_URI = "/?:@!$&'()*+,;=%"
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def title_of(issue: Issue) -> str:
    """Its own title, else "Digest", with number and date where they are known."""
    if issue.title:
        return issue.title
    number = f" {issue.number}" if issue.number is not None else ""
    day = f", {day_in_words(issue.date)}" if issue.date else ""
    return f"Digest{number}{day}"


def day_in_words(day: dt.date) -> str:
    """`24 July 2024`, in no system's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def file_stem(issue: Issue) -> str:
    """The name of an issue's files without their ending: `digest-2024-07-24`, `digest-12`, `digest`."""
    told = issue.date.isoformat() if issue.date else issue.number
    return "digest" if told is None else f"digest-{told}"


def lasting_id(issue: Issue, part: str = "") -> uuid.UUID:
    """The same for the same issue (date, number, title) and part of it, whenever it is exported."""
    told = (str(issue.date), str(issue.number), issue.title, part)
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(map(without_controls, told)))


def is_web_address(url: str | None) -> bool:
    """Whether a reader may be sent there: never to a `javascript:` or `data:` address."""
    try:
        parts = urlsplit(url or "")
    except ValueError:  # "http://[": not an address
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def as_uri(url: str) -> str:
    """A web address in the characters of RFC 3986, as feeds require: the host in ASCII, the rest encoded.

    What is encoded stays as it is.
    """
    found = _PARTS.fullmatch(url)
    if found is None:
        return url
    start, host, rest, fragment = found.groups("")
    if not host.isascii() and URL.can_parse(url):
        host = URL(url).host
    rest, fragment = (_LONE_PERCENT.sub("%25", quote(part, safe=_IN_URI)) for part in (rest, fragment[1:]))
    return f"{start}{host}{rest}" + (f"#{fragment}" if found[4] else "")
