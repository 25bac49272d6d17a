"""The visit of a mailbox: its new messages read and written to the ledger, without Scrapy."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from scraper.config import Settings
from scraper.crawl.context import CrawlContext
from scraper.crawl.mailbox import (
    FOLDER,
    MOST_SECONDS,
    MOST_SEEN,
    Delivery,
    Mail,
    failed,
    fetch_mail,
    since_of,
)
from scraper.discovery import newsletter
from scraper.identity.urls import unwrapped
from scraper.items import Document, Reading
from scraper.outcomes import Outcome
from scraper.plans import ChannelPlan, ChannelRead, VisitPlan

logger = logging.getLogger(__name__)

#: Messages in a row that tell of no story before that is a trouble: one is a note to subscribers.
BARREN_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One message and what it tells of."""

    mail: Mail
    reading: Reading


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a mailbox: what it brought, read. `memory` is the channel's from before it."""

    delivery: Delivery
    told: tuple[Told, ...]
    memory: Mapping[str, Any]
    since: str
    notes: str


async def look_into(
    settings: Settings,
    channel: ChannelPlan,
    memory: Mapping[str, Any],
    now: datetime,
    seconds: float = MOST_SECONDS,
) -> Look:
    """Fetch and read what is new in a channel's mailbox; nothing is written."""
    delivery = await fetch_mail(settings, channel, memory, now, seconds)
    return await read_look(settings, channel, memory, now, delivery)


async def read_look(
    settings: Settings, channel: ChannelPlan, memory: Mapping[str, Any], now: datetime, delivery: Delivery
) -> Look:
    """A delivery with its messages read."""
    told = await asyncio.to_thread(read_all, channel, delivery.messages, now)
    since = since_of(memory, now, settings.first_poll_days)
    return Look(delivery, told, memory, since.isoformat(), delivery.in_words(since))


def read_all(channel: ChannelPlan, messages: Sequence[Mail], now: datetime) -> tuple[Told, ...]:
    """What each message tells of."""
    return tuple(
        Told(
            mail,
            newsletter.read(
                Document(channel.url, mail.raw, "message/rfc822"), channel.rules, {}, now, direct=unwrapped
            ),
        )
        for mail in messages
    )


def verdict(look: Look, *, first_poll: bool) -> Reading:
    """The reading of a look in which no message told of a story."""
    if look.delivery.fault is not None:
        return look.delivery.fault
    outcomes = [each.reading.outcome for each in look.told]
    if outcomes.count(Outcome.FAILED) == len(outcomes) > 0:
        return Reading(Outcome.FAILED, detail=look.told[0].reading.detail)
    if first_poll or barren(look) >= BARREN_MESSAGES:
        counted = len(look.told)
        words = f"none of {counted} new messages tells of a story" if counted else "no message has come yet"
        words = (
            words if Outcome.EMPTY in outcomes or not counted else "no message of these senders has come yet"
        )
        return Reading(Outcome.EMPTY, detail="; ".join(filter(None, (words, look.notes))))
    words = "no new message tells of a story" if look.told else "no new message"
    return Reading(Outcome.UNCHANGED, detail="; ".join(filter(None, (words, look.notes))))


def barren(look: Look) -> int:
    """How many messages in a row, those of earlier looks included, told of no story."""
    empty = sum(each.reading.outcome is Outcome.EMPTY for each in look.told)
    return empty + int(look.memory.get("barren", 0)) if empty else 0


def remembered(look: Look, told: Sequence[Told], uid: int) -> dict[str, Any]:
    """The channel's memory once these messages are written too, and all before number `uid` are done with."""
    marks = [*look.memory.get("seen", ()), *look.delivery.passed]
    marks += [mark for each in told for mark in each.mail.marks]
    kept: dict[str, Any] = {"seen": list(dict.fromkeys(marks))[-MOST_SEEN:], "since": look.since}
    if look.delivery.validity:
        kept |= {"validity": look.delivery.validity, "uid": uid}
    return {"reading": kept}


async def visit_mailbox(context: CrawlContext, plan: VisitPlan) -> set[int]:
    """Read the mailboxes of a plan, mostly one; the ids of the channels whose poll was written."""
    polled: set[int] = set()
    for channel in plan.channels:
        try:
            await read_mailbox(context, plan, channel)
            polled.add(channel.channel_id)
        except Exception:
            logger.exception("the visit of %s broke off", plan.host)
    return polled


async def read_mailbox(context: CrawlContext, plan: VisitPlan, channel: ChannelPlan) -> None:
    """One poll: each message with stories is a document of it, written with the memory of having read it.

    A kill between two of them loses nothing: what is not written is not remembered either.
    """
    began = context.clock()
    memory = channel.memory.get("reading", {})
    if context.replay is not None and not channel.url.startswith(FOLDER):
        absent = failed("a mail server is not asked in a replay")
        look = await read_look(context.settings, channel, memory, began, absent)
    else:
        look = await look_into(context.settings, channel, memory, began)
    telling = [each for each in look.told if each.reading.entries]
    done = [each for each in look.told if not each.reading.entries]
    if not telling:
        reading = verdict(look, first_poll=channel.first_poll)
        kept = None
        if look.delivery.fault is None:
            kept = remembered(look, done, look.delivery.uid)
            kept["reading"]["barren"] = barren(look)
        read = ChannelRead(channel, reading, started_at=began, memory=kept)
        await context.write_reading(plan, read)
        return
    poll_id = None
    for number, each in enumerate(telling):
        done.append(each)
        following = telling[number + 1 :]
        uid = following[0].mail.uid - 1 if following else look.delivery.uid
        reading = replace(each.reading, detail=look.notes) if poll_id is None else each.reading
        written = await context.write_reading(
            plan,
            ChannelRead(
                channel,
                reading,
                started_at=began,
                memory=remembered(look, done, uid),
                size=len(each.mail.raw),
                poll_id=poll_id,
            ),
        )
        poll_id = written.poll_id
