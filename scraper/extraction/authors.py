"""Who wrote it? Persons first; organisations are kept apart; without a sign there is no author."""

import re
from collections.abc import Iterable, Iterator
from itertools import compress, islice, pairwise
from typing import Final

from lxml.etree import XPath
from lxml.html import HtmlElement

from scraper.extraction.cleaning import line, words
from scraper.extraction.metadata import Metadata, host_labels
from scraper.extraction.tree import text_of
from scraper.items import Fact
from scraper.outcomes import Witness

#: Length of a name and of a whole byline, in characters.
SHORTEST: Final = 2
LONGEST: Final = 60
_LONGEST_BYLINE: Final = 160
#: Most words of a person's name, titles and letters after it not counted.
_MOST_WORDS: Final = 6
_MOST_WORDS_OF_BODY: Final = 9

_META_NAMES: Final = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "book:author",
    "twitter:data1",
)
#: All elements that may be a byline; their rank is judged after. Attributes are asked by themselves, as above
#: a breadcrumb.
_BYLINES: Final = (
    './/@rel[.="author"]/.. | .//@itemprop[.="author"]/..'
    ' | .//@class[contains(.,"author") or contains(.,"byline")]/..'
)
_MARKED: Final = XPath(_BYLINES)
#: Links to the pages of authors too, where the page mentions any.
_MARKED_OR_LINKED: Final = XPath(
    f'{_BYLINES} | .//@href[contains(.,"/author/") or contains(.,"/authors/")]/..'
)
_NAMED: Final = XPath('.//*[@itemprop="name"]')
_BYLINE_CLASS = re.compile(r"byline|author-name|author__name|post-author|entry-author")
#: Most elements of one rank looked at.
_MOST_BYLINES: Final = 30
_LEAD = re.compile(
    r"^(?:(?:written|posted|published|reviewed|words|story|report(?:ed)?|authored|blog|article"
    r"|(?:guest )?post)?"
    r"\s*(?:and edited )?\bby\b|(?:gan|par|por)\s(?=[^\W\d_])|authors?\s*:|author\b|words\s*:"
    r"|contributors?\s*:|posted by|from)\s*:?\s*",
    re.I,
)
# "By A", "Written by: A", "Published August 7, 2023 by A": after other words "by" needs a date before it.
_BY_LINE = re.compile(
    r"^(?:(?:written|posted|published|authored|words|article|blog|post)\s+)?by\s*:?\s*(?P<names>\S.{1,140})$"
    r"|^.{0,60}\d.{0,40}\bby\s*:?\s+(?P<dated>[^\W\d_].{1,140})$|^authors?\s*:\s*(?P<labelled>\S.{1,140})$",
    re.I,
)
_SIGNED = re.compile(r"(?:[Ww]ritten|[Ww]ords) by:?\s+(?P<name>[^\W\d_a-z][^.!?]{3,60})$")
_SIGNS_OF_BYLINE: Final = ("by", "author")
_BARE_BY = re.compile(r"(?:(?:written|posted|published)\s+)?by\s*:?|authors?\s*:?", re.I)
# What ends the names in a byline: a date, a section, a reading time.
_AFTER = re.compile(
    r"\s*(?:\bon\s+(?=\w+\s+\d|\d)|\bin\s+(?=[A-Z])|[|•·–—]|\s-\s|\b(?:updated|published|last|posted)\b|\bat\s+\d"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+[A-Z][a-z]{2}|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:mon|tue|wed|thu|fri|sat|sun)\.,?\s)"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s+\d|\d{4}|\().*$",
    re.I | re.S,
)
# One of these stands in whatever the pattern finds: a mark or a figure, or a word.
_AFTER_MARK = re.compile(r"[\d|•·–—(]| - ")
_AFTER_WORDS: Final = frozenset(
    (
        *("on", "in", "updated", "published", "last", "posted"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
_TRAILING_SIGNS: Final = ("on", "in", "for", "riter", "ditor", "eporter", "ournalist")
_TRAILING = re.compile(
    r"(?P<one>\S{3,})\s+on\s*$|(?P<name>\S+ \S+)\s+(?:on|in|for"
    r"|(?:[Ss]enior |[Ss]taff )?(?:[Ww]riter|[Ee]ditor|[Rr]eporter|[Jj]ournalist))\s*$"
)
_SPLIT = re.compile(r"\s*(?:,\s*and\s+|,|;|\||\s&\s|\s+and\s+|\s+with\s+|\n)\s*", re.I)
_SPLIT_SIGNS: Final = (",", ";", "|", "&", "and", "with")
#: A body that names its subject, in which "and" joins two subjects rather than two bodies.
_BODY_OF = re.compile(
    r"\b(?:departments?|ministry|office|cent(?:re|er)s?|colleges?|institutes?|associations?|society|council"
    r"|schools?|faculty|commission(?:er)?|committee|federation|foundation|network|board|agency|academy"
    r"|partnership|alliance) (?:for|of|on) ",
    re.I,
)
#: What stands in the place of a name, or after one, and is none: accounts, roles, links, letters.
_NO_NAMES: Final = (
    r"(?:site ?)?admin(?:istrator)?",
    r"(?:guest |staff )?(?:authors?|bloggers?|writers?|contributors?|reporters?|editors?)",
    r"staff|root|default|user|super ?user|anonymous|unknown|none|null|undefined|n/?a|about|by|reviewed",
    r".{1,40}\buser",
    (
        r"(?:the )?(?:news ?|web ?|press |media |comms |communications |editorial |marketing )?"
        r"(?:desk|room|team|master|staff|office|officer)"
    ),
    r"editorial|press|communications|comms|marketing|fact checked",
    r"(?:view all posts|read more|posts by|see|more|share|follow)\b.*",
    r"ph\.?d\.?|m\.?d\.?|mba|rd|ms|msc|ma|ba|bsc|cpp|psp|jr\.?|sr\.?|[mco]be|facs|faclm|facm|cpa|cfa|llb|llm",
)
_ROLE = re.compile(rf"(?:{'|'.join(_NO_NAMES)})$", re.I)
_PROFESSOR = re.compile(r"(?:.* )?professor(?: of .*)?", re.I)
_ROLE_NAMES: Final = (
    "manager managers director directors officer officers executive editor editors reporter correspondent"
    " researcher adviser advisor consultant lecturer specialist coordinator secretary minister ombudsman"
    " coach expert educator ceo representative head chair founder"
)
#: Words of which none stands in a name.
_ROLE_WORDS: Final = frozenset(_ROLE_NAMES.split())
# The last is a host's name.
_NO_NAME_MARK = re.compile(
    r"\d|@|https?:|www\.|[<>{}\[\]=#…?!:]|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|[a-z]{2})$", re.I
)
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_ORGANISATION = re.compile(
    r"\b(?:ltd|limited|plc|inc|llc|foundation|trust|centre|center|council|department|ministry|office|agency"
    r"|commission(?:er)?|committee|institute|association|society|charity|university|college|school|academy"
    r"|partnership|network|alliance|federation|government|service|services|bureau|board|panel|group|team"
    r"|desk|staff|newsroom|media|magazine|press|studio|company|consulting|agency|library|observatory|nhs"
    r"|nspcc|online|strategies|store|project|coalition|campaign|union|forum|inspectorate|authority)\b",
    re.I,
)


def settle_authors(
    page: Metadata, entry_authors: tuple[str, ...], site_names: tuple[str, ...]
) -> tuple[tuple[str, ...], list[Fact]]:
    """Choose the authors: the first witness that names persons, else the first that names organisations.

    Organisations are facts of the field "organisation". The site's own name is no author: it would only
    repeat the source.
    """
    facts: list[Fact] = []
    own = {"".join(words(name)) for name in (*page.site_names, *site_names)}
    own |= {label.replace("-", "") for label in host_labels(page.url)}
    for witness, stated, organisation in _stated(page, entry_authors):
        for name in [line(stated)] if organisation else split_names(stated):
            body = organisation or _is_organisation(name, "".join(words(name)) in own)
            fact = Fact("organisation" if body else "author", name, witness)
            if fact not in facts:
                facts.append(fact)
    others = [fact for fact in facts if "".join(words(fact.value)) not in own]
    return _first(facts, "author") or _first(others, "organisation"), facts


def is_body(name: str) -> bool:
    """Whether a name holds a word that only names of bodies hold."""
    return bool(_ORGANISATION.search(name))


def _is_organisation(name: str, is_own: bool) -> bool:
    """Whether a name is a body's: by its words; for the site's own name unless it is built like a person's.

    People publish under their own names, so a site's name of two or three capitalised words may be one; of
    capitals alone it is a brand.
    """
    if _ORGANISATION.search(name) or (is_own and name.isupper()):
        return True
    return is_own and not re.fullmatch(r"(?!The )[^\W\d_][\w.'’-]*(?: [A-Z][\w.'’-]*){1,2}", name)


def split_names(text: str) -> list[str]:
    """The names in a byline, each once, without "By", roles, dates and what else stands around them."""
    bare = _without_lead(line(text))
    if _AFTER_MARK.search(bare) or not _AFTER_WORDS.isdisjoint(words(bare)):
        bare = _AFTER.sub("", bare)
    parts = _parts(bare) if any(map(bare.casefold().__contains__, _SPLIT_SIGNS)) else [bare]
    names = [_without_trail(_without_lead(name)).strip(" .,:;-–—|/\"'") for name in parts]
    return list(dict.fromkeys(name for name in names if _is_name(name)))


def _parts(bare: str) -> list[str]:
    """The parts of a list of names; "Royal College of Paediatrics and Child Health" is one body."""
    first, *others = _SPLIT.split(bare)
    parts = [first]
    for mark, part in zip(_SPLIT.findall(bare), others, strict=True):
        if mark.strip() in ("and", "&") and _BODY_OF.search(parts[-1]) and not _ORGANISATION.search(part):
            parts[-1] += mark + part
        else:
            parts.append(part)
    return parts


def _without_lead(text: str) -> str:
    """A byline without what introduces it."""
    found = _LEAD.match(text)
    return text[found.end() :] if found else text


def _without_trail(name: str) -> str:
    found = _TRAILING.search(name) if name.rstrip().endswith(_TRAILING_SIGNS) else None
    return name[: found.end(found.lastgroup or 0)] if found else name


def _is_name(name: str) -> bool:
    most = _MOST_WORDS_OF_BODY if _ORGANISATION.search(name) else _MOST_WORDS
    if not SHORTEST <= len(name) <= LONGEST or len(name.split()) > most:
        return False
    if _NO_NAME_MARK.search(name) or not _TWO_LETTERS.search(name):
        return False
    if _ROLE.match(name) or not _ROLE_WORDS.isdisjoint(words(name)):
        return False
    return "professor" not in name.casefold() or not _PROFESSOR.fullmatch(name)


def _first(facts: list[Fact], field: str) -> tuple[str, ...]:
    """The names the first witness gives that gives any."""
    chosen = [fact for fact in facts if fact.field == field]
    seen: dict[str, str] = {}
    for fact in chosen:
        if fact.witness is chosen[0].witness:
            seen.setdefault("".join(words(fact.value)), fact.value)
    return tuple(seen.values())


def _stated(page: Metadata, entry_authors: tuple[str, ...]) -> Iterator[tuple[Witness, str, bool]]:
    for name in entry_authors:
        yield Witness.FEED, name, False
    for author in page.linked.authors:
        yield Witness.JSON_LD, author.name, author.organisation
    for meta in _META_NAMES:
        if meta == "twitter:data1" and "writ" not in page.meta("twitter:label1").lower():
            continue
        for name in page.metas.get(meta, ()):
            yield Witness.META, name, False
    for text in _bylines(page):
        yield Witness.VISIBLE_TEXT, text, False


def _bylines(page: Metadata) -> Iterator[str]:
    marked = _MARKED_OR_LINKED if page.mentions("/author/", "/authors/") else _MARKED
    for ranked in _ranked(marked(page.root)) if _may_be_marked(page) else ():
        found = [text for element in islice(ranked, _MOST_BYLINES) if (text := _byline(element))]
        if found:
            yield from found[:4]
            return
    for text, following in pairwise((*page.surroundings, "")):
        if not any(map(text.casefold().__contains__, _SIGNS_OF_BYLINE)):
            continue
        match = _BY_LINE.match(f"{text} {following}" if _BARE_BY.fullmatch(text) else text)
        names = (match["names"] or match["dated"] or match["labelled"]) if match else ""
        if any(name[0].isupper() for name in split_names(names)):
            yield names
            return
    yield from _signature(page)


def _signature(page: Metadata) -> Iterator[str]:
    """The name in a short line "Written by" somewhere in the page, as many blogs put it below the text."""
    if not page.mentions("ritten by", "ords by"):
        return
    signed = {
        match["name"]
        for element in page.root.iter("p", "h2", "h3", "h4", "h5", "h6", "strong", "em", "span", "div")
        if not len(element) and (match := _SIGNED.match(line(element.text))) and not _is_far(element)
    }
    if len(signed) == 1:
        yield from signed


def _may_be_marked(page: Metadata) -> bool:
    """Whether the markup may name an author: every other page speaks of local authorities."""
    markup = page.markup
    return markup is None or "byline" in markup or markup.count("author") > markup.count("authorit")


def _ranked(marked: list[HtmlElement]) -> tuple[Iterable[HtmlElement], ...]:
    """The elements marked as bylines by the way in which they are, the most deliberate way first."""
    ranks: tuple[list[HtmlElement], ...] = ([], [], [], [], [], [])
    for element in marked:
        names, address = element.get("class") or "", element.get("href") or ""
        signs = (
            element.get("rel") == "author",
            element.get("itemprop") == "author",
            "author" in names and "author-name" in names.split(),
            "author" in names and "author" in names.split(),
            bool(names) and bool(_BYLINE_CLASS.search(names)),
            "/author/" in address or "/authors/" in address,
        )
        for rank in compress(ranks, signs):
            rank.append(element)
    by = ranks[1]
    return (ranks[0], (name for element in by for name in _NAMED(element)), *ranks[1:])


def _byline(element: HtmlElement) -> str:
    text = line(text_of(element))
    if not 4 <= len(text) <= _LONGEST_BYLINE:
        return ""
    return "" if _is_far(element) or not split_names(text) else text


def _is_far(element: HtmlElement) -> bool:
    """Whether a byline stands in a menu, a footer or a box about other pages."""
    for above in (element, *element.iterancestors()):
        names = f"{above.get('class') or ''} {above.get('id') or ''}".lower()
        if above.tag in ("footer", "nav") or "menu" in names or "related" in names:
            return True
        if above.tag == "aside" and "author" not in names and "byline" not in names:
            return True
    return False
