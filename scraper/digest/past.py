"""What past issues said: found by words, for who asks whether something ran before."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.interchange import SCHEMA, from_json
from scraper.digest.model import DigestEntry
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.desk_models import IssueEntry
from scraper.storage.search import words_of


@dataclass(frozen=True, slots=True)
class PastEntry:
    """An entry of an issue, and where it stands: the issue's number and date, and its place there."""

    issue: int
    date: str | None
    place: int
    heading: str
    summary: str


def entries_saying(session: Session, words: str, most: int) -> list[PastEntry]:
    """The entries in which all these words stand, the newest issues first.

    Every entry is read: a house has some thousand of them, and they are short.
    """
    wanted = set(words_of(words))
    if not wanted:
        return []
    rows = session.execute(
        select(IssueEntry.issue_id, IssueRow.date, IssueEntry.position, IssueEntry.content)
        .join(IssueEntry.issue)
        .order_by(IssueRow.date.desc(), IssueEntry.issue_id.desc(), IssueEntry.position)
    )
    found = []
    for issue_id, date, place, content in rows:
        entry = from_json({"schema": SCHEMA, "entries": [content]}).entries[0]
        if wanted <= set(words_of(text_of(entry))):
            summary = " ".join(entry.summary)
            found.append(PastEntry(issue_id, date, place, entry.heading, summary))
            if len(found) == most:
                break
    return found


def text_of(entry: DigestEntry) -> str:
    """All words of an entry."""
    links = [part for link in entry.links for part in (link.label, link.title, link.url or "")]
    source = [entry.source.name] if entry.source else []
    return "\n".join((entry.heading, *entry.summary, *links, *source))
