"""What ties two publications: links, titles, shared text, likeness of words; told to an editor in words."""

import re
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from scraper.identity.apart import OWN_PAPERS, SERIES_DAYS, are_own_papers, one_form
from scraper.identity.editions import series, titles_conflict
from scraper.identity.fingerprint import tokens
from scraper.identity.memory import EVERYBODYS, named_titles
from scraper.identity.story_words import Bags, Counts, as_written, bags, cosine, names, stems, vector
from scraper.identity.urls import host_of, registrable_domain, url_key

#: Days between two publications that a link or a title may tie.
LONG_WINDOW: Final = 60
#: From so many days on a link more often leads to the background than to the subject.
_BACKGROUND_FROM: Final = 14
#: Least likeness (0–1) of two publications that a tie joins: where one leads to the other, where both lead to
#: the same, where the tie leads far back.
_LEAST_DIRECT: Final = 0.10
_LEAST_SHARED: Final = 0.18
_LEAST_BACKGROUND: Final = 0.25
#: Links kept of one publication; more of them are a list.
MOST_LINKS: Final = 40
#: An answer to a report comes later than so many days; what is nearer tells of the answer.
_ANSWER_DAYS: Final = 10
#: Words a title has to have to be looked for in a text, with quotation marks and without.
_LEAST_QUOTED: Final = 2
_LEAST_TITLE: Final = 4
#: Words told to an editor.
_MOST_TOLD: Final = 5


_ROUNDUP = re.compile(
    r"\bround-?\s?up\b|\bnewsletter\b|\b(?:this|the|last) (?:week|month) in\b|\bin brief\b"
    r"|\b(?:weekly|monthly|daily) (?:digest|briefing|news|update)\b|\bmay have missed\b|\bweek in review\b",
    re.IGNORECASE,
)
#: A year that something is compared with, or aimed at, is not the year of an edition.
_OTHER_YEAR = re.compile(
    r"\b(?:since|than in|than|compared (?:with|to)|by|until|before|after|from)\s+(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_HEAD_END = re.compile(r"\s*(?::|\s[-–—|]\s|\?)\s*")

#: Sites that everybody links to: law, licences, standards, shops, networks, forms, donations, encyclopedias.
_REFERENCE = """
legislation.gov.uk data.gov.uk w3.org creativecommons.org opensource.org gnu.org apache.org python.org
apps.apple.com itunes.apple.com play.google.com amazon.co.uk facebook.com twitter.com x.com instagram.com
linkedin.com youtube.com youtu.be tiktok.com threads.net bsky.app pinterest.com whatsapp.com t.me vimeo.com
flickr.com spotify.com soundcloud.com eventbrite.co.uk eventbrite.com surveymonkey.com forms.gle
docs.google.com forms.office.com typeform.com smartsurvey.co.uk mailchi.mp justgiving.com wikipedia.org
childline.org.uk samaritans.org nomisweb.co.uk
"""
_REFERENCE_SITES: Final = frozenset(_REFERENCE.split())
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|ods|odt|csv|pptx?)$", re.IGNORECASE)
_SECTION = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|authors?|search|login)(?=[/?#]|$)"
    r"|/(?:donate|contact[^/]*|newsletter[^/]*|subscribe|privacy[^/]*|cookies?[^/]*|about(?:-us)?|events?|jobs"
    r"|vacancies|accessibility[^/]*)/?(?=$|[?#])",
    re.IGNORECASE,
)


class Relation(StrEnum):
    """How a publication is tied to another one of its story."""

    TEXT = "shared-text"
    LINK = "link"
    SAME_LINK = "same-link"
    TITLE = "title"
    SAME_TITLE = "same-title"
    WORDS = "words"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Profile:
    """A publication as stories see it.

    Attributes:
        id: of the publication.
        source: of its source.
        title: its title.
        day: when it came out, as far as is known.
        bags: its words.
        publisher: the name of its source, as words in one line.
        own_names: the same as `Bags.names` has it.
        keys: the addresses it goes by.
        links: keys of the addresses that its text leads to, without what everybody links.
        named: titles its lead sets in quotation marks, as words.
        body: the words of its lead in one line, to look for titles in.
        related: what is known of the text it shares with others, in words, by publication.
    """

    id: int
    source: int | str
    title: str
    day: date
    bags: Bags
    publisher: str = ""
    own_names: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    named: frozenset[tuple[str, ...]] = frozenset()
    body: str = ""
    related: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_roundup(self) -> bool:
        """Whether the title says that it collects stories."""
        return bool(_ROUNDUP.search(self.title))


@dataclass(frozen=True, slots=True)
class Tie:
    """What one publication has to do with another.

    Attributes:
        days: between them.
        score: how alike their words are (0–1).
        strong: links, titles, shared text: relation and words for an editor.
        conflict: why they cannot be of one story, None when nothing says so.
        names, figures: rare ones that both have, the publishers' own names left out.
        publisher: the source of one, when the other names it; "" when neither does.
        words: the words that make them alike, for an editor.
    """

    days: int
    score: float
    strong: tuple[tuple[Relation, str], ...]
    conflict: str | None
    names: frozenset[str]
    figures: frozenset[str]
    publisher: str
    words: str


class Scale:
    """Publications as vectors, under one count of words; each is weighed once.

    Args:
        counts: how common their words are.
        everybodys: keys that too many publications link to for them to tell anything.
    """

    def __init__(self, counts: Counts, everybodys: Set[str] = frozenset()) -> None:
        self.counts, self.everybodys = counts, everybodys
        self._weighed: dict[int, tuple[dict[str, float], ...]] = {}

    def vectors(self, profile: Profile) -> tuple[dict[str, float], ...]:
        """Title, lead and body of a publication, each of length 1."""
        if profile.id not in self._weighed:
            held = profile.bags
            self._weighed[profile.id] = tuple(
                vector(bag, self.counts) for bag in (held.title, held.lead, held.body)
            )
        return self._weighed[profile.id]

    def likeness(self, a: Profile, b: Profile) -> float:
        """Mean of three cosines (0–1): leads, bodies, and the better of title in body either way."""
        title_a, lead_a, body_a = self.vectors(a)
        title_b, lead_b, body_b = self.vectors(b)
        titles = max(cosine(title_a, body_b), cosine(title_b, body_a))
        return (cosine(lead_a, lead_b) + cosine(body_a, body_b) + titles) / 3

    def shared(self, a: Profile, b: Profile) -> list[str]:
        """The words that make two leads alike, the weightiest first."""
        lead_a, lead_b = self.vectors(a)[1], self.vectors(b)[1]
        common = {word: weight * lead_b[word] for word, weight in lead_a.items() if word in lead_b}
        return sorted(common, key=lambda word: (-common[word], word))


def profile(
    number: int,
    source: int | str,
    title: str,
    text: str,
    day: date,
    *,
    keys: Iterable[str] = (),
    links: Iterable[str] = (),
    publisher: str = "",
    related: Mapping[int, str] | None = None,
) -> Profile:
    """A publication as stories see it; `links` are keys as `link_keys` gives them."""
    return Profile(
        id=number,
        source=source,
        title=title,
        day=day,
        bags=bags(title, text),
        own_names=names(publisher),
        publisher=f" {' '.join(tokens(publisher.removeprefix('The ')))} ",
        keys=frozenset(keys),
        links=frozenset(links),
        named=frozenset(series(each) for each in named_titles(text)),
        body=f" {' '.join(tokens(' '.join(text.split()[:250])))} ",
        related=related or {},
    )


def link_keys(urls: Iterable[str], own: Collection[str] = ()) -> frozenset[str]:
    """Keys of the addresses that tell what a text is about: no sections of a site, no reference works.

    Args:
        urls: of the links in the text.
        own: keys of the publication itself.
    """
    keys = dict.fromkeys(key for url in urls if (key := url_key(url)))
    telling = [key for key in keys if key not in own and _is_telling(key)]
    return frozenset(telling[:MOST_LINKS])


def _is_telling(key: str) -> bool:
    host = host_of(key)
    if host in _REFERENCE_SITES or registrable_domain(host) in _REFERENCE_SITES:
        return False
    return not _SECTION.search(key)


def is_document(key: str) -> bool:
    """Whether a key leads to one document or page rather than to a site or a section of it."""
    parts = urlsplit(key)
    segments = [each for each in parts.path.split("/") if each]
    if not segments:
        return False
    last = segments[-1]
    return bool(
        _FILE.search(last) or last.count("-") >= 2 or any(map(str.isdigit, last)) or len(segments) >= 3
    )


def tie(a: Profile, b: Profile, scale: Scale) -> Tie:
    """What publication `a` has to do with `b`; said of `a`."""
    days = abs((a.day - b.day).days)
    score = scale.likeness(a, b)
    rare = scale.counts.is_rare
    written = [*tokens(a.title), *a.body.split()]
    shared = [as_written(each, written) for each in scale.shared(a, b)[:_MOST_TOLD]]
    return Tie(
        days=days,
        score=score,
        strong=tuple(_strong(a, b, days, score, scale.everybodys)),
        conflict=_conflict(a, b, days),
        names=frozenset(filter(rare, (a.bags.names & b.bags.names) - a.own_names - b.own_names)),
        figures=frozenset(filter(rare, a.bags.figures & b.bags.figures)),
        publisher=_publisher(a, b),
        words=f"says in other words: {', '.join(shared)}" if shared else "no telling word in common",
    )


def _publisher(a: Profile, b: Profile) -> str:
    """The publisher of one, when the other is somebody else's and names it."""
    for one, other in ((a, b), (b, a)):
        if a.source != b.source and one.publisher.strip() and one.publisher in other.body:
            return one.publisher.strip()
    return ""


def _strong(
    a: Profile, b: Profile, days: int, score: float, everybodys: Set[str]
) -> Iterable[tuple[Relation, str]]:
    words = a.related.get(b.id) or b.related.get(a.id)
    if words and a.source != b.source:  # what one source says twice is more often its template
        yield Relation.TEXT, words
    if days > LONG_WINDOW:
        return
    far = days > _BACKGROUND_FROM
    if score >= (_LEAST_BACKGROUND if far else _LEAST_DIRECT):
        yield from _leading(a, b)
        yield from _naming(a, b)
    if score >= (_LEAST_BACKGROUND if far else _LEAST_SHARED):
        yield from _sharing(a, b, everybodys)


def _leading(a: Profile, b: Profile) -> Iterable[tuple[Relation, str]]:
    if a.links & b.keys or b.links & a.keys:
        yield Relation.LINK, "one links to the other"


def _naming(a: Profile, b: Profile) -> Iterable[tuple[Relation, str]]:
    for one, other in ((a, b), (b, a)):
        if _names(one, other):
            yield Relation.TITLE, f"one quotes the other’s title, ‘{other.title}’"
            return


def _sharing(a: Profile, b: Profile, everybodys: Set[str]) -> Iterable[tuple[Relation, str]]:
    documents = sorted(key for key in (a.links & b.links) - everybodys if is_document(key))
    if documents:
        yield Relation.SAME_LINK, f"both link to the same document, {documents[0]}"
    if a.named & b.named:
        yield Relation.SAME_TITLE, f"both quote the same title, ‘{' '.join(min(a.named & b.named))}’"
    words = series(a.title)
    if len(words) >= _LEAST_TITLE and words == series(b.title):
        yield Relation.SAME_TITLE, "both have the same title"


def _names(a: Profile, b: Profile) -> bool:
    """Whether `a` names the title of `b`: in its words or, up to its colon, in quotation marks.

    Without quotation marks the beginning of a title may be the name of a body: "Review Board: annual report".
    """
    words = series(b.title)
    if len(words) >= _LEAST_TITLE and f" {' '.join(tokens(b.title))} " in a.body:
        return True
    head = series(_HEAD_END.split(b.title, maxsplit=1)[0])
    return any(
        len(part) >= _LEAST_QUOTED and not EVERYBODYS.issuperset(part) and part in a.named
        for part in (words, head)
    )


def _conflict(a: Profile, b: Profile, days: int) -> str | None:
    """Why two publications cannot tell of one thing: other editions, or an answer to what the other says.

    Forms of one work (a summary, an easy read version) are of one story.
    """
    others = _ANY_YEAR if days <= _BACKGROUND_FROM and _tells_of_later(a, b) else _OTHER_YEAR
    said = titles_conflict(others.sub(" ", a.title), others.sub(" ", b.title))
    if said and (
        not said.startswith("only one is ") or (said.endswith("a response") and days > _ANSWER_DAYS)
    ):
        return said
    if a.source != b.source:
        return _own_papers(a, b)
    if days >= SERIES_DAYS and series(a.title) == series(b.title):
        return "the same title on another day"
    linked = a.links & b.keys or b.links & a.keys
    return None if linked else one_form(stems(a.title), stems(b.title))


def _tells_of_later(a: Profile, b: Profile) -> bool:
    """Whether one leads to or names the other, whose title has a later year: the survey of 2026 is on 2025.

    To an earlier year's it leads for comparison.
    """
    for one, other in ((a, b), (b, a)):
        years, later = (re.findall(_ANY_YEAR, each.title) for each in (one, other))
        if years and later and max(years) < max(later) and (one.links & other.keys or _names(one, other)):
            return True
    return False


def _own_papers(a: Profile, b: Profile) -> str | None:
    """Why papers of one title are each about the body that has it: neither leads to the other or names it."""
    if not are_own_papers(a.title, b.title) or a.links & b.keys or b.links & a.keys or _publisher(a, b):
        return None
    return OWN_PAPERS
