"""One message a day at most for each recipient: written down once, sent, tried again until it arrived."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from scraper.config import Settings
from scraper.digest.outbox import given_up
from scraper.intake.moving import REPLACED
from scraper.intake.questions import open_questions
from scraper.polling.checkup import check_sources
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Notice, Poll, Source
from scraper.work.delivery import deliver
from scraper.work.message import Affairs, Gap, Mended, Message, Question, Standing, Told, Untold, compose

#: What a recipient without an earlier message is told of gaps and repairs.
FIRST_LOOK = timedelta(days=7)
#: Between two attempts to deliver a message, doubling while they fail.
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=4)

Deliver = Callable[[str, Message], str]


@dataclass(frozen=True, slots=True)
class Sent:
    """One message to one recipient: delivered when `problem` is ""."""

    recipient: str
    title: str
    body: str
    problem: str = ""


def send_due(
    database: Database, settings: Settings, now: datetime, *, from_hour: int = 0, by: Deliver = deliver
) -> list[Sent]:
    """Write today's messages, once, and try to deliver what waits. What was tried, one by one.

    No transaction is open while a message is delivered. One that was written but did not arrive is tried
    again, today; tomorrow's message takes it up and says so. A process that dies between the delivery and its
    note makes a message come twice rather than never.

    Args:
        now: aware.
        from_hour: no message is written before this hour of the day in the home's zone.
        by: hands over a message and says what went wrong, "" for nothing.
    """
    if now.astimezone(ZoneInfo(settings.timezone)).hour >= from_hour:
        write_due(database, settings, now)
    tried = (try_to_send(database, name, address, now, by) for name, address in settings.alerts.items())
    return [each for each in tried if each is not None]


def preview(database: Database, settings: Settings, now: datetime) -> list[Sent]:
    """The messages that would be written now; nothing is written or sent."""
    day = day_of(settings, now)
    with database.reading() as session:
        hooks = settings.webhooks
        found = [(name, message_for(session, name, day, now, hooks)) for name in settings.alerts]
    return [Sent(name, message.title, message.body) for name, message in found if message is not None]


def day_of(settings: Settings, now: datetime) -> str:
    """The day that a moment belongs to in the home's zone, "2026-11-23"."""
    return now.astimezone(ZoneInfo(settings.timezone)).date().isoformat()


def write_due(database: Database, settings: Settings, now: datetime) -> None:
    """Write today's message of every recipient for whom there is news and none was written yet."""
    day = day_of(settings, now)
    for recipient in settings.alerts:
        with database.reading() as session:
            message = message_for(session, recipient, day, now, settings.webhooks)
        if message is None:
            continue
        try:
            with database.writing() as session:
                session.add(
                    Notice(
                        recipient=recipient,
                        day=day,
                        title=message.title,
                        body=message.body,
                        told=message.told.as_json(),
                        made_at=now,
                    )
                )
        except IntegrityError:  # another process wrote today's message meanwhile: it stands
            continue


def message_for(
    session: Session, recipient: str, day: str, now: datetime, webhooks: Collection[str]
) -> Message | None:
    """Today's message to a recipient; None when there is nothing new, or when it is written already."""
    last = session.scalar(latest(recipient))
    if last is not None and last.day == day:
        return None
    arrived = session.scalar(latest(recipient).where(Notice.sent_at.is_not(None)))
    told = Told.from_json(arrived.told) if arrived is not None else Told()
    missed = ""
    if last is not None and last.sent_at is None:
        missed = f"The message of {last.day} did not arrive: {last.problem or 'it was not sent'}."
    return compose(told, read_affairs(session, told, now, webhooks), now, missed)


def latest(recipient: str) -> Select[Notice]:
    """The query of a recipient's latest message."""
    return select(Notice).where(Notice.recipient == recipient).order_by(Notice.id.desc()).limit(1)


def read_affairs(session: Session, told: Told, now: datetime, webhooks: Collection[str]) -> Affairs:
    """How things stand, and what happened since a recipient was last told. `webhooks` are those in use."""
    return Affairs(
        standings=[
            Standing(
                each.source,
                each.name,
                each.health.state,
                each.health.since,
                each.health.detail,
                each.health.advice,
            )
            for each in check_sources(session, now)
        ],
        questions=[Question(each.id, each.channel, each.words) for each in open_questions(session)],
        gaps=read_gaps(session, told, now),
        mended=read_repairs(session, told, now),
        untold=[
            Untold(each.id, each.webhook, each.issue_id, each.problem) for each in given_up(session, webhooks)
        ],
        poll=session.scalar(select(func.max(Poll.id))) or 0,
        event=session.scalar(select(func.max(Event.id))) or 0,
    )


def read_gaps(session: Session, told: Told, now: datetime) -> list[Gap]:
    """The polls since the last message at which something may have been missed."""
    new = Poll.ended_at > now - FIRST_LOOK if told.poll is None else Poll.id > told.poll
    rows = session.execute(
        select(Source.slug, Channel.name, Poll.ended_at)
        .select_from(Poll)
        .join(Channel, Channel.id == Poll.channel_id)
        .join(Source, Source.id == Channel.source_id)
        .where(Poll.gap, new)
        .order_by(Poll.id)
    )
    return [Gap(f"{row.slug}/{row.name}", row.ended_at.date()) for row in rows]


def read_repairs(session: Session, told: Told, now: datetime) -> list[Mended]:
    """The channels that were replaced since the last message."""
    new = Event.at > now - FIRST_LOOK if told.event is None else Event.id > told.event
    rows = session.execute(
        select(Source.name, Event.before, Event.after)
        .select_from(Event)
        .join(Channel, Channel.id == Event.object_id)
        .join(Source, Source.id == Channel.source_id)
        .where(Event.object_type == "channel", Event.action == REPLACED, new)
        .order_by(Event.id)
    )
    return [
        Mended(
            row.name, row.before["name"], row.before["why"], f"{row.after['url']} ({row.after['strategy']})"
        )
        for row in rows
    ]


def try_to_send(database: Database, recipient: str, address: str, now: datetime, by: Deliver) -> Sent | None:
    """Deliver a recipient's latest message if it waits; None when it does not, or not yet."""
    claimed = claim(database, recipient, now)
    if claimed is None:
        return None
    number, message = claimed
    problem = by(address, message)
    with database.writing() as session:
        notice = session.get_one(Notice, number)
        notice.problem, notice.sent_at = problem, None if problem else now
    return Sent(recipient, message.title, message.body, problem)


def claim(database: Database, recipient: str, now: datetime) -> tuple[int, Message] | None:
    """Take a waiting message, so that no other process sends it too; None when none is to be sent now."""
    with database.writing() as session:
        notice = session.scalar(latest(recipient))
        if notice is None or notice.sent_at is not None:
            return None
        wait = min(FIRST_WAIT * 2 ** min(max(notice.tries - 1, 0), 8), LONGEST_WAIT)
        free = or_(Notice.tried_at.is_(None), Notice.tried_at <= now - wait, Notice.tried_at > now + wait)
        taken = session.execute(
            update(Notice)
            .where(Notice.id == notice.id, Notice.tries == notice.tries, Notice.sent_at.is_(None), free)
            .values(tried_at=now, tries=Notice.tries + 1)
            .returning(Notice.id)
            .execution_options(synchronize_session=False)
        )
        if taken.scalar() is None:
            return None
        return notice.id, Message(notice.title, notice.body, Told.from_json(notice.told))


def undelivered(session: Session) -> list[str]:
    """The messages that wait after a failure, in words."""
    rows = session.scalars(
        select(Notice).where(Notice.sent_at.is_(None), Notice.problem != "").order_by(Notice.id)
    )
    newest = {row.recipient: row for row in rows}
    return [
        f"the message of {each.day} to {name} did not arrive: {each.problem}" for name, each in newest.items()
    ]
