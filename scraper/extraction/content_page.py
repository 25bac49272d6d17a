"""An item of GOV.UK's Content API as a publication."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from lxml.html import HtmlElement

from scraper.extraction.cleaning import clean, line, words
from scraper.extraction.content_item import (
    Attachment,
    ContentItem,
    Gone,
    Moved,
    major_update,
    read_content_item,
)
from scraper.extraction.html import join_blocks
from scraper.extraction.kind import kind_by_definition, kind_of_title
from scraper.extraction.links import read_links
from scraper.extraction.nation import settle_nations
from scraper.extraction.published import as_facts
from scraper.extraction.stated import now_of
from scraper.extraction.tree import BLOCKS, lines_of, parse, text_of
from scraper.govuk import LONDON, day_of, moment
from scraper.items import DateFact, Document, Fact, Link, PageHints, Publication, Unreadable
from scraper.outcomes import Confidence, DropReason, Kind, Precision, Witness

#: Schemas of pages that are no publications: what organisations say of themselves, what leads to other
#: pages, and what only says that statistics will come.
NO_PUBLICATIONS: Final = frozenset(
    {
        "contact",
        "corporate_information_page",
        "finder",
        "homepage",
        "organisation",
        "person",
        "placeholder",
        "role",
        "taxon",
        "topical_event",
        "world_location",
        "worldwide_organisation",
    }
)
ANNOUNCEMENT: Final = "statistics_announcement"
#: Classes of boxes in a body that offer a file: its title and size are facts, not text.
_FILE_BOXES: Final = frozenset({"attachment", "gem-c-attachment"})


def read_content(document: Document, hints: PageHints) -> Publication | Unreadable:
    """Read the content of a page that came as data; `document.url` is the page's address.

    Returns:
        The publication; or Unreadable: GONE for what was taken down (with `moved_to` when it is elsewhere
        now), NOT_A_PUBLICATION for what never was one, NO_TEXT when the item leaves its text to the page.
    """
    item = read_content_item(document)
    match item:
        case Unreadable():
            return item
        case Moved():
            return Unreadable(DropReason.GONE, f"moved to {item.url}", moved_to=item.url)
        case Gone():
            return Unreadable(DropReason.GONE, _why_gone(item))
    if reason := _no_publication(item):
        return Unreadable(DropReason.NOT_A_PUBLICATION, reason)
    body = _parsed(item.body_html)
    lines = _lines(body) if body is not None else []
    if not lines and not item.attachments:
        return Unreadable(DropReason.NO_TEXT, f"the content item of {item.title!r} holds no text")
    return _publication(document, hints, item, body, lines)


def _why_gone(item: Gone) -> str:
    said = item.explanation or "taken down without a reason given"
    return f"{said} (instead: {item.alternative})" if item.alternative else said


def _no_publication(item: ContentItem) -> str:
    """Why a page is no publication, "" when it may be one."""
    if item.schema == ANNOUNCEMENT or (item.document_type.endswith("_announcement") and item.released):
        return f"announces statistics for {item.released or 'a later day'}"
    if item.schema in NO_PUBLICATIONS:
        return f"a page of the type {item.document_type.replace('_', ' ') or item.schema}"
    return ""


def _publication(
    document: Document, hints: PageHints, item: ContentItem, body: HtmlElement | None, lines: list[str]
) -> Publication:
    now = now_of(hints, document.headers)
    published = _day(item.first_published_at, now)
    updated = _day(major_update(item), now)
    if updated and published and updated.value <= published.value:
        updated = None
    text = join_blocks(_with_summary(item, lines, now))
    kind, witness = _kind(item, hints)
    nations, nation_facts = settle_nations(item.title, text, hints.nations)
    return Publication(
        url=document.url,
        canonical_url=item.url,
        title=item.title,
        text=text,
        authors=_authors(item, hints),
        published=published or hints.published,
        updated=updated,
        kind=kind,
        kind_witness=witness,
        nations=item.nations or nations,
        language=item.locale.partition("-")[0],
        links=_links(item, body),
        facts=(
            *_facts(item, hints, now, published, updated),
            *nation_facts,
        ),
        organisations=item.organisations,
        deadline=_ahead(item.closes),
        pages=_pages(item),
    )


def _pages(item: ContentItem) -> int | None:
    """The pages of its only file that has any; several files have no length together."""
    counted = [attachment.pages for attachment in item.attachments if attachment.pages]
    return counted[0] if len(counted) == 1 else None


def _day(at: datetime | None, now: datetime) -> DateFact | None:
    """The day in London; the publisher's own data is as sure as a date can be."""
    fact = day_of(at.isoformat(), now, Witness.CONTENT_ITEM) if at else None
    return replace(fact, confidence=Confidence.HIGH) if fact else None


def _ahead(stamp: str) -> DateFact | None:
    """The day of a timestamp that may lie ahead, as a deadline does."""
    at = moment(stamp)
    if at is None or not date.min < at.date() < date.max:
        return None
    return DateFact(at.astimezone(LONDON).date(), Precision.DAY, Witness.CONTENT_ITEM, stamp, Confidence.HIGH)


def _parsed(markup: str) -> HtmlElement | None:
    """The tree of a piece of markup, None for none or for one beyond all limits."""
    root = parse(f"<html><body>{markup}</body></html>") if markup.strip() else None
    return None if isinstance(root, Unreadable) else root


def _lines(root: HtmlElement) -> list[str]:
    """Every block of a body as a line, for a body has no furniture: list items as "- …", rows as "a | b"."""
    for box in list(root.iter("section", "div", "figure")):
        if _FILE_BOXES & set((box.get("class") or "").split()) and box.getparent() is not None:
            box.drop_tree()
    for row in list(root.iter("tr")):
        cells = " | ".join(text_of(cell) for cell in row)
        row.clear()
        row.text = cells
    for item in root.iter("li"):
        _mark(item)
    return [found for raw in lines_of(root).split("\n") if (found := clean(raw).strip())]


def _mark(item: HtmlElement) -> None:
    """Put the dash of a list item before its first words, which may stand in a block of their own."""
    first = item
    while not (first.text or "").strip() and len(first) and first[0].tag in BLOCKS - {"ul", "ol", "li"}:
        first = first[0]
    first.text = f"- {(first.text or '').lstrip()}"


def _with_summary(item: ContentItem, lines: list[str], now: datetime) -> list[str]:
    """The lines after what stands above them on the page: that it was withdrawn, and its summary."""
    head = []
    if item.withdrawal:
        since = _day(item.withdrawal.at, now)
        notice = f"Withdrawn on {since}." if since else "Withdrawn."
        head.append(f"{notice} {item.withdrawal.explanation}".strip())
    told = words(item.description)
    if told and " ".join(told) not in " ".join(words(" ".join(lines))):
        head.append(item.description)
    return [*head, *lines] or [item.title]


def _kind(item: ContentItem, hints: PageHints) -> tuple[Kind, Witness]:
    """The kind: by the source's own rules, by the type editors chose, by the title, by the channel."""
    if defined := kind_by_definition(item.url, hints):
        return defined, Witness.DEFINITION
    if item.kind:
        return item.kind, Witness.CONTENT_ITEM
    if titled := kind_of_title(item.title):
        return titled, Witness.HEADING
    return (hints.kind, Witness.DEFINITION) if hints.kind else (Kind.OTHER, Witness.GUESS)


def _authors(item: ContentItem, hints: PageHints) -> tuple[str, ...]:
    """Who spoke, else the organisations; the source's own name would only repeat the source."""
    own = {"".join(words(name)) for name in hints.site_names}
    return item.people or tuple(name for name in item.organisations if "".join(words(name)) not in own)


def _links(item: ContentItem, body: HtmlElement | None) -> tuple[Link, ...]:
    """The attachments first, then what the text links."""
    found = {attachment.url: Link(attachment.url, attachment.title) for attachment in item.attachments}
    for root in (_parsed(item.files_html), body):
        for link in read_links(root, item.url, item.url) if root is not None else ():
            found.setdefault(link.url, link)
    return tuple(found.values())


def _facts(
    item: ContentItem, hints: PageHints, now: datetime, published: DateFact | None, updated: DateFact | None
) -> Iterator[Fact]:
    """All that was said, the history of changes among it, in the order an editor asks."""
    own = Witness.CONTENT_ITEM
    yield Fact("title", item.title, own)
    if hints.title:
        yield Fact("title", line(hints.title), hints.witness)
    yield from as_facts("published", [each for each in (published, hints.published) if each])
    yield from as_facts("updated", [each for each in (updated, hints.updated) if each])
    if item.public_updated_at and _day(item.public_updated_at, now):
        yield Fact(
            "public update",
            item.public_updated_at.astimezone(UTC).isoformat(timespec="seconds"),
            own,
            Precision.DAY,
        )
    for change in item.changes:
        if day := _day(change.at, now):
            yield Fact("change", line(f"{day}: {change.note}"), own, Precision.DAY)
    if item.withdrawal:
        since = _day(item.withdrawal.at, now)
        yield Fact("withdrawn", line(f"{since or 'day unknown'}: {item.withdrawal.explanation}"), own)
    yield from as_facts("opens", [day for day in (_ahead(item.opens),) if day])
    yield from as_facts("deadline", [day for day in (_ahead(item.closes),) if day])
    yield from (Fact("author", name, own) for name in item.people)
    yield from (Fact("organisation", name, own) for name in item.organisations)
    if item.kind:
        yield Fact("kind", item.kind, own)
    yield Fact("document type", item.document_type, own)
    if pages := _pages(item):
        yield Fact("pages", str(pages), own)
    yield from (Fact("attachment", _described(each), own) for each in item.attachments)
    yield from (Fact("nation", nation, own) for nation in item.nations)
    yield Fact("language", item.locale.partition("-")[0], own)


def _described(attachment: Attachment) -> str:
    """An attachment in words: "Statutory guidance (application/pdf, 72 pages)"."""
    stated = [attachment.content_type or "HTML", f"{attachment.pages} pages" if attachment.pages else ""]
    return line(f"{attachment.title} ({', '.join(filter(None, stated))})")
