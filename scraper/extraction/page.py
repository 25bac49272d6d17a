"""An HTML page as a publication."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from scraper.extraction.appointments import find_appointments
from scraper.extraction.authors import settle_authors
from scraper.extraction.cleaning import line
from scraper.extraction.decoding import decode
from scraper.extraction.html import Furniture, Text, read_text
from scraper.extraction.kind import settle_kind
from scraper.extraction.known import read_known
from scraper.extraction.language import language_facts, settle_language
from scraper.extraction.links import read_links
from scraper.extraction.metadata import Metadata, gather
from scraper.extraction.nation import settle_nations
from scraper.extraction.organisations import settle_organisations
from scraper.extraction.overrides import (
    authors_by,
    drop_elements,
    override_for,
    published_by,
    served_on,
    text_by,
    title_by,
    unmet,
)
from scraper.extraction.published import (
    as_facts,
    doubted_witnesses,
    published_facts,
    refused_dates,
    settle_published,
    settle_updated,
    updated_facts,
)
from scraper.extraction.site import as_site, is_site, words_of_site
from scraper.extraction.stated import in_days_of, now_of
from scraper.extraction.title import settle_title
from scraper.extraction.tree import LARGEST_PAGE, parse
from scraper.items import DateFact, Document, Fact, Override, PageHints, Publication, Unreadable
from scraper.outcomes import DropReason


@dataclass(frozen=True, slots=True)
class _Core:
    """What both ways of reading give: the text and the facts that the rest is judged by."""

    read: Text
    title: str
    authors: tuple[str, ...]
    said: list[DateFact]
    published: DateFact | None
    facts: list[Fact]
    #: Whether it was read by its source's pattern: what would change nothing chosen is then not asked for.
    known: bool = False


def read_page(document: Document, hints: PageHints) -> Publication | Unreadable:
    """Read an HTML page. Unreadable when it is too large or has neither a title nor text."""
    if len(document.body) > LARGEST_PAGE:
        return Unreadable(DropReason.TOO_LARGE, f"{len(document.body)} bytes of markup")
    markup = decode(document.body, document.content_type)
    root = parse(markup)
    if isinstance(root, Unreadable):
        return root
    now = now_of(hints, document.headers)
    override = None
    if hints.overrides:
        override = override_for(hints.overrides, document.url, served_on(hints, document.headers, now))
    if override:
        drop_elements(root, override)
    page = gather(root, document.url, markup)
    core = _known(page, hints, now) or _generic(page, hints, now)
    if override:
        core = _overridden(core, page, hints, override, now)
    site = is_site(page, hints)
    if site and not core.read.text:
        core = replace(core, read=replace(core.read, text=words_of_site(page, core.title)))
    if not core.read.text:
        return Unreadable(
            DropReason.NO_TEXT, f"no text on the page {core.title!r}" if core.title else "no text on the page"
        )
    found = _publication(document, hints, page, now, core)
    return as_site(found, page, hints) if site else found


def _known(page: Metadata, hints: PageHints, now: datetime) -> _Core | None:
    """The core by its source's pattern; what the entry states stands before what the page does."""
    known = read_known(page, hints, now)
    if known is None:
        return None
    said = in_days_of(hints.nations, [*([hints.published] if hints.published else []), *known.published])
    return _Core(
        known.read, known.title, known.authors, said, settle_published(said), known.facts, known=True
    )


def _generic(page: Metadata, hints: PageHints, now: datetime) -> _Core:
    title, title_facts = settle_title(page, hints.title, hints.site_names)
    read = read_text(page.root, now, title, hints.boilerplate, hints.repeated, prose=page.prose)
    told = published_facts(page, hints, now)
    said = in_days_of(hints.nations, told)
    published = settle_published(said, doubted_witnesses(page, told, now))
    authors, author_facts = settle_authors(page, hints.authors, hints.site_names)
    return _Core(read, title, authors, said, published, [*title_facts, *author_facts])


def _overridden(core: _Core, page: Metadata, hints: PageHints, override: Override, now: datetime) -> _Core:
    """The core with what stands at the places that the source's definition names; the rest as it was read."""
    title = title_by(page.root, override)
    named = title.value if title else core.title
    date = published_by(page.root, override, now)
    authors = authors_by(page.root, override)
    furniture = Furniture(now, named, hints.boilerplate, hints.repeated)
    read = text_by(page.root, override, furniture)
    found = {"title": title, "published": date, "authors": authors, "text": read}
    said = [*([date] if date else []), *core.said]
    facts = [*([title] if title else []), *authors, *core.facts]
    facts += unmet(override, {field for field, value in found.items() if value})
    return _Core(
        read or core.read,
        named,
        tuple(fact.value for fact in authors) or core.authors,
        said,
        settle_published(said) if date else core.published,
        facts,
        core.known,
    )


def _until_chosen(stated: Iterable[DateFact], published: DateFact | None) -> list[DateFact]:
    """The statements of a change up to the one that is chosen."""
    heard: list[DateFact] = []
    for fact in stated:
        heard.append(fact)
        if settle_updated([fact], published):
            break
    return heard


def _publication(
    document: Document, hints: PageHints, page: Metadata, now: datetime, core: _Core
) -> Publication:
    read, title, text, said, published = core.read, core.title, core.read.text, core.said, core.published
    authors, thorough = core.authors, not core.known
    stated = updated_facts(page, hints, now)
    changes = list(stated) if thorough else _until_chosen(stated, published)
    kind, kind_witness, kind_facts = settle_kind(
        page,
        hints,
        title,
        text,
        dated=published is not None,
        authored=bool(authors),
        all_heard=thorough,
    )
    organisations, organisation_facts = settle_organisations(page, text, kind, hints.site_names, core.facts)
    deadline, event = find_appointments(page, text, now)
    nations, nation_facts = settle_nations(title, text, hints.nations)
    language = settle_language(text, page.language)
    facts = [
        *core.facts,
        *as_facts("published", said),
        *as_facts("updated", changes),
        *as_facts("deadline", [deadline] if deadline else []),
        *as_facts("event", [event] if event else []),
        *(refused_dates(page, now) if thorough or published is None else ()),
        *organisation_facts,
        *kind_facts,
        *nation_facts,
        *language_facts(text, language, page.language),
    ]
    return Publication(
        url=document.url,
        canonical_url=page.canonical,
        title=title or line(text.split("\n")[0])[:120],
        text=text,
        authors=authors,
        published=published,
        updated=settle_updated(changes, published),
        kind=kind,
        kind_witness=kind_witness,
        nations=nations,
        language=language,
        links=read_links(read.container, document.url, page.base),
        partial=read.partial or not page.linked.free,
        facts=tuple(facts),
        organisations=organisations,
        deadline=deadline,
        event=event,
    )
