"""Criteria as conditions of a statement, the same on both engines."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased
from sqlalchemy.orm.util import AliasedClass

from scraper.desk.criteria import NONE, Criteria
from scraper.desk.query import (
    All,
    Is,
    Node,
    Not,
    Operator,
    Published,
    Words,
    day_after,
    first_day,
    names_state,
)
from scraper.desk.rules import due
from scraper.desk.transitions import DECISIONS
from scraper.identity.memory import Relation
from scraper.outcomes import Status
from scraper.storage.acts import CANDIDATE
from scraper.storage.desk_models import Candidate, Event, IssueEntry
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.identity_models import Recollection
from scraper.storage.models import Publication, Source
from scraper.storage.search import having, words_of


@dataclass(frozen=True, slots=True)
class Scope:
    """What conditions need to know: the sources with the words of their names, and what is due today."""

    session: Session
    sources: tuple[tuple[int, str, tuple[str, ...]], ...]
    due: tuple[int, ...]


def scope_of(session: Session, criteria: Criteria, now: datetime) -> Scope:
    """What the conditions of criteria need to know. At most two statements."""
    sources = session.execute(select(Source.id, Source.slug, Source.name)) if criteria.search else ()
    known = tuple((row.id, row.slug, tuple(words_of(row.name))) for row in sources)
    return Scope(session, known, tuple(due(session, now)))


class Narrowing:
    """Conditions on one candidate and its publication; each may be an alias."""

    def __init__(
        self,
        scope: Scope,
        candidate: type[Candidate] | AliasedClass[Candidate] = Candidate,
        publication: type[Publication] | AliasedClass[Publication] = Publication,
    ) -> None:
        self.scope, self.candidate, self.publication = scope, candidate, publication
        # Beside an alias the other one leads: an index by status would read half of the queue for each row.
        is_alias = candidate is not Candidate
        self.status = func.coalesce(candidate.status, "") if is_alias else candidate.status

    def conditions(self, criteria: Criteria) -> list[ColumnElement[bool]]:
        """All that has to hold."""
        candidate, publication = self.candidate, self.publication
        found = []
        node = criteria.query
        if criteria.status is not None and not names_state(node):
            found.append(self.in_status(criteria.status))
        if criteria.source is not None:
            source = select(Source.id).where(Source.slug == criteria.source)
            found.append(publication.source_id == source.scalar_subquery())
        if criteria.band is not None:
            found.append(same_or_none(candidate.band, criteria.band))
        if criteria.kind is not None:
            found.append(publication.kind == criteria.kind)
        if criteria.nation is not None:
            found.append(self.of_nation(criteria.nation))
        if criteria.assignee is not None:
            found.append(same_or_none(candidate.assignee, criteria.assignee))
        if criteria.decided_since is not None:
            found.append(self.decided_since(criteria.decided_since))
        if criteria.search:
            found.append(self.holds(node))
        return found

    def in_status(self, status: Status) -> ColumnElement[bool]:
        """Where a candidate stands; a held one whose day has come stands as new."""
        stands = self.status == status
        due_ids = self.scope.due
        if due_ids and status is Status.NEW:
            return or_(stands, self.candidate.id.in_(due_ids))
        return (
            and_(stands, self.candidate.id.not_in(due_ids)) if due_ids and status is Status.HELD else stands
        )

    def of_nation(self, nation: str) -> ColumnElement[bool]:
        """Whether a publication speaks of a nation. The list is kept as JSON."""
        return cast(self.publication.nations, Text).contains(f'"{nation}"', autoescape=True)

    def decided_since(self, moment: datetime) -> ColumnElement[bool]:
        """Whether a person decided since then."""
        return self.candidate.id.in_(decided_after(moment))

    def holds(self, node: Node) -> ColumnElement[bool]:
        """A search as a condition."""
        if isinstance(node, Words):
            return self.says(node)
        if isinstance(node, Is):
            return self.is_so(node.operator, node.value)
        if isinstance(node, Published):
            return self.published(node)
        if isinstance(node, Not):
            return not_(self.holds(node.node))
        parts = [self.holds(each) for each in node.nodes]
        return and_(true(), *parts) if isinstance(node, All) else or_(false(), *parts)

    def says(self, said: Words) -> ColumnElement[bool]:
        """Words in the text or the title, or in the name of the source."""
        words = words_of(said.text)
        if not words:
            return true()
        found = self.candidate.revision_id.in_(having(self.scope.session, words, begins=said.begins))
        named = [
            number for number, _, name in self.scope.sources if stands_in(words, name, begins=said.begins)
        ]
        return or_(found, self.publication.source_id.in_(named)) if named else found

    def is_so(self, operator: Operator, value: str) -> ColumnElement[bool]:
        """What an operator asks for."""
        conditions: dict[Operator, Callable[[str], ColumnElement[bool]]] = {
            Operator.SOURCE: self.from_source,
            Operator.TYPE: lambda kind: self.publication.kind == kind,
            Operator.TOPIC: self.under_heading,
            Operator.STATE: lambda status: self.in_status(Status(status)),
            Operator.IN: self.in_issue,
            Operator.BY: self.decided_by,
            Operator.NATION: self.of_nation,
            Operator.BAND: lambda band: same_or_none(self.candidate.band, band),
            Operator.ASSIGNED: lambda name: same_or_none(self.candidate.assignee, name),
        }
        return conditions[operator](value)

    def decided_by(self, actor: str) -> ColumnElement[bool]:
        """Whether somebody of this name decided on it, in whatever way."""
        acts = select(Event.object_id).where(
            Event.object_type == CANDIDATE,
            func.lower(Event.actor) == actor.lower(),
            Event.action.in_(DECISIONS),
        )
        return self.candidate.id.in_(acts)

    def under_heading(self, value: str) -> ColumnElement[bool]:
        """Whether it has an entry under a heading with these words: the house's topics."""
        heading = IssueEntry.content["heading"].as_string()
        entries = select(IssueEntry.candidate_id).where(
            IssueEntry.candidate_id.is_not(None), heading.icontains(value, autoescape=True)
        )
        return self.candidate.id.in_(entries)

    def from_source(self, value: str) -> ColumnElement[bool]:
        """Whether its source has this slug, or these words in its name."""
        words = words_of(value)
        named = [
            number
            for number, slug, name in self.scope.sources
            if slug == value.lower() or (words and stands_in(words, name))
        ]
        return self.publication.source_id.in_(named)

    def in_issue(self, value: str) -> ColumnElement[bool]:
        """Whether it stands in an issue or ran there; the issue by its date, part of it, or its number."""
        issue = IssueRow.date.startswith(value, autoescape=True)
        if value.isdecimal() and len(value) < 4:
            issue = IssueRow.id == int(value)
        entries = select(IssueEntry.id).join(IssueRow, IssueRow.id == IssueEntry.issue_id).where(issue)
        taken = exists().where(IssueEntry.candidate_id == self.candidate.id, IssueEntry.id.in_(entries))
        ran = exists().where(
            Recollection.publication_id == self.publication.id,
            Recollection.relation == Relation.SAME,
            Recollection.issue_entry_id.in_(entries),
        )
        return or_(taken, ran)

    def published(self, asked: Published) -> ColumnElement[bool]:
        """Whether it came out in a period, as far as its date is known; else whether it was found then."""
        known, found = self.publication.published, self.candidate.found_at
        # Dates are kept cut to their precision: "2024-06" is on both sides of "2024-06-15".
        dated, seen = [known.is_not(None)], [known.is_(None)]
        if asked.first:
            dated.append(known + "-99-99" >= asked.first)
            seen.append(found >= midnight(first_day(asked.first)))
        if asked.last:
            dated.append(known <= asked.last + "-99-99")
            seen.append(found < midnight(day_after(asked.last)))
        return or_(and_(*dated), and_(*seen))


def decided_after(moment: datetime) -> Select[int]:
    """The candidates that persons decided on since then, but for what was undone."""
    undoing = aliased(Event)
    return select(Event.object_id).where(
        Event.object_type == CANDIDATE,
        Event.at >= moment,
        Event.action.in_(DECISIONS),
        ~exists().where(undoing.undo_of == Event.id),
    )


def same_or_none(column: InstrumentedAttribute[str | None], value: str) -> ColumnElement[bool]:
    """A column that has a value, or none."""
    return column.is_(None) if value == NONE else column == value


def stands_in(words: Sequence[str], name: Sequence[str], *, begins: bool = False) -> bool:
    """Whether words stand in a name one after the other."""
    length = len(words)
    for start in range(len(name) - length + 1):
        run = name[start : start + length]
        if list(run[:-1]) == list(words[:-1]) and (
            run[-1] == words[-1] or (begins and run[-1].startswith(words[-1]))
        ):
            return True
    return False


def midnight(day: date) -> datetime:
    """The beginning of a day, UTC."""
    return datetime.combine(day, time(), UTC)
