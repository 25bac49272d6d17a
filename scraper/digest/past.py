"""What past issues said: found by words, for who asks whether something ran before."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.interchange import entry_from_json
from scraper.digest.model import DigestEntry
from scraper.outcomes import IssueState
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
    """The entries in which all these words stand, the newest issues first; of an issue its last version.

    One statement, which compares the words that are kept of each entry; accents and capitals do not count.
    """
    wanted = sorted(set(words_of(words)))
    if not wanted:
        return []
    rows = session.execute(
        select(IssueEntry.issue_id, IssueRow.date, IssueEntry.position, IssueEntry.content)
        .join(IssueEntry.issue)
        .where(
            IssueRow.state != IssueState.CORRECTED,
            *(IssueEntry.words.contains(f" {word} ") for word in wanted),
        )
        .order_by(IssueRow.date.desc().nulls_last(), IssueEntry.issue_id.desc(), IssueEntry.position)
        .limit(most)
    )
    found = []
    for issue_id, date, place, content in rows:
        entry = entry_from_json(content)
        found.append(PastEntry(issue_id, date, place, entry.heading, " ".join(entry.summary)))
    return found


def words_kept(entry: DigestEntry) -> str:
    """The words of an entry as its row keeps them: each once, between two spaces."""
    links = [part for link in entry.links for part in (link.label, link.title, link.url or "")]
    source = [entry.source.name] if entry.source else []
    said = "\n".join((entry.heading, *entry.summary, *links, *source))
    return f" {' '.join(sorted(set(words_of(said))))} "
