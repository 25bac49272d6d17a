"""The feed of published issues: an entry for each version that went out, and nothing that did not."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, selectinload

from scraper.digest.characters import tidy
from scraper.digest.exporting import html_fragment
from scraper.digest.exporting.feeds import ATOM
from scraper.digest.exporting.naming import title_of
from scraper.digest.issues import model_of
from scraper.digest.model import Issue
from scraper.outcomes import IssueState
from scraper.storage.desk_models import Issue as IssueRow

MEDIA_TYPE = "application/atom+xml"
#: Versions that it shows, the newest: a year of a weekly digest.
MOST = 52
#: In these an issue went out from here; what was imported went out elsewhere.
OUT = (IssueState.PUBLISHED, IssueState.CORRECTED)
#: What stands in the id of the feed while there is no issue.
NO_ISSUE = "no issue yet"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an issue that went out; `corrected_at` is when the next one did, if it did."""

    id: str
    edition: int
    issue: Issue
    published_at: dt.datetime
    corrected_at: dt.datetime | None = None

    @property
    def updated_at(self) -> dt.datetime:
        """When a reader of the feed is to look at it again."""
        return self.corrected_at or self.published_at


@dataclass(frozen=True, slots=True)
class IssueFeed:
    """The feed: its lasting id, when it changed last, and its versions, the newest first."""

    id: str
    updated_at: dt.datetime
    versions: Sequence[Version] = ()


def state_of_feed(session: Session) -> str:
    """A mark that changes whenever the feed does. One small statement, which reads no text."""
    rows = session.execute(
        select(IssueRow.id, IssueRow.version).where(IssueRow.state.in_(OUT)).order_by(IssueRow.id)
    )
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()[:32]


def read_feed(session: Session, now: dt.datetime) -> IssueFeed:
    """The feed as it is now. Three statements."""
    later = aliased(IssueRow)
    corrected_at = (
        select(func.min(later.published_at))
        .where(later.corrects == IssueRow.id, later.state.in_(OUT))
        .scalar_subquery()
    )
    rows = session.execute(
        select(IssueRow, corrected_at)
        .options(selectinload(IssueRow.entries))
        .where(IssueRow.state.in_(OUT), IssueRow.published_at.is_not(None))
        .order_by(IssueRow.published_at.desc(), IssueRow.id.desc())
        .limit(MOST)
    )
    versions = [
        Version(_urn(row), row.edition, model_of(row), row.published_at, corrected)
        for row, corrected in rows
        if row.published_at is not None
    ]
    first = session.scalar(select(IssueRow).order_by(IssueRow.id).limit(1))
    name = f"feed of {_urn(first)}" if first else NO_ISSUE
    updated = max((each.updated_at for each in versions), default=now)
    return IssueFeed(uuid.uuid5(uuid.NAMESPACE_URL, name).urn, updated, versions)


def _urn(row: IssueRow) -> str:
    """The same for a version for ever, and for no other anywhere: made of its number and its beginning."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"gleaner issue {row.id} {row.created_at.isoformat()}").urn


def render(feed: IssueFeed, place: str = "") -> bytes:
    """The feed as Atom (RFC 4287). `place` is its own address, "" when it has none."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en-GB")
    _texts(root, title="Digest", id=feed.id, updated=_moment(feed.updated_at))
    _texts(etree.SubElement(root, f"{{{ATOM}}}author"), name="Gleaner")
    if place:
        etree.SubElement(root, f"{{{ATOM}}}link", rel="self", type=MEDIA_TYPE, href=place)
    for each in feed.versions:
        item = etree.SubElement(root, f"{{{ATOM}}}entry")
        _texts(item, title=title_of_version(each), id=each.id)
        _texts(item, updated=_moment(each.updated_at), published=_moment(each.published_at))
        if each.corrected_at:
            _texts(item, summary="A newer version corrects this issue; it stands here as it went out.")
        content = etree.SubElement(item, f"{{{ATOM}}}content", type="html")
        content.text = html_fragment.render(each.issue).decode()
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def title_of_version(version: Version) -> str:
    """The issue's title with the version, and whether a newer one corrects it."""
    notes = [f"version {version.edition}"] if version.edition > 1 else []
    notes += ["corrected"] if version.corrected_at else []
    title = tidy(title_of(version.issue))
    return f"{title} ({', '.join(notes)})" if notes else title


def _texts(parent: etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        etree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _moment(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
