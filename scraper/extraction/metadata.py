"""Which witnesses does a page call on? Gathered once, judged elsewhere."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

import tldextract
from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.extraction import json_ld
from scraper.extraction.blocks import LONGEST_NAMES, NAMES_KEPT, Prose, is_furniture, weigh_prose
from scraper.extraction.cleaning import line
from scraper.extraction.phrases import OTHER_PAGES
from scraper.extraction.tree import BLOCKS, UNSEEN, body_of, holders_of_blocks, text_of

#: How many short lines before and after the heading belong to it: labels, standfirst, byline, date.
_LINES_BEFORE: Final = 8
_LINES_AFTER: Final = 14
#: A line of the surroundings is at most this long, in characters; longer ones are text.
_SHORT_LINE: Final = 140
#: Prose seen after the heading, in characters, at which its surroundings end.
_PROSE_AFTER: Final = 500
#: What may stand in the surroundings of a heading is a block or one of these.
_INLINE: Final = frozenset(("span", "a", "time", "strong", "em", "b", "i", "small", "font", "cite"))
# The public suffix list that comes with the package; nothing is fetched, nothing is written.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
#: Hosts whose parts are kept in each process: those of the sources it read last.
_HOSTS_KEPT: Final = 256
_PASSED_OVER: Final = frozenset(("nav", "footer", "form", "button", "dialog", "aside", "label", "menu"))
# Attributes asked by themselves: a tenth of the time of asking every element for each of them.
_TRAIL: Final = XPath(
    '(//@class[contains(.,"breadcrumb")] | //@id[contains(.,"breadcrumb")]'
    ' | //@aria-label[contains(translate(.,"B","b"),"breadcrumb")])/..//*[self::a or self::li or self::span]'
)
#: A path from the root in which nothing is to be resolved or checked, and the part of an address it replaces.
_PLAIN_PATH = re.compile(r"/(?:[\w-]+[./])*[\w-]*", re.A)
_ORIGIN = re.compile(r"https?://[\w.-]+(?=[/?#]|\Z)", re.A)
#: An address in which nothing is to be resolved or checked.
_PLAIN_ADDRESS = re.compile(r"https?://[\w-]+(?:\.[\w-]+)*(?:/[\w./?=&#%+-]*)?", re.A)
_FAR_NAMES = re.compile(
    r"(?:^|[\s_-])(?:related|recommended|sidebar|comments?|footer|menu|cookies?)(?:$|[\s_-])", re.I
)


@dataclass(frozen=True)
class Metadata:
    """What a page says of itself, ungraded."""

    root: HtmlElement
    url: str
    metas: dict[str, tuple[str, ...]]
    linked: json_ld.LinkedData
    #: As it was parsed; None where it is not at hand.
    markup: str | None = None

    def meta(self, *names: str) -> str:
        """The first non-empty value of the first of these meta names that has one, else ""."""
        for name in names:
            if name in self.metas:
                return self.metas[name][0]
        return ""

    def stated(self, names: Iterable[str]) -> list[str]:
        """The first non-empty values of these meta names, of each that has one."""
        return [self.metas[name][0] for name in names if name in self.metas]

    @cached_property
    def title_tag(self) -> str:
        """The text of the title element."""
        return line(next((title.text for title in self.root.iter("title")), ""))

    @cached_property
    def headings(self) -> tuple[HtmlElement, ...]:
        """First-order headings with text, in reading order."""
        return tuple(heading for heading in self.root.iter("h1") if text_of(heading))

    @cached_property
    def site_names(self) -> tuple[str, ...]:
        """What the site calls itself."""
        named = (self.meta("og:site_name"), self.meta("application-name"), *self.linked.site_names)
        return tuple(dict.fromkeys(name for name in named if 1 < len(name) < 80))

    @cached_property
    def base(self) -> str:
        """The address relative ones count from."""
        href = next((element.get("href") for element in self.root.iter("base") if element.get("href")), "")
        return _join(self.url, href) or self.url

    @cached_property
    def canonical(self) -> str | None:
        """The address rel=canonical names, if it is one of the same registrable site."""
        for element in self.root.iter("link"):
            if "canonical" in (element.get("rel") or "").lower().split():
                address = absolute(self.base, element.get("href") or "")
                return address if address and same_site(address, self.url) else None
        return None

    @cached_property
    def language(self) -> str:
        """The language the markup states, as its two- or three-letter code, else ""."""
        stated = self.root.get("lang") or self.root.get("xml:lang") or self.meta("og:locale", "language")
        code = re.split(r"[-_]", stated.strip().lower())[0]
        return code if re.fullmatch(r"[a-z]{2,3}", code) else ""

    @cached_property
    def surroundings(self) -> tuple[str, ...]:
        """Short lines around the heading: those after it, then those before it, each in reading order."""
        heading = self.headings[0] if self.headings else None
        return tuple(_around(body_of(self.root), heading, self.holders, self.prose))

    @cached_property
    def short_lines(self) -> tuple[str, ...]:
        """All short lines of the page that stand outside of furniture, in reading order."""
        return tuple(_short_lines(_leaves(body_of(self.root), None, self.holders)))

    @cached_property
    def prose(self) -> Prose:
        """The prose of the page."""
        return weigh_prose(self.root)

    @cached_property
    def holders(self) -> Set[HtmlElement]:
        """The elements of the body that hold blocks."""
        return holders_of_blocks(body_of(self.root))

    def mentions(self, *words: str) -> bool:
        """Whether one of the words may stand in the markup: a name that does not is not looked for."""
        return self.markup is None or any(word in self.markup for word in words)

    @cached_property
    def breadcrumbs(self) -> tuple[str, ...]:
        """The names of the sections above the page."""
        if self.linked.breadcrumbs:
            return self.linked.breadcrumbs
        found = _TRAIL(self.root) if self.mentions("readcrumb") else []
        return tuple(
            dict.fromkeys(text for element in found[:40] if 2 < len(text := line(text_of(element))) < 60)
        )


def gather(root: HtmlElement, url: str, markup: str | None = None) -> Metadata:
    """Gather what the page at `url` says of itself; `markup` is what `root` was parsed from."""
    metas: dict[str, tuple[str, ...]] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = line(element.get("content"))
        if name and value:
            name = name.lower()
            metas[name] = (*metas.get(name, ()), value)
    return Metadata(root, url, metas, json_ld.read(root), markup)


def absolute(base: str, href: str) -> str | None:
    """The absolute http(s) address of a link, without white space around it; None when it has none."""
    href = href.strip()
    if _PLAIN_PATH.fullmatch(href) and (origin := _ORIGIN.match(base)):
        return origin[0] + href
    if _PLAIN_ADDRESS.fullmatch(href):
        return href
    address = _join(base, href)
    parts = _split(address)
    return address if parts and parts.scheme in ("http", "https") and parts.hostname else None


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one registrable domain (public suffix list), or one host."""
    if (origin := _ORIGIN.match(one)) and (as_other := _ORIGIN.match(other)) and origin[0] == as_other[0]:
        return True
    hosts = [parts.hostname or "" if (parts := _split(address)) else "" for address in (one, other)]
    if hosts[0] == hosts[1]:
        return bool(hosts[0])
    domains = [_parts_of(host).top_domain_under_public_suffix for host in hosts]
    return bool(domains[0]) and domains[0] == domains[1]


def host_labels(url: str) -> tuple[str, ...]:
    """The telling labels of an address's host: "barnardos" of www.barnardos.org.uk."""
    parts = _split(url)
    found = _parts_of((parts.hostname or "") if parts else "")
    labels = [found.domain, *found.subdomain.split(".")]
    return tuple(label for label in labels if len(label) > 2 and label != "www")


@lru_cache(_HOSTS_KEPT)
def _parts_of(host: str) -> tldextract.ExtractResult:
    return _SUFFIXES(host)


def path_of(url: str) -> str:
    """The path of an address, "/" when it has none."""
    parts = _split(url)
    return (parts.path if parts else "") or "/"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018
    except ValueError:  # a bracket without its pair, a port that is no number
        return None
    return parts


def _join(base: str, href: str) -> str:
    if href.startswith(("http://", "https://")):
        return href
    try:
        return urljoin(base, href)
    except ValueError:  # as above
        return ""


def _around(
    body: HtmlElement, heading: HtmlElement | None, holders: Set[HtmlElement], prose: Prose
) -> list[str]:
    before: list[HtmlElement] = []
    after: list[str] = []
    passed = 0
    seen = heading is None
    for element in _leaves(body, heading, holders):
        if element is heading:
            seen = True
        elif not seen:
            before.append(element)
        elif len(long := prose.paragraphs.get(element, "")) > _SHORT_LINE:
            passed += len(long)
        elif text := line(text_of(element)):
            if len(text) > _SHORT_LINE:
                passed += len(text)
            elif OTHER_PAGES.fullmatch(text):
                break
            else:
                after.append(text)
        if len(after) >= _LINES_AFTER or passed >= _PROSE_AFTER:
            break
    return [*after, *reversed(list(islice(_short_lines(reversed(before)), _LINES_BEFORE)))]


def _short_lines(elements: Iterable[HtmlElement]) -> Iterator[str]:
    for element in elements:
        text = line(text_of(element))
        if 0 < len(text) <= _SHORT_LINE:
            yield text


def _leaves(
    element: HtmlElement, heading: HtmlElement | None, holders: Set[HtmlElement]
) -> Iterator[HtmlElement]:
    """Blocks without blocks inside, in reading order; the heading as one of them, furniture passed over."""
    around = [iter(element)]
    while around:
        child = next(around[-1], None)
        if child is None:
            around.pop()
        elif child is heading:
            yield child
        elif not isinstance(child.tag, str) or child.tag in UNSEEN or _is_far(child):
            continue
        elif child in holders:
            around.append(iter(child))
        elif child.tag in BLOCKS or child.tag in _INLINE:
            yield child


def _is_far(element: HtmlElement) -> bool:
    if element.tag in _PASSED_OVER:
        return True
    if not element.keys():
        return False
    if element.get("role") in ("navigation", "dialog", "contentinfo"):
        return True
    names, name = element.get("class"), element.get("id")
    if not (names or name):
        return False
    return (
        _is_far_named(f"{names or ''} {name or ''}")
        and is_furniture(element)
        and next(element.iterdescendants("h1"), None) is None
    )


def _is_far_named(names: str) -> bool:
    return _kept_answer(names) if len(names) <= LONGEST_NAMES else bool(_FAR_NAMES.search(names))


@lru_cache(NAMES_KEPT)
def _kept_answer(names: str) -> bool:
    return bool(_FAR_NAMES.search(names))
