"""Does a publication announce a website? New sites have no feed; whoever starts one says so and links to it.

Precision before recall: a link counts only when words of a launch belong to it. Those are, strongest first,
the link's own words ("our new website"); the sentence around them, or around the name of the site ("Harbour
has launched today"); an invitation right after such a sentence ("Visit it at …"); and a title or text that
announces a website when the publication has just one link that it can mean.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from scraper.discovery import website_words as said
from scraper.discovery.shared_hosts import is_home, is_landing
from scraper.discovery.text import plain, shorten

#: Characters: of a text that is searched, of a sentence, of the words that are kept.
_MOST_TEXT: Final = 60_000
_LONGEST_SENTENCE: Final = 800
_LONGEST_WORDS: Final = 300
#: Links that are looked at, first come first: a publication with more to unknown sites is a directory.
_MOST_SITES: Final = 20
#: A name has at most so many words; a host's label of fewer characters is found anywhere by chance.
_MOST_NAME_WORDS: Final = 8
_LEAST_LABEL: Final = 4

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])|\n+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Outbound:
    """A link of a publication: absolute address, words, registrable domain."""

    url: str
    words: str
    domain: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announced website: its address, the words that announce it, and its name when they tell one."""

    url: str
    words: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a link, or the name of its site, stands: a sentence, what is before and after it there."""

    sentence: str
    before: str
    after: str
    previous: str = ""
    named: bool = False


@dataclass(frozen=True, slots=True)
class _Text:
    """A publication's title and sentences, the same folded for search, and those that may announce."""

    sentences: tuple[str, ...]
    folded: tuple[str, ...]
    stirring: tuple[str, ...]


def announced_sites(
    title: str, text: str, links: Sequence[Outbound], fresh: Collection[str]
) -> tuple[Announcement, ...]:
    """The websites that a publication announces, one for each domain.

    Args:
        title: the publication's title.
        text: its text, paragraphs on lines of their own.
        links: all links of its text.
        fresh: the domains among them that may be new; its own is not.
    """
    sites = [link for link in links if link.domain in fresh and is_landing(link.url)]
    del sites[_MOST_SITES:]
    if not sites:
        return ()
    read = _read(title, text)
    if not read.stirring and not any(said.STIRS.search(link.words) for link in sites):
        return ()
    common = Counter(link.words.casefold() for link in links)
    found: dict[str, Announcement] = {}
    for link in sites:
        words = _announcing(link, read, alone=common[link.words.casefold()] == 1)
        if words is not None:
            found.setdefault(link.domain, _announcement(link, words))
    if found:
        return tuple(found.values())
    return tuple(_only_one(sites, read.sentences))


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; a heading, a paragraph and an item of a list end one too."""
    return [plain(part)[:_LONGEST_SENTENCE] for part in _SENTENCE_END.split(text) if part.strip()]


def site_name(words: str) -> str | None:
    """The name of a site in the words of a link ("Visit the Harbour website": Harbour); None when none."""
    words = plain(words)
    match = said.AROUND_NAME.match(words)
    name = match["name"].strip(" \"'“”‘’:–—-.,!") if match else ""
    if not name or said.GENERIC.fullmatch(words) or said.ADDRESS.fullmatch(name):
        return None
    if len(name.split()) > _MOST_NAME_WORDS or not (name[0].isupper() or name[0].isdigit()):
        return None
    return None if said.DOCUMENTS.search(name) or said.SAYS.search(name) else name


def _read(title: str, text: str) -> _Text:
    sentences = (plain(title), *split_sentences(text[:_MOST_TEXT]))
    stirring = tuple(filter(said.STIRS.search, sentences))
    return _Text(sentences, tuple(sentence.casefold() for sentence in sentences), stirring)


def _announcement(link: Outbound, words: str) -> Announcement:
    return Announcement(link.url, shorten(words, _LONGEST_WORDS), site_name(link.words))


def _announcing(link: Outbound, read: _Text, *, alone: bool) -> str | None:
    """The sentence, or the link's words, by which a link is announced; None when it is not.

    `alone` says that no other link has the same words, so that what is said around them is meant for it.
    """
    places = list(_places(link, read, by_words=alone))
    if any(said.NOT_A_LAUNCH.search(place.sentence) for place in places if not place.named):
        return None
    if _says_so_itself(link, places):
        return next((place.sentence for place in places if not place.named), plain(link.words))
    for place in places:
        if _is_launched(link, place) or _is_the_site(link, place):
            return place.sentence
    return next((place.previous for place in places if _is_invited(link, place)), None)


def _places(link: Outbound, read: _Text, *, by_words: bool) -> Iterator[_Place]:
    """Where a link's words stand, then where the name of its site does.

    A title holds no links: "New website" there is not the link "Website" below.
    """
    words = plain(link.words)
    folded = words.casefold() if by_words else ""
    exact = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.I)
    for number, sentence in enumerate(read.sentences):
        if number and folded and folded in read.folded[number]:
            previous = read.sentences[number - 1] if number > 1 else ""
            for match in exact.finditer(sentence):
                yield _Place(sentence, sentence[: match.start()], sentence[match.end() :], previous)
    names = _names(link)
    for sentence in read.stirring:
        for start, end in _spans(sentence, names):
            yield _Place(sentence, sentence[:start], sentence[end:], named=True)


def _names(link: Outbound) -> frozenset[str]:
    """What the site may be called, letters and digits only: the name in the link, the label of its host."""
    host = (urlsplit(link.url).hostname or "").removeprefix("www.")
    label = _compact(host.split(".")[0])
    name = _compact(site_name(link.words) or "")
    return frozenset(each for each in (label, name) if len(each) >= _LEAST_LABEL and not each.isdigit())


def _compact(text: str) -> str:
    return "".join(_WORD.findall(text)).casefold()


def _spans(sentence: str, names: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where consecutive words make one of the names: "Plan 24-30" makes "plan2430"."""
    tokens = list(_WORD.finditer(sentence))
    for first, token in enumerate(tokens):
        joined = ""
        for last in tokens[first : first + _MOST_NAME_WORDS]:
            joined += last[0].casefold()
            if joined in names and (token[0][0].isupper() or token[0][0].isdigit()):
                yield token.start(), last.end()


def _says_so_itself(link: Outbound, places: Sequence[_Place]) -> bool:
    """The link's own words announce: "our new website", "Visit the new hub"."""
    if not said.ANNOUNCES.search(link.words):
        return False
    return not any(_is_publisher(place) for place in places if not place.named)


def _is_launched(link: Outbound, place: _Place) -> bool:
    """The link is what is launched: "has launched Harbour", "Harbour goes live today"."""
    if not is_home(link.url) or _is_doubtful(link, place) or said.POSSESSIVE.match(place.after):
        return False
    if said.DOCUMENTS.search(" ".join(place.after.split()[:2])) and place.after[:1].isspace():
        return False
    if said.STARTS.match(place.after) and not said.ATTRIBUTES.search(place.before):
        return True
    return bool(said.LAUNCHED.search(place.before))


def _is_the_site(link: Outbound, place: _Place) -> bool:
    """The sentence announces a website, and the link stands where its name or its address does."""
    if not said.ANNOUNCES.search(place.sentence) or _is_publisher(place):
        return False
    if said.IS_SITE.match(place.after):
        return not said.ATTRIBUTES.search(place.before)
    if said.SITE_NEXT.match(place.after):
        return not said.OWN_SITE.search(place.sentence)
    words = plain(link.words)
    if not place.named and (said.SITE.search(words) or said.GENERIC.fullmatch(words)):
        return not said.ATTRIBUTES.search(place.before) and not said.DOCUMENTS.search(words)
    return not _is_doubtful(link, place) and _follows_site(place.before)


def _follows_site(before: str) -> bool:
    """Whether the words before a link end in a site and lead on to its name or address."""
    ends = [match.end() for match in said.SITE.finditer(before)]
    if not ends:
        return False
    between = before[ends[-1] :]
    return bool(said.NAMED_NEXT.match(between)) and not said.PARTNERS.search(between)


def _is_invited(link: Outbound, place: _Place) -> bool:
    """The sentence before announces a website, and this one sends the reader to it."""
    words = plain(link.words)
    meant = said.GENERIC.fullmatch(words) or said.ADDRESS.fullmatch(words)
    return bool(
        meant
        and not place.named
        and said.INVITES.search(place.sentence)
        and said.ANNOUNCES.search(place.previous)
        and not said.OWN_SITE.search(place.previous)
        and not said.NOT_A_LAUNCH.search(place.previous)
        and not said.SENT_ELSEWHERE.search(place.sentence)
    )


def _is_publisher(place: _Place) -> bool:
    """Whether the link is who launches, or whom something is launched with, not what is launched."""
    acts = said.ACTS.match(place.after) and not said.STARTS.match(place.after)
    return bool(acts or said.POSSESSIVE.match(place.after))


def _is_doubtful(link: Outbound, place: _Place) -> bool:
    words = plain(link.words)
    return bool(
        said.DOCUMENTS.search(words) or said.BODIES.search(words) or said.NOT_A_LAUNCH.search(place.sentence)
    )


def _only_one(sites: Sequence[Outbound], sentences: Sequence[str]) -> Iterator[Announcement]:
    """Title or text announce a website, and one link alone can be meant: "Visit the website", an address."""
    if len({link.domain for link in sites}) != 1:
        return
    link = sites[0]
    words = plain(link.words)
    if not (said.GENERIC.fullmatch(words) or said.ADDRESS.fullmatch(words) or said.SITE.search(words)):
        return
    around = [sentence for sentence in sentences[1:] if words and words.casefold() in sentence.casefold()]
    if any(said.SENT_ELSEWHERE.search(each) or said.NOT_A_LAUNCH.search(each) for each in around):
        return
    if around and said.ADDRESS.fullmatch(words) and not any(map(said.INVITES.search, around)):
        return
    for sentence in sentences:
        vetoed = said.OWN_SITE.search(sentence) or said.NOT_A_LAUNCH.search(sentence)
        if said.ANNOUNCES.search(sentence) and not vetoed:
            yield _announcement(link, sentence)
            return
