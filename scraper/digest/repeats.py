"""What other issues ran of the publications, addresses and stories in this one."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from scraper.digest.interchange import entry_from_json
from scraper.digest.periods import day_in_words
from scraper.identity.memory import Relation
from scraper.storage.desk_models import Candidate, IssueEntry
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.identity_models import Mention, Recollection
from scraper.storage.models import Publication

#: (entry of this issue, entry of the other one, words), as each query tells it.
_Told = tuple[int, int, str]


def ran_before(session: Session, row: IssueRow) -> dict[int, tuple[str, ...]]:
    """What other issues ran, in words, by entry; each entry of theirs once. Not its own earlier versions."""
    own = _versions(session, row)
    told: dict[tuple[int, int], str] = {}
    for mine, other, words in (*_recalled(session, row, own), *_linked(session, row, own)):
        told.setdefault((mine, other), words)
    for mine, other, words in _of_its_story(session, row, own):
        told.setdefault((mine, other), words)
    found: dict[int, tuple[str, ...]] = {}
    for (mine, _), words in sorted(told.items()):
        found[mine] = (*found.get(mine, ()), words)
    return found


def _versions(session: Session, row: IssueRow) -> list[int]:
    """The issue and all that it corrects, one after the other."""
    ids, corrected = [row.id], row.corrects
    while corrected is not None and corrected not in ids:
        ids.append(corrected)
        earlier = session.get(IssueRow, corrected)
        corrected = earlier.corrects if earlier else None
    return ids


def _recalled(session: Session, row: IssueRow, own: list[int]) -> Iterable[_Told]:
    """What memory says is the same publication."""
    rows = session.execute(
        select(IssueEntry.id, Recollection.issue_entry_id, Recollection.words)
        .join(Candidate, Candidate.id == IssueEntry.candidate_id)
        .join(Recollection, Recollection.publication_id == Candidate.publication_id)
        .where(
            IssueEntry.issue_id == row.id,
            Recollection.issue_entry_id.not_in(_entries_of(own)),
            Recollection.relation == Relation.SAME,
        )
        .order_by(IssueEntry.id, Recollection.id)
    )
    return [(each[0], each[1], each[2]) for each in rows]


def _linked(session: Session, row: IssueRow, own: list[int]) -> Iterable[_Told]:
    """The addresses that another issue linked, of entries written by hand too."""
    mine, theirs, entry = aliased(Mention), aliased(Mention), aliased(IssueEntry)
    rows = session.execute(
        select(mine.issue_entry_id, entry.id, theirs.title, IssueRow.date, IssueRow.id)
        .join(IssueEntry, IssueEntry.id == mine.issue_entry_id)
        .join(theirs, theirs.key == mine.key)
        .join(entry, entry.id == theirs.issue_entry_id)
        .join(IssueRow, IssueRow.id == entry.issue_id)
        .where(IssueEntry.issue_id == row.id, entry.issue_id.not_in(own), mine.key.is_not(None))
        .order_by(mine.id, theirs.id)
    )
    return [
        (my_entry, other, f"“{title}” was linked in {which(day, number)}")
        for my_entry, other, title, day, number in rows
    ]


def _of_its_story(session: Session, row: IssueRow, own: list[int]) -> Iterable[_Told]:
    """Entries of other issues about another publication of the same story."""
    entry, candidate, publication = aliased(IssueEntry), aliased(Candidate), aliased(Publication)
    rows = session.execute(
        select(IssueEntry.id, entry.id, entry.content, IssueRow.date, IssueRow.id)
        .join(Candidate, Candidate.id == IssueEntry.candidate_id)
        .join(Publication, Publication.id == Candidate.publication_id)
        .join(publication, publication.story_id == Publication.story_id)
        .join(candidate, candidate.publication_id == publication.id)
        .join(entry, entry.candidate_id == candidate.id)
        .join(IssueRow, IssueRow.id == entry.issue_id)
        .where(IssueEntry.issue_id == row.id, entry.issue_id.not_in(own), publication.id != Publication.id)
        .order_by(IssueEntry.id, entry.id)
    )
    return [
        (my_entry, other, f"its story was told as “{heading_of(content)}” in {which(day, number)}")
        for my_entry, other, content, day, number in rows
    ]


def _entries_of(issues: list[int]) -> Select[int]:
    return select(IssueEntry.id).where(IssueEntry.issue_id.in_(issues))


def heading_of(content: Mapping[str, object]) -> str:
    """The heading of a kept entry."""
    return entry_from_json(content).heading


def which(day: str | None, number: int) -> str:
    """An issue as people name it: by its date, else by its number."""
    return f"the issue of {day_in_words(date.fromisoformat(day))}" if day else f"issue {number}"
