"""Stories as an editor sees and changes them: what stands together and why; split, put together."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from scraper.desk.story_state import STORY, capture, difference, new_story, place
from scraper.desk.transitions import Action
from scraper.errors import ActionRefusedError
from scraper.identity.story_ties import Relation
from scraper.outcomes import Status
from scraper.storage.acts import By, change, decided, find_candidates, record
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.identity_models import CannotLink, StoryEdge
from scraper.storage.models import Publication, Source


def merge(session: Session, ids: Sequence[int], *, actor: str, via: str, now: datetime) -> int:
    """Put the stories of candidates together, as one undoable act; returns the number that stays.

    What was split before may be put together again: the latest word counts.

    Raises:
        NotFoundError: an id names no candidate.
        ActionRefusedError: the candidates stand in one story already.
    """
    events = join_stories(session, find_candidates(session, ids), By(actor, via, now))
    if not events:
        raise ActionRefusedError("name candidates of at least two stories: these stand together already")
    session.flush()
    return events[0].object_id


def join_stories(session: Session, candidates: Sequence[Candidate], by: By) -> list[Event]:
    """Put the stories of candidates together; no event when they stand in one already."""
    publications = list({row.publication_id: row.publication for row in candidates}.values())
    stories = {row.story_id for row in publications}
    if len(publications) < 2 or (len(stories) == 1 and None not in stories):
        return []
    numbers = sorted(number for number in stories if number is not None)
    everyone = sorted({row.id for row in publications} | set(members_of(session, numbers)))
    before = capture(session, everyone)
    target = numbers[0] if numbers else new_story(session, by.at)
    forget_splits(session, everyone)
    place(session, dict.fromkeys(map(str, everyone), target))
    session.add_all(
        StoryEdge(
            publication_id=row.id,
            other_id=publications[0].id,
            relation=Relation.EDITOR,
            words=f"put together by {by.actor}",
            suggested=False,
            at=by.at,
        )
        for row in publications[1:]
    )
    was, stands = difference(before, capture(session, everyone, before["made"]))
    return [record(session, by, (STORY, target), "merge", before=was, after=stands)]


def split(session: Session, ids: Sequence[int], *, actor: str, via: str, now: datetime) -> int:
    """Take candidates out of their story into one of their own, for good; returns its number.

    Whatever was set aside as a duplicate of what is now on the other side is new again.

    Raises:
        NotFoundError: an id names no candidate.
        ActionRefusedError: they stand in several stories, or nothing else stands in theirs.
    """
    publications = publications_of(session, ids)
    stories = {row.story_id for row in publications}
    (story,) = stories if len(stories) == 1 else (None,)
    if story is None:
        raise ActionRefusedError("candidates that leave a story together must stand in one story")
    everyone = members_of(session, [story])
    leaving = {row.id for row in publications}
    staying = [number for number in everyone if number not in leaving]
    if not staying:
        raise ActionRefusedError(f"nothing else stands in story {story}: there is nothing to split")
    before, by = capture(session, everyone), By(actor, via, now)
    event = record(session, by, (STORY, story), "split", before={}, after={})
    made = new_story(session, now)
    place(session, dict.fromkeys(map(str, leaving), made))
    pairs = {(min(pair), max(pair)) for pair in product(leaving, staying)}
    known = {tuple(map(int, pair.split("-"))) for pair in before["cannot"]}
    session.add_all(CannotLink(low_id=a, high_id=b, event_id=event.id) for a, b in sorted(pairs - known))
    undo_edges(session, leaving, staying, event.id)
    event.before, event.after = difference(before, capture(session, everyone, before["made"]))
    for copy in (*duplicates_of(session, leaving, staying), *duplicates_of(session, staying, leaving)):
        change(session, by, copy, Action.REOPEN, decided(Status.NEW))
    session.flush()
    return made


def duplicates_of(
    session: Session, publication_ids: Collection[int], others: Collection[int]
) -> list[Candidate]:
    """The candidates of publications that were set aside as duplicates of candidates of others."""
    stand_for = select(Candidate.id).where(Candidate.publication_id.in_(others))
    rows = select(Candidate).where(
        Candidate.publication_id.in_(publication_ids),
        Candidate.status == Status.DUPLICATE,
        Candidate.duplicate_of.in_(stand_for),
    )
    return list(session.scalars(rows.order_by(Candidate.id)))


def publications_of(session: Session, ids: Sequence[int]) -> list[Publication]:
    """The publications of candidates, in their order, each once."""
    candidates = find_candidates(session, ids)
    return list({row.publication_id: row.publication for row in candidates}.values())


def members_of(session: Session, stories: Collection[int]) -> list[int]:
    """The publications that stand in stories."""
    rows = select(Publication.id).where(Publication.story_id.in_(stories)).order_by(Publication.id)
    return list(session.scalars(rows))


def forget_splits(session: Session, publication_ids: Collection[int]) -> None:
    """These publications may stand together again."""
    among = CannotLink.low_id.in_(publication_ids), CannotLink.high_id.in_(publication_ids)
    session.execute(delete(CannotLink).where(*among))


def undo_edges(session: Session, leaving: Collection[int], staying: Collection[int], event_id: int) -> None:
    """The evidence between what leaves and what stays counts no more."""
    between = or_(
        StoryEdge.publication_id.in_(leaving) & StoryEdge.other_id.in_(staying),
        StoryEdge.publication_id.in_(staying) & StoryEdge.other_id.in_(leaving),
    )
    session.execute(
        update(StoryEdge).where(between, StoryEdge.undone_by.is_(None)).values(undone_by=event_id)
    )


def show_story(session: Session, candidate_id: int) -> dict[str, Any]:
    """The story of a candidate: its members, the evidence between them, suggestions, and what was done to it.

    Raises:
        NotFoundError: there is no such candidate.
    """
    (publication,) = publications_of(session, [candidate_id])
    story = publication.story_id
    members = members_of(session, [story]) if story is not None else [publication.id]
    return {
        "story": story,
        "members": describe(session, members),
        "evidence": edges_among(session, members),
        "suggestions": suggestions(session, members),
        "events": story_events(session, story),
    }


def companions(session: Session, publication: Publication) -> dict[str, Any]:
    """What stands in one story with a publication, and why, in words; suggestions apart."""
    members = members_of(session, [publication.story_id]) if publication.story_id is not None else []
    others = describe(session, [number for number in members if number != publication.id])
    mine = candidates_of(session, [publication.id]).get(publication.id)
    words: dict[int, list[str]] = {}
    for edge in edges_among(session, members):
        if mine in edge["between"]:
            (other,) = [number for number in edge["between"] if number != mine]
            words.setdefault(other, []).append(edge["words"])
    return {
        "members": [each | {"words": words.get(each["id"], [])} for each in others],
        "suggestions": suggestions(session, [publication.id]),
    }


def describe(session: Session, publication_ids: Collection[int]) -> list[dict[str, Any]]:
    """Publications as members of a story, the earliest first; `id` is the latest candidate."""
    latest = (
        select(func.max(Candidate.id))
        .where(Candidate.publication_id == Publication.id)
        .correlate(Publication)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Publication, latest, Source.slug, Source.name)
        .join(Source, Source.id == Publication.source_id)
        .where(Publication.id.in_(publication_ids))
        .order_by(Publication.published.is_(None), Publication.published, Publication.id)
    )
    return [
        {
            "id": candidate,
            "title": row.title,
            "url": row.url,
            "source": slug,
            "source_name": name,
            "kind": row.kind,
            "published": row.published,
        }
        for row, candidate, slug, name in rows
    ]


def edges_among(session: Session, publication_ids: Collection[int]) -> list[dict[str, Any]]:
    """Why publications stand together: pairs of candidates with the evidence in words."""
    among = StoryEdge.publication_id.in_(publication_ids), StoryEdge.other_id.in_(publication_ids)
    rows = session.scalars(
        select(StoryEdge)
        .where(*among, StoryEdge.suggested.is_(False), StoryEdge.undone_by.is_(None))
        .order_by(StoryEdge.id)
    ).all()
    numbers = candidates_of(session, publication_ids)
    return [tell_edge(row, numbers) for row in rows]


def suggestions(session: Session, publication_ids: Collection[int]) -> list[dict[str, Any]]:
    """What may belong here too: publications of other stories that are a little alike. An editor judges."""
    touching = or_(StoryEdge.publication_id.in_(publication_ids), StoryEdge.other_id.in_(publication_ids))
    rows = session.scalars(
        select(StoryEdge)
        .where(touching, StoryEdge.suggested.is_(True), StoryEdge.undone_by.is_(None))
        .order_by(StoryEdge.id)
    ).all()
    inside = set(publication_ids)
    outside = {row.id: row for row in rows if not {row.publication_id, row.other_id} <= inside}
    others = {
        row.id: row.other_id if row.publication_id in inside else row.publication_id
        for row in outside.values()
    }
    shown = {each["id"]: each for each in describe(session, set(others.values()))}
    numbers = candidates_of(session, {*inside, *others.values()})
    return [
        shown[numbers[others[row.id]]] | {"words": row.words, "score": row.score}
        for row in outside.values()
        if others[row.id] in numbers
    ]


def candidates_of(session: Session, publication_ids: Collection[int]) -> dict[int, int]:
    """The latest candidate of each publication."""
    rows = session.execute(
        select(Candidate.publication_id, func.max(Candidate.id))
        .where(Candidate.publication_id.in_(publication_ids))
        .group_by(Candidate.publication_id)
    )
    return dict(rows.all())


def tell_edge(row: StoryEdge, numbers: dict[int, int]) -> dict[str, Any]:
    """One piece of evidence as data."""
    return {
        "between": [numbers.get(row.publication_id), numbers.get(row.other_id)],
        "relation": row.relation,
        "words": row.words,
        "score": row.score,
    }


def story_events(session: Session, story: int | None) -> list[dict[str, Any]]:
    """What editors did to a story, oldest first."""
    rows = session.scalars(
        select(Event).where(Event.object_type == STORY, Event.object_id == story).order_by(Event.id)
    )
    return [{"at": row.at.isoformat(), "actor": row.actor, "action": row.action} for row in rows]
