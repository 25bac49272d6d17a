"""Where publications stand in stories, as the events of an editor keep it, and the way back from each."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
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


def take_back(session: Session, event: Event) -> list[int]:
    """Undo a split or a merge: every row as it was before. Returns the publications meant.

    What has joined a story since stays where it is.

    Raises:
        ActionRefusedError: one of the publications stands in another story by now.
    """
    stories = event.after["stories"]
    if placed(session, map(int, stories)) != stories:
        raise ActionRefusedError(f"story {event.object_id} was changed since: split or merge it anew")
    place(session, event.before["stories"])
    session.execute(update(StoryEdge).where(StoryEdge.undone_by == event.id).values(undone_by=None))
    session.execute(delete(StoryEdge).where(StoryEdge.id.in_(event.after["edges"])))
    session.execute(delete(CannotLink).where(CannotLink.event_id == event.id))
    session.add_all(CannotLink(**each) for each in event.before["cannot"])
    drop_empty(session, event.after["made"])
    return [int(number) for number in stories]


def drop_empty(session: Session, made: int | None) -> None:
    """Remove the story that an act made, unless something has joined it since."""
    members = session.scalar(select(func.count()).where(Publication.story_id == made))
    if made is not None and not members:
        session.execute(delete(Story).where(Story.id == made))


def cannot_rows(rows: Iterable[CannotLink]) -> list[dict[str, Any]]:
    """Pairs that were split, as plain data."""
    return [{"low_id": row.low_id, "high_id": row.high_id, "event_id": row.event_id} for row in rows]
