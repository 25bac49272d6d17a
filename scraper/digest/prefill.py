"""What a new entry begins with: all that the house profile and the publication say, and none of her words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from scraper.digest.house import House, Worded
from scraper.digest.house_style import TO_BE_WRITTEN
from scraper.digest.model import DigestEntry, DigestLink, SourceLine
from scraper.outcomes import Kind, Nation
from scraper.sources.definition import SourceDefinition

#: Kinds that say little of what a thing is: its title may say more.
BROAD = frozenset({Kind.GUIDANCE, Kind.REPORT, Kind.WEBSITE, Kind.OTHER})
#: Kinds that announce a document, and the documents they announce.
ANNOUNCING = frozenset({Kind.NEWS, Kind.PRESS_RELEASE})
DOCUMENTS = frozenset(
    {Kind.REPORT, Kind.RESEARCH, Kind.GUIDANCE, Kind.BRIEFING, Kind.STATISTICS, Kind.CONSULTATION}
)
#: Characters of a text that are read for its heading, and how often a topic's words have to stand there.
_READ, _OFTEN = 3_000, 3
_HOME_NATIONS = (Nation.ENGLAND, Nation.NORTHERN_IRELAND, Nation.SCOTLAND, Nation.WALES)
#: An opening mark stands at the start, after a blank or a bracket, and not before "90s"; any other closes,
#: or is an apostrophe.
_OPENS = re.compile(r"(^|[\s(\[‘“/-])(['\"])(?!\d\ds\b)(?=\S)")
_SMALL = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "&"})


@dataclass(frozen=True, slots=True)
class Material:
    """What is known of a publication that an entry is made of.

    Attributes:
        title, url, kind, text: of the publication; `url` is its canonical address.
        publisher: as the house names it, with its abbreviation.
        slug: of its source.
        nations: where it applies.
        is_pdf: whether the address is a PDF's.
        file: address of the PDF that the page stands for, None when there is none.
        beside: a document and what announces it, of the same story and source: (kind, title, address).
    """

    title: str
    url: str
    kind: Kind
    text: str
    publisher: str
    slug: str
    nations: tuple[Nation, ...] = ()
    is_pdf: bool = False
    file: str | None = None
    beside: tuple[tuple[Kind, str, str], ...] = ()


def new_entry(material: Material, house: House) -> DigestEntry:
    """The entry as far as it can be filled in; what is to be written is left open."""
    suggested = suggest_heading(material.title, material.text, house.topics) if house.headings else None
    lead = f"{material.publisher} {house.openings[material.kind]} {TO_BE_WRITTEN}"
    place = nation_words(material.nations, material.publisher)
    source = SourceLine(spelt_by_house(material.publisher, house))
    return DigestEntry(
        heading=suggested[0] if suggested else TO_BE_WRITTEN,
        summary=(spelt_by_house(f"{lead} {place}." if place else lead, house),),
        links=tuple(new_links(material, house)),
        source=source if house.wants_source_line(material.slug) else None,
    )


def new_links(material: Material, house: House) -> list[DigestLink]:
    """The link of the publication, and where the house wants one a second: its file, or what goes with it."""
    title = spelt_by_house(material.title, house)
    label = label_for(material.kind, material.title, house)
    links = [DigestLink(label, title, material.url, media="PDF" if material.is_pdf else "")]
    if not house.second_link:
        return links
    if material.file and material.file != material.url:
        links.append(DigestLink(house.labels_of_files[material.kind], title, material.file, media="PDF"))
    goes_with = DOCUMENTS if material.kind in ANNOUNCING else ANNOUNCING
    for kind, words, url in material.beside:
        if material.kind in DOCUMENTS | ANNOUNCING and kind in goes_with and len(links) == 1:
            links.append(DigestLink(label_for(kind, words, house), spelt_by_house(words, house), url))
    return links


def label_for(kind: Kind, title: str, house: House) -> str:
    """The label of a link: by the words of its title where its kind says little, else by its kind."""
    if kind in BROAD:
        for each in house.labels_by_title:
            if _words_of(each.words).search(title):
                return each.name
    return house.labels[kind]


def suggest_heading(title: str, text: str, topics: Sequence[Worded]) -> tuple[str, str] | None:
    """The house's heading for a publication, and the words that suggest it; None when none does.

    The title decides; where it names no topic, the one whose words stand most often at the text's beginning.
    """
    for each in topics:
        if found := _words_of(each.words).search(title):
            return each.name, found[0]
    counts = [(len(_words_of(each.words).findall(text[:_READ])), each) for each in topics]
    most, best = max(counts, key=lambda count: count[0], default=(0, None))
    if best is None or most < _OFTEN:
        return None
    found = _words_of(best.words).search(text)
    return best.name, found[0] if found else ""


@lru_cache(maxsize=256)
def _words_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Finds words whole, in any case; abbreviations only in capitals; apostrophes however they are set."""
    parts = []
    for word in words:
        pattern = re.escape(word).replace("’", "['’]")
        parts.append(pattern if word.isupper() else f"(?i:{pattern})")
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def nation_words(nations: Sequence[Nation], publisher: str) -> str:
    """Where a publication applies, as a sentence ends: "in Wales"; "" when it is all of the UK.

    A publisher whose name says it needs no more words.
    """
    at_home = [nation.value for nation in _HOME_NATIONS if nation in nations]
    if not 0 < len(at_home) < len(_HOME_NATIONS) or Nation.UK in nations:
        return ""
    if all(nation in publisher for nation in at_home):
        return ""
    head, last = ", ".join(at_home[:-1]), at_home[-1]
    return f"in {head} and {last}" if head else f"in {last}"


def publisher_of(definition: SourceDefinition, *, press: bool = False) -> str:
    """A source as the digest names it: what it is attributed to, with its abbreviation at first use.

    The abbreviation is one of its other names that is made of its initials; the press goes without.
    """
    name = definition.attribution
    if press or "(" in name:
        return name
    short = next((each for each in definition.names if is_abbreviation(each, name)), "")
    return f"{name} ({short})" if short else name


def is_abbreviation(short: str, name: str) -> bool:
    """Whether a name is another's initials: "DfE" of "Department for Education"."""
    if not 2 <= len(short) <= 8 or not short.isalpha() or not any(char.isupper() for char in short[1:]):
        return False
    words = re.findall(r"[^\W_]+|&", name.replace("’", "").replace("'", ""))
    every = "".join(word[0] for word in words if word != "&").lower()
    main = "".join(word[0] for word in words if word.lower() not in _SMALL).lower()
    return short.lower() in {every, main}


def spelt_by_house(text: str, house: House) -> str:
    """A title or name with its marks as the house sets them; the words stay."""
    return curled(text) if house.curly_titles else text


def curled(text: str) -> str:
    """Straight quotation marks and apostrophes curled, three full stops made one character."""
    opened = _OPENS.sub(lambda found: found[1] + ("‘" if found[2] == "'" else "“"), text)
    return opened.replace("'", "’").replace('"', "”").replace("...", "…")
