"""What sort of publication is it?

The source's own rules come first, then what the page says of itself, the most deliberate statement before
the most automatic: a label at the heading, words of the title, an address, a trail of sections, a type in
JSON-LD.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from scraper.extraction.cleaning import line
from scraper.extraction.metadata import Metadata, path_of
from scraper.extraction.tree import text_of
from scraper.items import Fact, PageHints
from scraper.outcomes import Kind, Witness

_LABELS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.PRESS_RELEASE: (r"(?:press|media|news) (?:release|notice|statement)s?", r"for immediate release"),
    Kind.LETTER: (r"(?:open |joint |public )?letters?", r"correspondence"),
    Kind.CONSULTATION: (
        r"(?:open |closed )?consultations?(?: (?:outcome|response|paper)s?)?",
        r"calls? for evidence",
    ),
    Kind.STATISTICS: (
        r"(?:official |national |accredited official )?statistics(?: announcement)?",
        r"statistical (?:release|bulletin)s?",
        r"data (?:release|insight)s?",
    ),
    Kind.GUIDANCE: (
        r"(?:(?:non-)?statutory |detailed |(?:good )?practice )?(?:guidance|guides?|toolkits?)",
        r"advice",
    ),
    Kind.BRIEFING: (r"(?:policy |research |parliamentary |evidence )?briefings?(?: (?:paper|note)s?)?",),
    Kind.RESEARCH: (
        r"(?:our )?research(?: (?:report|paper|summary|and analysis|article)s?)?",
        r"(?:rapid |systematic |literature )?(?:evidence )?reviews?",
        r"working papers?",
        r"evaluations?",
        r"stud(?:y|ies)",
    ),
    Kind.REPORT: (
        r"(?:annual |impact |independent |corporate |policy |inspection |thematic |progress )?reports?",
        r"(?:annual )?report and accounts",
        r"(?:white|policy) papers?",
    ),
    Kind.BLOG: (r"(?:guest |our )?blogs?(?: posts?)?", r"opinions?", r"comment(?:ary)?", r"vlogs?"),
    Kind.NEWS: (r"news(?: (?:story|stories|article|item|update)s?)?", r"latest news", r"announcements?"),
    Kind.ARTICLE: (
        r"(?:feature |long )?articles?",
        r"features?",
        r"analysis",
        r"explainers?",
        r"interviews?",
    ),
}
_TITLES: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.LETTER: (r"(?:open|joint) letter", r"^letter (?:to|from)"),
    Kind.PRESS_RELEASE: (r"press release",),
    Kind.CONSULTATION: (r"consultation", r"call for (?:evidence|views)", r"have your say on"),
    Kind.STATISTICS: (
        r"statistics(?! (?:briefing|authority))",
        r"statistical (?:first )?(?:release|bulletin)",
    ),
    Kind.BRIEFING: (r"briefing",),
    Kind.WEBSITE: (r"(?:new|launch(?:es|ed)?(?: a| its| new)*) (?:website|microsite)",),
    Kind.REPORT: (
        r"(?:annual|impact|inquiry|final|interim|progress|inspection|thematic) (?:review|report)",
        r"report and accounts",
        r"report 20\d\d",
    ),
    Kind.GUIDANCE: (r"(?:statutory )?guidance", r"toolkit", r"code of practice", r"good practice guide"),
    Kind.RESEARCH: (
        r"(?:systematic|literature|evidence|rapid|scoping) review",
        r"working paper",
        r"evaluation of",
    ),
}
_PATHS: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.PRESS_RELEASE: (r"press-?(?:release|office|notice)s?", r"media-?releases?"),
    Kind.BLOG: (r"(?:our-|the-)?blogs?", r"opinions?", r"comment", r"vlogs?"),
    Kind.CONSULTATION: (r"consultations?(?:-responses?)?", r"calls?-for-evidence"),
    Kind.STATISTICS: (r"(?:official-|find-)?statistics", r"statistical-data-sets?"),
    Kind.GUIDANCE: (r"guidance", r"guides?", r"toolkits?", r"advice"),
    Kind.BRIEFING: (r"(?:research-)?briefings?",),
    Kind.RESEARCH: (r"(?:our-)?research(?:-papers?|-reports?|-and-analysis)?", r"evidence-reviews?"),
    Kind.REPORT: (r"(?:annual-|policy-)?reports?", r"annual-report-[\d-]+", r"policy-papers?"),
    Kind.LETTER: (r"(?:open-)?letters?", r"correspondence"),
    Kind.NEWS: (
        r"(?:latest-)?news(?:-stor(?:y|ies))?",
        r"news-(?:and-)?(?:media|opinion|events|updates)",
        r"newsroom",
        r"announcements?",
        r"statement",
    ),
    Kind.ARTICLE: (r"articles?", r"features?", r"analysis", r"explainers?", r"insights?"),
}


def _compiled(table: dict[Kind, tuple[str, ...]], form: str) -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(form.format("|".join(words)), re.I)) for kind, words in table.items())


def _any(table: dict[Kind, tuple[str, ...]], form: str) -> re.Pattern[str]:
    """One pattern for all kinds: most texts name none, and one question tells."""
    return re.compile(form.format("|".join(word for words in table.values() for word in words)), re.I)


#: A whole line that only names a kind, and one that names it before a colon.
_LABEL: Final = _compiled(_LABELS, r"(?:{})\s*:?")
_ANY_LABEL: Final = _any(_LABELS, r"(?:{})\s*:?")
_LEADING: Final = _compiled(_LABELS, r"(?:{})\s*:\s+\S")
_ANY_LEADING: Final = _any(_LABELS, r"(?:{})\s*:\s+\S")
_TITLE: Final = _compiled(_TITLES, r"\b(?:{})\b")
#: One of these stands in every title that names a kind; searches for them are cheaper than one for the words.
_TITLE_SIGNS: Final = (
    *("letter", "press release", "consultation", "call for", "have your say", "statistic", "briefing"),
    *("website", "microsite", "review", "report", "guidance", "toolkit", "code of", "guide", "paper"),
    "evaluation of",
)
_PATH: Final = _compiled(_PATHS, r"(?:{})")
#: Sections of addresses whose kinds are kept, in each process: the pages of a source stand in a few of them.
_SECTIONS_KEPT: Final = 1_024
#: Lead sentences by which a news page announces the letter it carries.
_LETTER_LEAD = re.compile(
    r"\b(?:writ(?:ten|es?|ing)|wrote|sign(?:ed|s)?|sent|publish(?:ed|es)?|coordinated|this|an|our)\b"
    r"[^.]{0,60}\bopen letter\b|\bopen letter to\b",
    re.I,
)
_LEAD_LENGTH: Final = 800
#: "Type: Report": a field of the page that names it.
_NAMED_FIELD = re.compile(
    r"^(?:(?:publication |document |content |resource )?type|category|format)\s*:\s*", re.I
)
#: The longest label has so many characters; a longer line need not be held against all of them.
_LONGEST_LABEL: Final = 50
_FRONT_PAGES: Final = ("", "index.html", "index.php", "home")


def settle_kind(
    page: Metadata, hints: PageHints, title: str, text: str, *, dated: bool, authored: bool, all_heard: bool
) -> tuple[Kind, Witness, list[Fact]]:
    """Choose the kind with its witness, and say what every witness said, or, unless `all_heard`, the first.

    With no witness: a dated page by somebody is an article, a dated one is news, any other is "other".
    """
    stated = list(islice(_stated(page, hints, title, text), None if all_heard else 1))
    facts = [Fact("kind", kind.value, witness) for kind, witness in stated]
    if stated:
        return (*stated[0], facts)
    if dated or page.meta("og:type").lower() == "article":
        return Kind.ARTICLE if authored else Kind.NEWS, Witness.GUESS, facts
    return Kind.OTHER, Witness.GUESS, facts


def kind_by_definition(url: str, hints: PageHints) -> Kind | None:
    """The kind the source's definition gives an address by its patterns: what is always true of a path."""
    return next((kind for pattern, kind in hints.kind_patterns if re.search(pattern, url)), None)


def kind_before_colon(text: str) -> Kind | None:
    """The kind a text begins with and sets off by a colon ("Press release: …"), else None."""
    if ":" not in text:
        return None
    bare = line(text)
    if not _ANY_LEADING.match(bare):
        return None
    return next((kind for kind, pattern in _LEADING if pattern.match(bare)), None)


def kind_of_label(label: str) -> Kind | None:
    """The kind a whole line names ("Press release", "Blog"), else None."""
    bare = (_NAMED_FIELD.sub("", label) if ":" in label else label).strip(" :|•·-–—")
    if len(bare) > _LONGEST_LABEL or not _ANY_LABEL.fullmatch(bare):
        return None
    return next((kind for kind, pattern in _LABEL if pattern.fullmatch(bare)), None)


def kind_of_title(title: str) -> Kind | None:
    """The kind the words of a title name, else None."""
    if kind := kind_before_colon(title):
        return kind
    if not any(map(title.casefold().__contains__, _TITLE_SIGNS)):
        return None
    return next((kind for kind, pattern in _TITLE if pattern.search(title)), None)


def kind_of_path(url: str) -> Kind | None:
    """The kind a section of the address names; the deepest section counts, the page's own name does not."""
    segments = [segment for segment in path_of(url).split("/") if segment]
    return next(filter(None, map(_kind_of_section, reversed(segments[:-1]))), None)


@lru_cache(_SECTIONS_KEPT)
def _kind_of_section(segment: str) -> Kind | None:
    return next((kind for kind, pattern in _PATH if pattern.fullmatch(segment)), None)


def _stated(page: Metadata, hints: PageHints, title: str, text: str) -> Iterator[tuple[Kind, Witness]]:
    """Who names a kind, in the order of trust; a witness is asked when the answers before were taken."""
    return ((kind, witness) for kind, witness in _asked(page, hints, title, text) if kind)


def _asked(page: Metadata, hints: PageHints, title: str, text: str) -> Iterator[tuple[Kind | None, Witness]]:
    yield kind_by_definition(page.url, hints), Witness.DEFINITION
    yield Kind.WEBSITE if path_of(page.url).strip("/") in _FRONT_PAGES else None, Witness.URL
    yield _first(page.surroundings), Witness.VISIBLE_TEXT
    yield kind_of_title(title) or kind_of_title(hints.title or ""), Witness.HEADING
    headings = (text_of(heading) for heading in page.headings[:1])
    beginnings = (page.title_tag, page.meta("og:title"), page.meta("description", "og:description"))
    yield next(filter(None, map(kind_before_colon, (*headings, *beginnings))), None), Witness.META
    yield Kind.LETTER if _is_letter(text[:_LEAD_LENGTH]) else None, Witness.VISIBLE_TEXT
    yield kind_of_path(page.url), Witness.URL
    yield _first(_sections(page)), Witness.META
    yield hints.kind, Witness.DEFINITION  # what a channel holds as a rule: its pages know better
    yield page.linked.kind, Witness.JSON_LD


def _sections(page: Metadata) -> tuple[str, ...]:
    return (*page.linked.sections, *reversed(page.breadcrumbs), page.meta("article:section"))


def _is_letter(lead: str) -> bool:
    return "open letter" in lead.lower() and bool(_LETTER_LEAD.search(lead))


def _first(labels: Iterable[str]) -> Kind | None:
    """The kind the first label names that names one; "Press release: …" may stand before a standfirst."""
    named = (kind_of_label(label) or kind_before_colon(label) for label in labels)
    return next(filter(None, named), None)
