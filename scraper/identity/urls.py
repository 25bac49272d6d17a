"""One key for every spelling of an address, and which site an address belongs to.

Addresses are parsed by the WHATWG rules (ada), so they mean here what they mean to a browser. The key
only serves comparison; what is fetched is always the address as the source wrote it.
"""

import functools
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote

import tldextract
from ada_url import URL

from scraper.identity import tracking
from scraper.identity.unwrap import inner_address
from scraper.items import UrlRules

_NO_RULES: Final = UrlRules()
#: Nested wrappers (a mail gateway around a newsletter around a search result) and second passes.
_MOST_WRAPPERS = 5
_MOST_PASSES = 12

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_DOUBLED_SCHEME = re.compile(r"(?:https?:/+)+(https?):?//", re.IGNORECASE)
_WEB_SCHEME = re.compile(r"https?:", re.IGNORECASE)
_BARE_HOST = re.compile(r"([^/?#@:\s]+)(?::\d{1,5})?(?=[/?#]|$)")
_IP = re.compile(r"\[[0-9a-f:.]+\]|\d{1,3}(?:\.\d{1,3}){3}", re.IGNORECASE)
_PORT = re.compile(r":\d+$")
_LOCAL = ("localhost", ".localhost")

_PERCENT = re.compile(r"%([0-9a-fA-F]{2})?")
#: Unreserved by RFC 3986, and marks that no server gives a meaning of their own in a path or a value.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*,:@")
_PATH_SESSION = re.compile(r";(?:jsessionid=[^/;]*|(?:phpsessid|sid)=(?=[^/;]*\d)[\w.-]{16,})", re.IGNORECASE)
_INDEX_FILE = re.compile(r"index\.(?:s?html?|php|aspx?|jsp)|default\.(?:aspx?|html?)", re.IGNORECASE)
_OTHER_FORM = re.compile(r"amp|print", re.IGNORECASE)
_AMP_FILE = re.compile(r"\.amp(\.html?)?$", re.IGNORECASE)
_SECOND_QUERY = re.compile(r"\?(?=utm_)", re.IGNORECASE)
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_WWW = re.compile(r"^(?:www\.)+(?=[^.]+\.)")
_TWIN_HOST = re.compile(r"(?:amp|m)\.(?=[^.]+\.)")


def url_key(url: str, rules: UrlRules = _NO_RULES) -> str | None:
    """The canonical key of an address: two spellings of one address have the same key.

    Args:
        url: an absolute address as found in a feed, a page or a mail, blanks and wrappers included.
        rules: what the definition of the address's source adds.

    Returns:
        An https address that is its own key, or None when `url` is no http or https address (or one so
        nested that it never settles, which only malice writes).
    """
    key = _once(url, rules)
    for _ in range(_MOST_PASSES):
        again = _once(key, rules) if key else None
        if again == key:
            return key
        key = again
    return None


def host_of(url: str) -> str:
    """Host of a web address, lower-case, with the port unless it is the scheme's own; "" when none."""
    parsed = _parse(url)
    return _without_final_dot(parsed.host) if parsed else ""


def without_tracking(url: str) -> str:
    """An address as it was fetched, less tracking, sessions and places on the page: fit to show and to link.

    Unlike the key it keeps scheme, www., order and final slash. What is no web address comes back as it is.
    """
    parsed = _parse(url)
    if parsed is None:
        return url
    pieces = [piece for piece in parsed.search.lstrip("?").split("&") if piece]
    names = frozenset(_name(piece) for piece in pieces)
    here = _names_on(_without_final_dot(parsed.host))
    kept = [piece for piece in pieces if not _is_tracker(piece, names, here)]
    if len(kept) < len(pieces):
        parsed.search = "&".join(kept)
    if not _fragment(parsed.hash):
        parsed.hash = ""
    if ";" in parsed.pathname:
        parsed.pathname = _PATH_SESSION.sub("", parsed.pathname)
    return parsed.href


def unwrapped(url: str) -> str:
    """The address inside a wrapped link, without tracking; an address that is none comes back as it is."""
    parsed = _inmost(url)
    return without_tracking(parsed.href) if parsed else url


@functools.lru_cache(maxsize=4096)
def registrable_domain(host: str) -> str:
    """What one owner registered: "example.org.uk" for "news.example.org.uk:8080".

    By the public suffix list bundled with tldextract, private suffixes (blogspot.com, github.io) included,
    since each of their subdomains has its own owner. An unknown suffix counts as one label. An IP address
    or localhost stands for itself with its port, which is what tells sites on one machine apart.
    """
    host = host.strip().lower()
    name = _without_final_dot(_PORT.sub("", host))
    if _IP.fullmatch(name) or name.endswith(_LOCAL):
        return host
    name = _WWW.sub("", name)
    found = _suffixes()(name)
    if found.suffix:
        return f"{found.domain}.{found.suffix}" if found.domain else found.suffix
    return ".".join(name.split(".")[-2:])


def same_site(a: str, b: str) -> bool:
    """Whether two addresses belong to the same registrable domain; False when one is no web address."""
    host_a, host_b = host_of(a), host_of(b)
    return bool(host_a and host_b) and registrable_domain(host_a) == registrable_domain(host_b)


@functools.cache
def _suffixes() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _once(url: str, rules: UrlRules) -> str | None:
    """One pass of the rules. Unwrapping or decoding may bring out what only the next pass sees."""
    parsed = _inmost(url)
    if parsed is None:
        return None
    path = _path(parsed.pathname)
    host = _host(parsed, path, rules)
    query = _query(parsed.search, host, rules)
    return f"https://{host}{path}{query}{_fragment(parsed.hash)}"


def _inmost(url: str) -> URL | None:
    """The address inside all wrappers that carry it; None when `url` is no web address."""
    parsed = _parse(url)
    for _ in range(_MOST_WRAPPERS):
        inner = inner_address(parsed) if parsed else None
        unwrapped = _parse(inner) if inner else None
        if unwrapped is None:
            break
        parsed = unwrapped
    return parsed


def _parse(text: str) -> URL | None:
    address = _with_scheme(_AMPERSAND.sub("&", _INVISIBLE.sub("", text).strip()))
    if address is None:
        return None
    try:
        parsed = URL(_DOUBLED_SCHEME.sub(r"\1://", address, count=1))
    except ValueError:  # what a browser would refuse too
        return None
    return parsed if parsed.hostname.strip(".") else None


def _with_scheme(text: str) -> str | None:
    """`text` as an absolute web address; None for another scheme, or when it does not begin with a host."""
    if _WEB_SCHEME.match(text):
        return text
    if text.startswith("//"):
        return f"https:{text}"
    bare = _BARE_HOST.match(text)
    if not bare:
        return None
    name = bare[1].lower()
    known = name.endswith(_LOCAL) or _IP.fullmatch(name) or ("." in name and _suffixes()(name).suffix)
    return f"https://{text}" if known else None


def _without_final_dot(host: str) -> str:
    name, colon, port = host.partition(":") if not host.startswith("[") else (host, "", "")
    return name.rstrip(".") + colon + port


def _host(parsed: URL, path: str, rules: UrlRules) -> str:
    """The host without final dot, default port, www. and the AMP or mobile label; of a twin, the source's."""
    host = _WWW.sub("", _without_final_dot(parsed.host))
    if _TWIN_HOST.match(host) and _is_deep(path) and not _IP.fullmatch(_PORT.sub("", host)):
        bare = _TWIN_HOST.sub("", host, count=1)
        # Only straight under the registrable domain: elsewhere "m." or "amp." may be a name of its own.
        host = bare if registrable_domain(host) == _PORT.sub("", bare) else host
    name = _PORT.sub("", host)
    return rules.host + host.removeprefix(name) if name in rules.twins else host


def _is_deep(path: str) -> bool:
    """Whether a path names one publication rather than a section: three segments, or a slug of four words."""
    segments = path.strip("/").split("/")
    return len(segments) >= 3 or segments[-1].count("-") >= 3


def _path(path: str) -> str:
    segments = _PATH_SESSION.sub("", _plain(path)).split("/")
    segments = _without_end([segment for segment in segments if segment], _INDEX_FILE)
    bare = _without_end(segments, _OTHER_FORM)
    # "/projects/amp" may be a project: the ending only goes from below a publication.
    if len(bare) >= 2 or "/".join(bare).count("-") >= 2:
        segments = bare
    path = "/" + "/".join(segments)
    # "/a.amp" may be a file of its own.
    return _AMP_FILE.sub(r"\1", path).rstrip("/") if len(path) > 6 else path


def _without_end(segments: list[str], pattern: re.Pattern[str]) -> list[str]:
    """The segments up to the last that the pattern does not match."""
    end = len(segments)
    while end and pattern.fullmatch(segments[end - 1]):
        end -= 1
    return segments[:end]


def _plain(text: str) -> str:
    """`text` with %XX decoded where that changes nothing, other %XX in capitals, a stray % as %25."""

    def one(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%25"
        char = chr(int(found[1], 16))
        return char if char in _PLAIN else f"%{found[1].upper()}"

    return _PERCENT.sub(one, text)


def _query(search: str, host: str, rules: UrlRules) -> str:
    """The query sorted by name, trackers and sessions dropped; blanks and repeats kept, they may count."""
    pieces = [piece for piece in _SECOND_QUERY.sub("&", search.lstrip("?")).split("&") if piece]
    # "&amp;" that a page escaped twice leaves "amp;" before the name.
    pairs = [_plain(piece.removeprefix("amp;").replace("+", "%20")) for piece in pieces]
    names = frozenset(_name(pair) for pair in pairs)
    here = _names_on(host) | (rules.tracking if _PORT.sub("", host) == rules.host else frozenset())
    kept = [pair for pair in pairs if not _is_tracker(pair, names, here)]
    return "?" + "&".join(sorted(kept, key=lambda pair: pair.partition("=")[0])) if kept else ""


def _name(pair: str) -> str:
    return unquote(pair.partition("=")[0]).lower()


def _names_on(host: str) -> frozenset[str]:
    """The tracking names that hold on this host only."""
    labels = _PORT.sub("", host).split(".")
    domains = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return frozenset[str]().union(*_known(domains))


def _known(domains: Iterable[str]) -> list[frozenset[str]]:
    return [tracking.ON_HOST[domain] for domain in domains if domain in tracking.ON_HOST]


def _is_tracker(pair: str, beside: frozenset[str], here: frozenset[str]) -> bool:
    name = _name(pair)
    value = unquote(pair.partition("=")[2]).lower()
    return (
        name in tracking.EVERYWHERE
        or name in here
        or name.startswith(tracking.PREFIXES)
        or value in tracking.WITH_VALUE.get(name, ())
        or bool(tracking.WITH_COMPANION.get(name, frozenset()) & beside)
        or _is_session(name, value)
    )


def _is_session(name: str, value: str) -> bool:
    """Session ids are long and hold a digit (measured on real links); a GUID more often names a record."""
    if name not in tracking.SESSIONS and not name.startswith(tracking.SESSION_PREFIX):
        return False
    return len(value) >= 16 and any(char.isdigit() for char in value) and not _GUID.fullmatch(value)


def _fragment(fragment: str) -> str:
    """Kept when it is the route of a page that is drawn by script (#/… or #!…), else a place on the page."""
    route = fragment.partition(":~:")[0]
    if not route.startswith(("#/", "#!")) or route in {"#/", "#!", "#!/"}:
        return ""
    return _plain(route)
