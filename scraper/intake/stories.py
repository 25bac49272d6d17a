"""Which story does a publication belong to? Found, decided and written in the caller's one transaction.

A fixed number of statements for each publication, however many are stored.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from scraper.identity.match import Related
from scraper.identity.stories import Edge, Grouping, Joined, New, group, is_roundup
from scraper.identity.story_ties import LONG_WINDOW, Profile, link_keys, profile
from scraper.identity.story_words import Counts, heaviest
from scraper.intake.memory import links_of
from scraper.storage.identity_models import CannotLink, SharedLink, Story, StoryEdge, StoryWord, WordCount
from scraper.storage.models import Alias, Publication, Revision, Source

#: Words of a lead by which a publication is found, how many two must share, and publications and stories that
#: are compared.
LOOKED_UP = 15
LEAST_SHARED = 2
MOST_ALIKE = 12
MOST_TIED = 40
MOST_STORIES = 16
MOST_MEMBERS = 80
#: Publications that may share a link for it to tell something.
MOST_SHARING = 8
#: Characters of a text that are read: more than the words compared.
_READ = 4_000
#: The row of `word_count` that counts the publications.
_ALL = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored that a publication may belong to."""

    stories: Mapping[int, Sequence[Profile]]
    cannot: frozenset[tuple[int, int]]


def keep_story(
    session: Session,
    publication: Publication,
    text: str,
    related: Iterable[Related] = (),
    *,
    now: datetime,
    changed: bool = False,
) -> Grouping:
    """Put a publication that is new or changed into its story, which may be one of its own.

    Args:
        session: of the caller's one transaction.
        publication: flushed, with its addresses and its revision.
        text: its text now.
        related: publications that share much of the text.
        now: the present.
        changed: whether it is a known publication whose text changed.
    """
    mine = own_profile(session, publication, text, related, now if changed else None)
    counts = counts_of(session, mine.bags.counted | set(mine.bags.body))
    heavy = heaviest(mine.bags.lead, counts, LOOKED_UP)
    everybodys = everybodys_links(session, mine.links)
    found = stories_near(session, mine, heavy, everybodys)
    known = look_up(session, mine, found)
    words = {word for members in known.stories.values() for each in members for word in words_of(each)}
    counts = Counts(counts.total, {**counts.of, **counts_of(session, words).of})
    own = publication.story_id if known.stories.get(publication.story_id or 0) else None
    grouping = group(mine, known.stories, counts, known.cannot, everybodys=everybodys, own=own)
    is_first = publication.story_id is None
    settle(session, publication, grouping, is_first=is_first, now=now)
    keep_words(session, mine, [] if is_roundup(mine, known.stories) else heavy, is_first=is_first)
    return grouping


def own_profile(
    session: Session,
    publication: Publication,
    text: str,
    related: Iterable[Related],
    changed: datetime | None,
) -> Profile:
    """The publication as stories see it. One statement."""
    keys = frozenset(session.scalars(select(Alias.key).where(Alias.publication_id == publication.id)))
    source = session.get_one(Source, publication.source_id)
    return profile(
        publication.id,
        publication.source_id,
        publication.title,
        text[:_READ],
        day_of(publication.published, publication.updated, publication.first_seen_at, changed),
        keys=keys,
        links=link_keys((link.url for link in links_of(publication)), keys),
        publisher=source.name,
        related={each.publication_id: each.words for each in related},
    )


def day_of(published: str | None, updated: str | None, seen: datetime, changed: datetime | None) -> date:
    """The day a publication speaks of: when it was changed or came out, as stated, else as we saw it.

    Args:
        published, updated: ISO dates as stated, cut to their precision; a day counts only when it is exact.
        seen: when it was first seen.
        changed: when its text was found changed, None when it never was.
    """
    latest = (changed or seen).date()
    stated = [date.fromisoformat(each) for each in (published, updated) if each and len(each) == 10]
    days = [each for each in stated if each <= latest]
    if changed is not None and updated is None:
        days.append(latest)
    return max(days, default=latest)


def counts_of(session: Session, words: Collection[str]) -> Counts:
    """How common words are. One statement."""
    wanted = select(WordCount.word, WordCount.count).where(WordCount.word.in_([_ALL, *sorted(words)]))
    found = dict(session.execute(wanted).all())
    return Counts(found.pop(_ALL, 0), found)


def words_of(each: Profile) -> set[str]:
    """The words whose weight counts when a publication is compared."""
    return set(each.bags.body) | set(each.bags.lead)


def everybodys_links(session: Session, links: Collection[str]) -> frozenset[str]:
    """Which links too many publications have. One statement."""
    rows = select(SharedLink.key).where(SharedLink.key.in_(links)).group_by(SharedLink.key)
    return frozenset(session.scalars(rows.having(func.count() > MOST_SHARING)))


def stories_near(
    session: Session, mine: Profile, heavy: Sequence[str], everybodys: frozenset[str]
) -> list[int]:
    """The stories to compare with: those tied by links or text, then those sharing most heavy words.

    Four statements.
    """
    wanted = [*sorted(mine.links - everybodys), *sorted(mine.keys)]
    linking = (
        select(SharedLink.publication_id)
        .where(SharedLink.key.in_(wanted))
        .order_by(SharedLink.publication_id.desc())
        .limit(MOST_TIED)
    )
    linked = select(Alias.publication_id).where(Alias.key.in_(sorted(mine.links)))
    at, reach = midnight(mine.day), timedelta(days=LONG_WINDOW)
    alike = (
        select(StoryWord.publication_id)
        .where(StoryWord.word.in_(heavy), StoryWord.at.between(at - reach, at + reach))
        .group_by(StoryWord.publication_id)
        .having(func.count() >= LEAST_SHARED)
        .order_by(func.count().desc(), StoryWord.publication_id.desc())
        .limit(MOST_ALIKE)
    )
    tied = [*mine.related, *session.scalars(linked), *session.scalars(linking)]
    order = list(dict.fromkeys([mine.id, *tied, *session.scalars(alike)]))
    rows = select(Publication.id, Publication.story_id).where(Publication.id.in_(order))
    story_of = {row.id: row.story_id for row in session.execute(rows)}
    stories = dict.fromkeys(story_of[each] for each in order if story_of.get(each) is not None)
    return list(stories)[:MOST_STORIES]


def look_up(session: Session, mine: Profile, stories: Sequence[int]) -> Known:
    """The members of stories, without the publication itself, and who was split. Four statements."""
    rows = session.execute(members_of(stories)).all()
    ids = [row.id for row in rows if row.id != mine.id]
    keys = by_publication(session, select(Alias.publication_id, Alias.key), Alias.publication_id.in_(ids))
    links = by_publication(
        session, select(SharedLink.publication_id, SharedLink.key), SharedLink.publication_id.in_(ids)
    )
    everyone = [mine.id, *ids]
    cannot = session.execute(
        select(CannotLink.low_id, CannotLink.high_id).where(
            or_(CannotLink.low_id.in_(everyone), CannotLink.high_id.in_(everyone))
        )
    )
    found: dict[int, list[Profile]] = {}
    for row in rows:
        if row.id != mine.id:
            member = member_profile(row, keys.get(row.id, ()), links.get(row.id, ()))
            found.setdefault(row.story_id, []).append(member)
    return Known(found, frozenset((row.low_id, row.high_id) for row in cannot))


def members_of(stories: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The newest members of stories with the beginning of their latest text."""
    newest = (
        select(func.max(Revision.number))
        .where(Revision.publication_id == Publication.id)
        .correlate(Publication)
        .scalar_subquery()
    )
    return (
        select(
            Publication.id,
            Publication.story_id,
            Publication.source_id,
            Source.name,
            Publication.title,
            Publication.published,
            Publication.updated,
            Publication.first_seen_at,
            Revision.number,
            Revision.captured_at,
            func.substr(Revision.text, 1, _READ).label("text"),
        )
        .join(Source, Source.id == Publication.source_id)
        .join(Revision, (Revision.publication_id == Publication.id) & (Revision.number == newest))
        .where(Publication.story_id.in_(stories))
        .order_by(Publication.id.desc())
        .limit(MOST_MEMBERS)
    )


def member_profile(row: Row[*tuple[Any, ...]], keys: Iterable[str], links: Iterable[str]) -> Profile:
    """A stored publication as stories see it."""
    changed = row.captured_at if row.number > 1 else None
    day = day_of(row.published, row.updated, row.first_seen_at, changed)
    return profile(
        row.id, row.source_id, row.title, row.text, day, keys=keys, links=links, publisher=row.name
    )


def by_publication(
    session: Session, rows: Select[int, str], wanted: ColumnElement[bool]
) -> dict[int, list[str]]:
    """Keys by the publication they belong to."""
    found: dict[int, list[str]] = {}
    for number, key in session.execute(rows.where(wanted)):
        found.setdefault(number, []).append(key)
    return found


def settle(
    session: Session, publication: Publication, grouping: Grouping, *, is_first: bool, now: datetime
) -> None:
    """Write the story and the evidence. At most four statements."""
    stories = grouping.stories if isinstance(grouping, Joined) else ()
    if stories:
        bring_together(session, publication, stories)
    elif publication.story_id is None:
        story = Story(created_at=now)
        session.add(story)
        session.flush()
        publication.story_id = story.id
    edges = () if isinstance(grouping, New) else grouping.edges
    if not is_first:
        told = select(StoryEdge.other_id, StoryEdge.relation).where(
            StoryEdge.publication_id == publication.id, StoryEdge.undone_by.is_(None)
        )
        known = {(row.other_id, row.relation) for row in session.execute(told)}
        edges = tuple(edge for edge in edges if (edge.other, edge.relation) not in known)
    session.add_all(edge_row(publication.id, edge, now) for edge in edges)
    session.flush()


def bring_together(session: Session, publication: Publication, stories: Sequence[int]) -> None:
    """One story of several: the oldest one's number stays."""
    numbers = {*stories, *([publication.story_id] if publication.story_id else [])}
    target = min(numbers)
    publication.story_id = target
    session.flush()
    if len(numbers) > 1:
        session.execute(
            update(Publication).where(Publication.story_id.in_(numbers - {target})).values(story_id=target)
        )


def edge_row(publication_id: int, edge: Edge, now: datetime) -> StoryEdge:
    """One piece of evidence as it is kept."""
    return StoryEdge(
        publication_id=publication_id,
        other_id=edge.other,
        relation=edge.relation,
        score=edge.score,
        words=edge.words,
        suggested=edge.suggested,
        at=now,
    )


def keep_words(session: Session, mine: Profile, heavy: Sequence[str], *, is_first: bool) -> None:
    """What later publications find this one by; a round-up is found by nothing. At most five statements."""
    if not is_first:
        for table in (StoryWord, SharedLink):
            session.execute(delete(table).where(table.publication_id == mine.id))
    if heavy:
        at = midnight(mine.day)
        session.execute(insert(StoryWord), [{"word": w, "publication_id": mine.id, "at": at} for w in heavy])
    if heavy and mine.links:
        rows = [{"key": key, "publication_id": mine.id} for key in sorted(mine.links)]
        session.execute(insert(SharedLink), rows)
    if is_first:
        count_words(session, mine.bags.counted)


def count_words(session: Session, words: Collection[str]) -> None:
    """One publication more has these words; in their order, so that writers do not wait for each other."""
    insert_or = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert_or(WordCount).values([{"word": word, "count": 1} for word in sorted({_ALL, *words})])
    session.execute(
        statement.on_conflict_do_update(index_elements=["word"], set_={"count": WordCount.count + 1})
    )


def midnight(day: date) -> datetime:
    """The beginning of a day, UTC."""
    return datetime.combine(day, time(), UTC)
