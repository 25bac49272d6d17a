"""The address inside a wrapped link: mail gateways, newsletters, search engines, caches, archives.

Only wrappers that carry their target in their own text are undone here; a short link that only its
server can resolve is left as it is, and becomes an alias once it was fetched.
"""

import base64
import binascii
import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import unquote

from ada_url import URL

_WEB = re.compile(r"https?:/", re.IGNORECASE)

#: host (without www.) -> path it must begin with, names of the parameters that may hold the target.
#: Seen on real links or documented by the service.
_IN_QUERY: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "l.facebook.com": ("/l.php", ("u",)),
        "lm.facebook.com": ("/l.php", ("u",)),
        "facebook.com": ("/l.php", ("u",)),
        "l.instagram.com": ("/", ("u",)),
        "out.reddit.com": ("/", ("url",)),
        "linkedin.com": ("/", ("url",)),
        "youtube.com": ("/redirect", ("q",)),
        "slack-redir.net": ("/link", ("url",)),
        "duckduckgo.com": ("/l/", ("uddg",)),
        "linkprotect.cudasvc.com": ("/url", ("a",)),
    }
)
_GOOGLE = re.compile(r"google\.(?:[a-z]{2,3}|co\.[a-z]{2}|com\.[a-z]{2})")
_URLDEFENSE = frozenset({"urldefense.com", "urldefense.us", "urldefense.proofpoint.com"})
_CLICK_PATH = re.compile(r"/(?:C?L0)/(https?:%2F%2F[^/?#]+)", re.IGNORECASE)
_AMP_PATH = re.compile(r"/amp/(s/)?([^/]+\..*)")
_AMP_CACHE_PATH = re.compile(r"/[cvir]/(s/)?([^/]+\..*)")
_ARCHIVE_PATH = re.compile(r"/(?:web|ukgwa)/\d{4,14}(?:[a-z]{2}_)?/(.+)")
_DEFENSE_START = "/v3/__"
_DEFENSE_MARK = re.compile(r"\*(?:\*(.))?")
#: Proofpoint writes the length of a run of replaced characters as one letter or digit, "A" for two.
_DEFENSE_RUN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def inner_address(url: URL) -> str | None:
    """The address `url` wraps, as text not yet parsed; None when it wraps none."""
    host = url.hostname.removeprefix("www.").rstrip(".")
    for matches, unwrap in _WRAPPERS:
        if matches(host):
            target = unwrap(url)
            if target and _WEB.match(target):
                return target
    rule = _IN_QUERY.get(host)
    if rule and url.pathname.startswith(rule[0]):
        return _parameter(url, rule[1])
    return None


def _parameter(url: URL, names: tuple[str, ...]) -> str | None:
    """The first of the named parameters that holds a web address, decoded once."""
    pairs = dict(piece.partition("=")[::2] for piece in reversed(url.search[1:].split("&")))
    for name in names:
        value = unquote(pairs.get(name, ""))
        if _WEB.match(value):
            return value
    return None


def _google(url: URL) -> str | None:
    if url.pathname == "/url":
        return _parameter(url, ("q", "url"))
    return _amp_path(url, _AMP_PATH)


def _bing(url: URL) -> str | None:
    return _amp_path(url, _AMP_PATH)


def _amp_cache(url: URL) -> str | None:
    return _amp_path(url, _AMP_CACHE_PATH)


def _amp_path(url: URL, pattern: re.Pattern[str]) -> str | None:
    found = pattern.fullmatch(url.pathname)
    if not found:
        return None
    return f"http{'s' if found[1] else ''}://{found[2]}{url.search}"


def _safelink(url: URL) -> str | None:
    return _parameter(url, ("url",))


def _govdelivery(url: URL) -> str | None:
    """GovDelivery puts the target after the last `&&&`, or percent-encoded into the path."""
    _, mark, target = url.search.rpartition("&&&")
    return target if mark else _click_path(url)


def _click_path(url: URL) -> str | None:
    found = _CLICK_PATH.match(url.pathname)
    return unquote(found[1]) if found else None


def _bulletin_token(url: URL) -> str | None:
    """GovDelivery's lnks.gd: the path holds a JSON Web Token whose payload names the `url`."""
    parts = url.pathname.removeprefix("/l/").split("/")[0].split(".")
    if len(parts) != 3:
        return None
    try:
        payload = json.loads(_base64url(parts[1]))
    except ValueError:  # not base64, not UTF-8 or not JSON: then it is no token of theirs
        return None
    target = payload.get("url") if isinstance(payload, dict) else None
    return target if isinstance(target, str) else None


def _archived(url: URL) -> str | None:
    """The Wayback Machine and the UK Government Web Archive: /<timestamp>/<address>."""
    found = _ARCHIVE_PATH.fullmatch(url.pathname)
    return found[1] + url.search if found else None


def _defended(url: URL) -> str | None:
    """Proofpoint URL Defense: v2 spells %XX as -XX and / as _; v3 lists what it replaced after `__;`."""
    if url.pathname.startswith("/v2/url"):
        pairs = dict(piece.partition("=")[::2] for piece in url.search[1:].split("&"))
        return unquote(pairs.get("u", "").replace("-", "%").replace("_", "/"))
    target, mark, rest = (url.pathname + url.search).rpartition("__;")
    code, end, _ = rest.partition("!")
    if not (target.startswith(_DEFENSE_START) and mark and end):
        return None
    try:
        replaced = _base64url(code).decode()
    except ValueError:  # cut off in a mail: the target without its rare characters would be another page
        return None
    return _put_back(unquote(target.removeprefix(_DEFENSE_START)), replaced)


def _put_back(target: str, replaced: str) -> str:
    """`target` with each `*` (one character) and `**X` (a run) replaced from the front of `replaced`."""
    position = 0

    def next_piece(mark: re.Match[str]) -> str:
        nonlocal position
        length = _DEFENSE_RUN.find(mark[1]) + 2 if mark[1] else 1
        piece = replaced[position : position + length]
        position += length
        return piece or mark[0]

    return _DEFENSE_MARK.sub(next_piece, target)


def _base64url(text: str) -> bytes:
    """Decoded base64url, padding optional.

    Raises:
        ValueError: it is not base64.
    """
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _is(*hosts: str) -> Callable[[str], bool]:
    return frozenset(hosts).__contains__


def _under(*domains: str) -> Callable[[str], bool]:
    endings = tuple(f".{domain}" for domain in domains)
    return lambda host: host in domains or host.endswith(endings)


_Rule = tuple[Callable[[str], bool], Callable[[URL], str | None]]
_WRAPPERS: Final[tuple[_Rule, ...]] = (
    (_under("safelinks.protection.outlook.com"), _safelink),
    (_is("lnks.gd"), _bulletin_token),
    (_under("govdelivery.com"), _govdelivery),
    (_under("awstrack.me"), _click_path),
    (_URLDEFENSE.__contains__, _defended),
    (lambda host: bool(_GOOGLE.fullmatch(host)), _google),
    (_is("bing.com"), _bing),
    (_under("cdn.ampproject.org"), _amp_cache),
    (_is("web.archive.org", "webarchive.nationalarchives.gov.uk"), _archived),
)
