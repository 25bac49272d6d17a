"""How stories stand, as plain data: what an act on stories changed, and the way back from it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from scraper.errors import ActionRefusedError
from scraper.storage.desk_models import Event
from scraper.storage.identity_models import CannotLink, Story, StoryEdge
from scraper.storage.models import Publication

#: How events name what they are about.
STORY = "story"


def placed(session: Session, publication_ids: Iterable[int]) -> dict[str, int | None]:
    """The story of each publication, as plain data."""
    rows = session.execute(
        select(Publication.id, Publication.story_id)
        .where(Publication.id.in_(list(publication_ids)))
        .order_by(Publication.id)
    )
    return {str(row.id): row.story_id for row in rows}


def place(session: Session, stories: Mapping[str, int | None]) -> None:
    """Put publications where plain data says."""
    for number, story in stories.items():
        session.execute(update(Publication).where(Publication.id == int(number)).values(story_id=story))


def new_story(session: Session, now: datetime) -> int:
    """The number of a story without members."""
    story = Story(created_at=now)
    session.add(story)
    session.flush()
    return story.id


def capture(
    session: Session, publication_ids: Collection[int], known: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """How publications stand: their stories, the evidence between them, who was split. Four statements.

    `made` says when each of their stories was begun, and of the stories known before, which may be empty now.
    """
    session.flush()
    stories = placed(session, publication_ids)
    numbers = {number for number in stories.values() if number is not None} | set(map(int, known))
    among = StoryEdge.publication_id.in_(publication_ids), StoryEdge.other_id.in_(publication_ids)
    edges = session.scalars(select(StoryEdge).where(*among).order_by(StoryEdge.id))
    split = CannotLink.low_id.in_(publication_ids), CannotLink.high_id.in_(publication_ids)
    cannot = session.scalars(select(CannotLink).where(*split))
    made = session.scalars(select(Story).where(Story.id.in_(numbers)))
    return {
        "stories": stories,
        "edges": {str(row.id): edge_data(row) for row in edges},
        "cannot": {f"{row.low_id}-{row.high_id}": row.event_id for row in cannot},
        "made": {str(row.id): row.created_at.isoformat() for row in made},
    }


def edge_data(row: StoryEdge) -> dict[str, Any]:
    """A piece of evidence as plain data."""
    values = {column.key: getattr(row, column.key) for column in StoryEdge.__table__.columns}
    return values | {"at": row.at.isoformat()}


def difference(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The two sides of a change, None for what was not there; where publications stand is kept whole."""
    sides: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for part in before:
        keys = sorted({*before[part], *after[part]})
        kept = [key for key in keys if part == "stories" or before[part].get(key) != after[part].get(key)]
        for side, state in zip(sides, (before, after), strict=True):
            side[part] = {key: state[part].get(key) for key in kept}
    return sides


def take_back(session: Session, event: Event) -> tuple[list[int], dict[str, Any], dict[str, Any]]:
    """Undo an act on stories, or an undoing: every row as it was before.

    What has joined a story since stays where it is. Returns the publications meant, and both sides of the
    change.

    Raises:
        ActionRefusedError: one of the publications stands in another story by now.
    """
    publications = [int(number) for number in event.after["stories"]]
    wanted = event.before["stories"]
    there = {str(story) for story in wanted.values() if story is not None}
    known = capture(session, publications, {*there, *event.before["made"], *event.after["made"]})
    if known["stories"] != event.after["stories"]:
        raise ActionRefusedError(f"story {event.object_id} was changed since: split or merge it anew")
    numbers = put_stories(session, event.before["made"])
    place(session, {each: numbers.get(story, story) for each, story in wanted.items()})
    put_edges(session, event.before["edges"])
    put_cannot(session, event.before["cannot"])
    drop_empty(session, [int(number) for number, made in event.before["made"].items() if made is None])
    return publications, *difference(known, capture(session, publications, known["made"]))


def put_stories(session: Session, made: Mapping[str, str | None]) -> dict[int | None, int]:
    """Begin stories again that were dropped; the number of each, another one where a later story took it."""
    numbers: dict[int | None, int] = {}
    for number, moment in made.items():
        if moment is None:
            continue
        begun = datetime.fromisoformat(moment)
        there = session.get(Story, int(number))
        if there is None:
            session.execute(insert(Story).values(id=int(number), created_at=begun))
        elif there.created_at != begun:
            numbers[int(number)] = new_story(session, begun)
    return numbers


def put_edges(session: Session, edges: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Bring evidence to an earlier state: what was not there goes, what was comes again."""
    for number, said in edges.items():
        there = session.get(StoryEdge, int(number))
        if said is None:
            session.execute(delete(StoryEdge).where(StoryEdge.id == int(number)))
        elif there is None:
            session.execute(insert(StoryEdge).values(edge_values(said)))
        elif (there.publication_id, there.other_id) == (said["publication_id"], said["other_id"]):
            there.undone_by = said["undone_by"]
        else:
            session.add(StoryEdge(**{**edge_values(said), "id": None}))
    session.flush()


def edge_values(said: Mapping[str, Any]) -> dict[str, Any]:
    """A piece of evidence as its row."""
    return {**said, "at": datetime.fromisoformat(said["at"])}


def put_cannot(session: Session, cannot: Mapping[str, int | None]) -> None:
    """Bring splits to an earlier state."""
    for pair, event_id in cannot.items():
        low, high = map(int, pair.split("-"))
        session.execute(delete(CannotLink).where(CannotLink.low_id == low, CannotLink.high_id == high))
        if event_id is not None:
            session.execute(insert(CannotLink).values(low_id=low, high_id=high, event_id=event_id))


def drop_empty(session: Session, stories: Collection[int]) -> None:
    """Remove stories that an act made, unless something has joined them since."""
    members = select(func.count()).where(Publication.story_id == Story.id).scalar_subquery()
    session.execute(delete(Story).where(Story.id.in_(stories), members == 0))
