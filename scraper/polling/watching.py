"""Who is watched: sources paused, resumed and retired, and who watches an address already."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.errors import ActionRefusedError, NotFoundError
from scraper.identity.urls import url_key
from scraper.outcomes import SourceState
from scraper.plans import ChannelPlan
from scraper.polling.visits import definitions_of, plan_channel
from scraper.storage.desk_models import Event
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Source


class WatchAct(StrEnum):
    """What a person does with a source."""

    PAUSE = "pause"
    RESUME = "resume"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class Step:
    """Where an act leads, and from which states."""

    to: SourceState
    allowed: frozenset[SourceState]


STEPS = {
    WatchAct.PAUSE: Step(SourceState.PAUSED, frozenset({SourceState.ACTIVE})),
    WatchAct.RESUME: Step(SourceState.ACTIVE, frozenset({SourceState.PAUSED, SourceState.RETIRED})),
    WatchAct.RETIRE: Step(SourceState.RETIRED, frozenset({SourceState.ACTIVE, SourceState.PAUSED})),
}


def change_state(
    session: Session, slug: str, act: WatchAct, now: datetime, *, actor: str, via: str
) -> Source:
    """Pause, resume or retire a source, with an event that says who did it. A resumed one is due at once.

    Raises:
        NotFoundError: there is no such source.
        ActionRefusedError: it is in that state already, or the act does not lead there from its state.
    """
    source = find_source(session, slug)
    step = STEPS[act]
    if source.state not in step.allowed:
        raise ActionRefusedError(f"source {slug!r} is {source.state}: cannot {act} it")
    before = source.state
    source.state = step.to
    if act is WatchAct.RESUME:
        for channel in source.channels:
            due_host(session, channel.host.name, now)
    session.add(
        Event(
            at=now,
            actor=actor,
            via=via,
            object_type="source",
            object_id=source.id,
            action=act,
            before={"state": before},
            after={"state": source.state},
        )
    )
    session.flush()
    return source


def ask_now(session: Session, slug: str, now: datetime, *, actor: str, via: str) -> Source:
    """Let a watched source be read by the next crawl, whatever its schedule; pauses that it asked for stand.

    Raises:
        NotFoundError: there is no such source.
        ActionRefusedError: it is not watched.
    """
    source = find_source(session, slug)
    if source.state != SourceState.ACTIVE:
        raise ActionRefusedError(f"source {slug!r} is {source.state}: resume it first")
    for channel in source.channels:
        if channel.state == "active":
            channel.next_at, channel.next_why = now, f"asked for by {actor}"
            due_host(session, channel.host.name, now)
    session.add(
        Event(
            at=now,
            actor=actor,
            via=via,
            object_type="source",
            object_id=source.id,
            action="check-now",
        )
    )
    session.flush()
    return source


def find_source(session: Session, slug: str) -> Source:
    """The row of a source.

    Raises:
        NotFoundError: there is no such source.
    """
    source = session.scalar(select(Source).where(Source.slug == slug))
    if source is None:
        raise NotFoundError(f"no source {slug!r}: `gleaner sources list` names them all")
    return source


def slugs_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """The slugs of sources by their number."""
    return dict(session.execute(select(Source.id, Source.slug).where(Source.id.in_(ids))).all())


def watcher_of(session: Session, urls: Collection[str]) -> Source | None:
    """The source that has a channel at one of these addresses, however spelled; None when none has."""
    wanted = {url_key(url) for url in urls}
    rows = session.execute(select(Channel.url, Source).join(Source).where(Channel.state == "active"))
    return next((source for url, source in rows if url_key(url) in wanted), None)


def refuse_watched(session: Session, urls: Collection[str]) -> None:
    """Raise ActionRefusedError, naming the source, when one of the addresses is a channel of ours."""
    source = watcher_of(session, urls)
    if source is None:
        return
    hint = "" if source.state == "active" else f" (`gleaner sources resume {source.slug}` takes it up again)"
    raise ActionRefusedError(f"already watched as {source.slug} ({source.name}), {source.state}{hint}")


def plans_to_check(session: Session, slugs: Sequence[str]) -> list[ChannelPlan]:
    """The channels of the named sources, or of all that are active, in the order of sources and channels.

    Raises:
        NotFoundError: a named source does not exist.
    """
    chosen = [find_source(session, slug) for slug in dict.fromkeys(slugs)]
    if not chosen:
        active = select(Source).where(Source.state == SourceState.ACTIVE).order_by(Source.slug)
        chosen = list(session.scalars(active))
    definitions = definitions_of(session, {source.id for source in chosen})
    return [
        plan_channel(session, channel, definitions[source.id])
        for source in chosen
        for channel in source.channels
        if channel.state == "active"
    ]
