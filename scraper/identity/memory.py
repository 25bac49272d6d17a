"""Did we run this? A publication against the links of past issues: the same, an update, a new edition.

Nothing is hidden by what is recalled here; an editor is told, in words, and decides.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from scraper.identity.editions import is_later_edition, is_update, series, titles_conflict
from scraper.identity.urls import host_of, registrable_domain, url_key
from scraper.items import Link

#: Fewer telling words name no publication by themselves: "Annual report", "News".
LEAST_WORDS = 3
_COMMON = """
accounts action annual briefing bulletin business consultation data evidence executive final
financial governance guidance guide impact interim issue launch letter meeting minutes monthly new
news newsletter number open our paper plan policy press progress quarterly release report research
response review statement statistics strategic strategy summary survey weekly work
"""
#: Words of titles that every publisher uses: a title of nothing else names no publication either.
EVERYBODYS = frozenset(_COMMON.split())
#: Words at a text's beginning in which the title of what it is about is looked for.
LEAD_WORDS = 250
#: Longest title in quotation marks, in characters; more is what somebody said.
LONGEST_QUOTED = 160

_QUOTED = re.compile(
    rf"‘([^‘“”\n]{{12,{LONGEST_QUOTED}}}?)’(?![\w’])|“([^“”\n]{{12,{LONGEST_QUOTED}}})”"
    rf"|(?<!\w)'([^'\n]{{12,{LONGEST_QUOTED}}})'(?!\w)|\"([^\"\n]{{12,{LONGEST_QUOTED}}})\""
)


class Relation(StrEnum):
    """What a publication has to do with something that was run."""

    SAME = "same"
    UPDATE = "update"
    EDITION = "edition"
    SAME_TITLE = "same-title"
    NAMES = "names"


#: What is said of a relation before the title that was run; of the same publication only where it was.
_SAID = {
    Relation.UPDATE: "update of",
    Relation.EDITION: "new edition of",
    Relation.SAME_TITLE: "the same title as",
    Relation.NAMES: "names",
}


@dataclass(frozen=True, slots=True)
class Ran:
    """One link of an entry of a past issue, or a title its summary names.

    `key` is the link's canonical URL key, None where the issue states no address; `issue` is how the issue is
    called when it has no date.
    """

    entry_id: int
    title: str
    key: str | None
    day: date | None
    issue: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A publication as it is looked for in past issues.

    Attributes:
        keys: canonical URL keys it goes by.
        files: keys of the documents its text links.
        title: as it was understood.
        named: titles its lead sets in quotation marks.
        updated: whether it came back changed.
    """

    keys: frozenset[str]
    files: frozenset[str]
    title: str
    named: tuple[str, ...] = ()
    updated: bool = False


@dataclass(frozen=True, slots=True)
class Recalled:
    """One relation to an entry that was run, in words for an editor."""

    entry_id: int
    relation: Relation
    words: str


def title_key(title: str) -> str:
    """What all editions of a title share, as 64 hex digits; "" for a title without a telling word."""
    words = series(title)
    return hashlib.sha256(" ".join(words).encode()).hexdigest() if words else ""


def named_titles(text: str) -> tuple[str, ...]:
    """Titles in quotation marks in the first words of a text, each once, in their order."""
    lead = " ".join(text.split()[:LEAD_WORDS])
    found = (next(filter(None, match.groups())) for match in _QUOTED.finditer(lead))
    titles = (title.strip(" ,.;:") for title in found)
    return tuple(dict.fromkeys(title for title in titles if _is_telling(series(title))))


def file_keys(links: Iterable[Link]) -> frozenset[str]:
    """The keys of the documents among links: what a landing page stands for."""
    files = (link.url for link in links if urlsplit(link.url).path.lower().endswith(".pdf"))
    return frozenset(key for url in files if (key := url_key(url)))


def recall(subject: Subject, ran: Sequence[Ran]) -> tuple[Recalled, ...]:
    """What was run of this publication or its series, the strongest relation to each entry.

    Args:
        subject: the publication.
        ran: links of past issues that share an address or a title key with it.
    """
    order = list(Relation)
    found: dict[int, Recalled] = {}
    for each in ran:
        relation = _relation(subject, each)
        if relation is None:
            continue
        earlier = found.get(each.entry_id)
        if earlier is None or order.index(relation) < order.index(earlier.relation):
            found[each.entry_id] = Recalled(each.entry_id, relation, _words(relation, each))
    return tuple(found.values())


def _relation(subject: Subject, ran: Ran) -> Relation | None:
    conflict = titles_conflict(subject.title, ran.title)
    if ran.key is not None and ran.key in subject.keys | subject.files:
        if conflict and is_later_edition(conflict):
            return Relation.EDITION
        return Relation.UPDATE if subject.updated and ran.key in subject.keys else Relation.SAME
    if series(subject.title) == series(ran.title) and _names_one_work(subject, ran):
        if conflict:
            return Relation.EDITION if is_later_edition(conflict) else None
        is_new_state = is_update(subject.title) and not is_update(ran.title)
        return Relation.UPDATE if is_new_state else Relation.SAME_TITLE
    if any(_same_title(named, ran.title) for named in subject.named):
        return Relation.NAMES
    return None


def _names_one_work(subject: Subject, ran: Ran) -> bool:
    """Whether an equal title means the same series: a short one only from the same publisher."""
    words = series(ran.title)
    if _is_telling(words):
        return True
    return len(words) > 1 and bool(_domains([ran.key]) & _domains(subject.keys))


def _is_telling(words: Sequence[str]) -> bool:
    return len(words) >= LEAST_WORDS and not EVERYBODYS.issuperset(words)


def _domains(keys: Iterable[str | None]) -> set[str]:
    return {registrable_domain(host_of(key)) for key in keys if key}


def _same_title(named: str, title: str) -> bool:
    words = series(named)
    return _is_telling(words) and words == series(title) and titles_conflict(named, title) is None


def _words(relation: Relation, ran: Ran) -> str:
    where = f"in digest of {ran.day.day} {ran.day:%B %Y}" if ran.day else f"in {ran.issue}"
    return f"{_SAID[relation]} “{ran.title}”, {where}" if relation in _SAID else where
