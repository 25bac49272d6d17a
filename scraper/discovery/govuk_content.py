"""What does GOV.UK know of one of its pages? Items of the Content API: /api/content/<path>.

The item's form: https://docs.publishing.service.gov.uk/content-schemas.html. Pure and complete in itself:
bytes in, typed values out.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scraper.discovery.addresses import absolute
from scraper.discovery.json_answer import Refused, parse
from scraper.discovery.text import LONGEST_SUMMARY, LONGEST_TITLE, plain, shorten, words_of_markup
from scraper.govuk import kind_of, moment
from scraper.items import Document, Unreadable
from scraper.json_data import number, objects, text
from scraper.outcomes import DropReason, Kind

HOME = "https://www.gov.uk"


@dataclass(frozen=True, slots=True)
class Change:
    """A published change: when, and the note its editors gave ("First published." for the first)."""

    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The page is still shown, but says that it no longer holds."""

    explanation: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file or HTML document of a publication; `content_type` and `pages` are None when not stated."""

    title: str
    url: str
    content_type: str | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class ContentItem:
    """A page of GOV.UK as the Content API tells it.

    All times know their zone. `public_updated_at` moves with major updates only, `updated_at` with every
    one, corrections too. `changes` are the major ones, newest first. `kind` is None for pages that are no
    publications. `body_html` is markup as served, not made safe.
    """

    url: str
    title: str
    document_type: str
    kind: Kind | None
    description: str
    first_published_at: datetime | None
    public_updated_at: datetime | None
    updated_at: datetime | None
    changes: tuple[Change, ...]
    organisations: tuple[str, ...]
    withdrawal: Withdrawal | None
    attachments: tuple[Attachment, ...]
    body_html: str
    locale: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is now at another address."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The page was taken down; `alternative` is where its editors send readers, if anywhere."""

    explanation: str
    alternative: str | None


def read_content_item(document: Document) -> ContentItem | Moved | Gone | Unreadable:
    """Read an answer of the Content API.

    Returns:
        The item; Moved or Gone for a page that redirects or was unpublished; Unreadable, with the reason in
        words, for everything that is no content item.
    """
    answer = parse(document.body)
    if isinstance(answer, Refused):
        return Unreadable(DropReason.UNREADABLE, answer.detail)
    data = answer.value
    match text(data, "schema_name") or text(data, "document_type"):
        case "redirect":
            return _moved(data)
        case "gone" | "vanish":
            explanation = words_of_markup(text(data, "details", "explanation"))
            alternative = text(data, "details", "alternative_path").strip()
            return Gone(explanation, absolute(HOME, alternative))
    url, title = absolute(HOME, text(data, "base_path")), words_of_markup(text(data, "title"))
    if not url or not title:
        return Unreadable(DropReason.UNREADABLE, "The answer is no content item: it has no address or title")
    return _item(data, url, shorten(title, LONGEST_TITLE))


def major_update(item: ContentItem) -> Change | None:
    """The latest change after the first publication, None for a page never updated in public.

    Tells "has published" from "has updated". A change on the minute of publication is the publication.
    """
    if not item.changes or item.first_published_at is None:
        return None
    latest = item.changes[0]
    since = (latest.at - item.first_published_at).total_seconds()
    return latest if since > 60 and len(item.changes) > 1 else None


def _moved(data: Any) -> Moved | Unreadable:
    """The target of the redirect for exactly this path, else of the first one."""
    redirects = objects(data, "redirects")
    own = [redirect for redirect in redirects if text(redirect, "path") == text(data, "base_path")]
    for redirect in [*own, *redirects]:
        if url := absolute(HOME, text(redirect, "destination").strip()):
            return Moved(url)
    return Unreadable(DropReason.UNREADABLE, "The content item redirects, but does not say where to")


def _item(data: dict[str, Any], url: str, title: str) -> ContentItem:
    changes = _changes(data)
    document_type = plain(text(data, "document_type"))
    return ContentItem(
        url=url,
        title=title,
        document_type=document_type,
        kind=_kind(data, document_type),
        description=shorten(words_of_markup(text(data, "description")), LONGEST_SUMMARY),
        first_published_at=_first_published(data, changes),
        public_updated_at=moment(text(data, "public_updated_at")),
        updated_at=moment(text(data, "updated_at")),
        changes=changes,
        organisations=_organisations(data),
        withdrawal=_withdrawal(data),
        attachments=_attachments(data),
        body_html=_body(data),
        locale=plain(text(data, "locale")) or "en",
    )


def _kind(data: dict[str, Any], document_type: str) -> Kind | None:
    """The type's kind; an HTML version is of the publication's it belongs to.

    An organisation's pages about itself are typed "research" or "statistics" too, and are no publications.
    """
    if text(data, "schema_name") == "corporate_information_page":
        return None
    if document_type != "html_publication":
        return kind_of(document_type)
    return next((kind_of(text(parent, "document_type")) for parent in objects(data, "links", "parent")), None)


def _first_published(data: dict[str, Any], changes: Sequence[Change]) -> datetime | None:
    """When the page was first published.

    `first_public_at` comes first: it is what editors set, agrees with the change history and keeps the zone.
    `first_published_at` is often the same moment in UTC, but for pages brought over from older systems the
    day they were brought over. HTML versions have `public_timestamp` instead.
    """
    stamps = [text(data, "details", "first_public_at"), text(data, "first_published_at")]
    details = data.get("details")
    if isinstance(details, dict) and details.get("first_published_version") is True:
        stamps.append(text(details, "public_timestamp"))
    known = next((found for stamp in stamps if (found := moment(stamp))), None)
    return known or (changes[-1].at if changes else None)


def _changes(data: dict[str, Any]) -> tuple[Change, ...]:
    stated = [
        Change(at, words_of_markup(text(change, "note")))
        for change in objects(data, "details", "change_history")
        if (at := moment(text(change, "public_timestamp")))
    ]
    return tuple(sorted(stated, key=lambda change: change.at, reverse=True))


def _organisations(data: dict[str, Any]) -> tuple[str, ...]:
    """The publishing organisations, those the page puts first coming first."""
    details = data.get("details")
    leading = details.get("emphasised_organisations") if isinstance(details, dict) else None
    leading = leading if isinstance(leading, list) else []
    bodies = sorted(
        objects(data, "links", "organisations"), key=lambda body: body.get("content_id") not in leading
    )
    names = (shorten(words_of_markup(text(body, "title")), 200) for body in bodies)
    return tuple(dict.fromkeys(name for name in names if name))


def _withdrawal(data: dict[str, Any]) -> Withdrawal | None:
    """The notice; an empty object stands where there is none."""
    at = moment(text(data, "withdrawn_notice", "withdrawn_at"))
    explanation = words_of_markup(text(data, "withdrawn_notice", "explanation"))
    return Withdrawal(explanation, at) if at or explanation else None


def _attachments(data: dict[str, Any]) -> tuple[Attachment, ...]:
    found = {}
    for stated in objects(data, "details", "attachments"):
        if url := absolute(HOME, text(stated, "url").strip()):
            pages = number(stated, "number_of_pages")
            title = words_of_markup(text(stated, "title")) or plain(text(stated, "filename"))
            content_type = plain(text(stated, "content_type")) or None
            counted = pages if pages is not None and 0 < pages < 100_000 else None
            found[url] = Attachment(shorten(title, LONGEST_TITLE), url, content_type, counted)
    return tuple(found.values())


def _body(data: dict[str, Any]) -> str:
    """The text's markup: one string, the HTML of several renderings, or the parts of a guide in turn."""
    if single := text(data, "details", "body"):
        return single
    renderings = objects(data, "details", "body")
    rendered = [text(one, "content") for one in renderings if text(one, "content_type") == "text/html"]
    if rendered:
        return rendered[0]
    parts = objects(data, "details", "parts")
    return "\n".join(f"<h2>{html.escape(text(part, 'title'))}</h2>\n{text(part, 'body')}" for part in parts)
