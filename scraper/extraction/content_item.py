"""What does GOV.UK know of one of its pages? Items of the Content API: /api/content/<path>.

The item's form: https://docs.publishing.service.gov.uk/content-schemas.html.
"""

import html
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from scraper.extraction.cleaning import line
from scraper.extraction.metadata import absolute
from scraper.extraction.tree import parse, text_of
from scraper.govuk import kind_of, moment
from scraper.items import Document, Unreadable
from scraper.json_data import number, objects, text
from scraper.outcomes import DropReason, Kind, Nation

#: Where the address of an item that names none counts from.
HOME: Final = "https://www.gov.uk"
#: Largest item read, in bytes: the longest manuals come to some 5 MB.
LARGEST_ITEM: Final = 20 * 2**20

_NATIONS: Final = {
    "england": Nation.ENGLAND,
    "scotland": Nation.SCOTLAND,
    "wales": Nation.WALES,
    "northern_ireland": Nation.NORTHERN_IRELAND,
}
#: Texts of an item besides its body, in the order its page shows them: what came of a consultation first.
_OUTCOMES: Final = ("final_outcome_detail", "outcome_detail", "public_feedback_detail")
#: Lists of an item that hold links to its files as ready-made HTML.
_FILE_LISTS: Final = (
    "documents",
    "final_outcome_documents",
    "outcome_documents",
    "public_feedback_documents",
)


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
    publications. `body_html` is markup as served, not made safe; `files_html` are links to files of an item
    that lists no attachments. `people` gave the speech or signed the article. `opens` and `closes` are a
    consultation's times as stated, `released` is an announcement's, "" when there are none.
    """

    url: str
    title: str
    schema: str
    document_type: str
    kind: Kind | None
    description: str
    first_published_at: datetime | None
    public_updated_at: datetime | None
    updated_at: datetime | None
    changes: tuple[Change, ...]
    organisations: tuple[str, ...]
    people: tuple[str, ...]
    nations: tuple[Nation, ...]
    withdrawal: Withdrawal | None
    attachments: tuple[Attachment, ...]
    body_html: str
    files_html: str
    locale: str
    opens: str
    closes: str
    released: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is now at another address."""

    url: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The page was taken down; `alternative` is where its editors send readers, if anywhere."""

    explanation: str
    alternative: str | None


def is_content_item(document: Document) -> bool:
    """Whether a body is an object of data that says which page's it is."""
    start = document.body[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith(b"{") and b'"base_path"' in document.body


def read_content_item(document: Document) -> ContentItem | Moved | Gone | Unreadable:
    """Read an answer of the Content API; `document.url` is the page's address, that relative ones count from.

    Returns:
        The item; Moved or Gone for a page that redirects or was unpublished; Unreadable, with the reason in
        words, for everything that is no content item.
    """
    data = _data(document.body)
    if isinstance(data, Unreadable):
        return data
    match text(data, "schema_name") or text(data, "document_type"):
        case "redirect":
            return _moved(data, document.url)
        case "gone" | "vanish":
            alternative = text(data, "details", "alternative_path").strip()
            explanation = plain_words(text(data, "details", "explanation"))
            return Gone(explanation, absolute(document.url, alternative) if alternative else None)
    url, title = absolute(document.url, text(data, "base_path") or "\n"), plain_words(text(data, "title"))
    if not url or not text(data, "base_path") or not title:
        return Unreadable(DropReason.UNREADABLE, "the answer is no content item: it has no address or title")
    return _item(data, url, title)


def major_update(item: ContentItem) -> datetime | None:
    """When the latest major change after the first publication was, None for a page never updated in public.

    Tells "has published" from "has updated". A change on the minute of publication is the publication, and
    the only one of a history always is. Pages without a history have only the time of the last change.
    """
    if len(item.changes) == 1:
        return None
    latest = item.changes[0].at if item.changes else item.public_updated_at
    if latest is None or item.first_published_at is None:
        return latest
    return latest if (latest - item.first_published_at).total_seconds() > 60 else None


def plain_words(markup: str) -> str:
    """The words of a piece of HTML on one line."""
    if "<" not in markup and "&" not in markup:
        return line(markup)
    root = parse(markup)
    return "" if isinstance(root, Unreadable) else line(text_of(root))


def _data(body: bytes) -> Any:
    """The answer as Python data, or why there is none."""
    if len(body) > LARGEST_ITEM:
        return Unreadable(DropReason.TOO_LARGE, f"{len(body)} bytes of data")
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:  # broken, of another encoding, or nested to hurt
        return Unreadable(DropReason.UNREADABLE, f"the answer is no JSON: {line(str(error))[:120]}")


def _moved(data: Any, base: str) -> Moved | Unreadable:
    """The target of the redirect for exactly this path, else of the first one."""
    redirects = objects(data, "redirects")
    own = [redirect for redirect in redirects if text(redirect, "path") == text(data, "base_path")]
    for redirect in [*own, *redirects]:
        destination = text(redirect, "destination").strip()
        if destination and (url := absolute(base, destination)):
            return Moved(url.partition("#")[0])
    return Unreadable(DropReason.UNREADABLE, "the content item redirects, but does not say where to")


def _item(data: dict[str, Any], url: str, title: str) -> ContentItem:
    changes = _changes(data)
    document_type = line(text(data, "document_type"))
    attachments = _attachments(data, url)
    return ContentItem(
        url=url,
        title=title,
        schema=line(text(data, "schema_name")),
        document_type=document_type,
        kind=_kind(data, document_type),
        description=plain_words(text(data, "description")),
        first_published_at=_first_published(data, changes),
        public_updated_at=moment(text(data, "public_updated_at")),
        updated_at=moment(text(data, "updated_at")),
        changes=changes,
        organisations=_organisations(data),
        people=_titles(data, "links", "speaker"),
        nations=_nations(data),
        withdrawal=_withdrawal(data),
        attachments=attachments,
        body_html="\n".join(part for part in _body(data) if part),
        files_html="" if attachments else "\n".join(_files(data)),
        locale=line(text(data, "locale")) or "en",
        opens=text(data, "details", "opening_date"),
        closes=text(data, "details", "closing_date"),
        released=line(text(data, "details", "display_date")),
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
        Change(at, plain_words(text(change, "note")))
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
    return tuple(dict.fromkeys(name for body in bodies if (name := line(text(body, "title")))))


def _titles(data: dict[str, Any], *path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for one in objects(data, *path) if (name := line(text(one, "title")))))


def _nations(data: dict[str, Any]) -> tuple[Nation, ...]:
    """Where editors say it applies: the nations, UK for all four, nothing when they do not say."""
    details = data.get("details")
    stated = details.get("national_applicability") if isinstance(details, dict) else None
    if not isinstance(stated, dict):
        return ()
    applicable = tuple(
        nation
        for name, nation in _NATIONS.items()
        if isinstance(stated.get(name), dict) and stated[name].get("applicable") is True
    )
    return (Nation.UK,) if len(applicable) == len(_NATIONS) else applicable


def _withdrawal(data: dict[str, Any]) -> Withdrawal | None:
    """The notice; an empty object stands where there is none."""
    at = moment(text(data, "withdrawn_notice", "withdrawn_at"))
    explanation = plain_words(text(data, "withdrawn_notice", "explanation"))
    return Withdrawal(explanation, at) if at or explanation else None


def _attachments(data: dict[str, Any], base: str) -> tuple[Attachment, ...]:
    """Files and HTML versions, each address once."""
    found = {}
    for stated in objects(data, "details", "attachments"):
        address = text(stated, "url").strip()
        if address and (url := absolute(base, address)):
            pages = number(stated, "number_of_pages")
            title = line(text(stated, "title")) or line(text(stated, "filename"))
            content_type = line(text(stated, "content_type")) or None
            counted = pages if pages is not None and 0 < pages < 100_000 else None
            found[url] = Attachment(title, url, content_type, counted)
    return tuple(found.values())


def _body(data: dict[str, Any]) -> Iterator[str]:
    """The markup of the text: outcomes, the body, the parts of a guide, the groups of a collection."""
    for name in _OUTCOMES:
        yield text(data, "details", name)
    yield text(data, "details", "body")
    renderings = objects(data, "details", "body")
    yield next((text(one, "content") for one in renderings if text(one, "content_type") == "text/html"), "")
    for part in (*objects(data, "details", "parts"), *objects(data, "details", "collection_groups")):
        body = text(part, "body")
        yield f"<h2>{html.escape(text(part, 'title'))}</h2>\n{body}" if body.strip() else ""


def _files(data: dict[str, Any]) -> Iterator[str]:
    details = data.get("details")
    for name in _FILE_LISTS:
        listed = details.get(name) if isinstance(details, dict) else None
        yield from (one for one in (listed if isinstance(listed, list) else []) if isinstance(one, str))
