"""Do the channels work? Each is fetched once and read; nothing is written."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from scraper.config import Settings
from scraper.crawl.fetching import UNASKED, fetch_answers
from scraper.crawl.mailbox_visit import look_into, verdict
from scraper.crawl.pauses import Pauses
from scraper.discovery import read
from scraper.items import Document, Reading
from scraper.outcomes import Outcome, Strategy
from scraper.plans import ChannelPlan
from scraper.sources.trials import address_key, is_stale, newest

#: Seconds for all channels together: sixty sources in a minute.
SECONDS = 55.0


class CheckOutcome(StrEnum):
    """What a channel yields now."""

    WORKS = "works"
    MOVED = "moved"
    BLOCKED = "blocked"
    DEAD = "dead"
    STALE = "stale"
    EMPTY = "empty"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class ChannelCheck:
    """One channel as it reads now. `moved_to` is its new address, "" when it is where it was."""

    channel: ChannelPlan
    outcome: CheckOutcome
    entries: int
    newest: date | None
    words: str
    moved_to: str = ""


async def check_channels(
    settings: Settings,
    channels: Sequence[ChannelPlan],
    clock: Callable[[], datetime],
    pauses: Pauses,
    seconds: float = SECONDS,
) -> list[ChannelCheck]:
    """Each channel's state, in the order given; hosts are asked side by side, within `seconds` in all."""
    letters = [channel for channel in channels if channel.strategy is Strategy.NEWSLETTER]
    urls = [channel.url for channel in channels if channel.strategy is not Strategy.NEWSLETTER]
    rendered = {channel.url for channel in channels if channel.render}
    mailboxes = [check_mailbox(settings, channel, clock(), seconds) for channel in letters]
    checks, answers = await asyncio.gather(
        asyncio.gather(*mailboxes), fetch_answers(settings, urls, pauses, seconds=seconds, rendered=rendered)
    )
    read = {check.channel.slug: check for check in checks}
    return [read.get(channel.slug) or judge(channel, answers[channel.url], clock()) for channel in channels]


async def check_mailbox(
    settings: Settings, channel: ChannelPlan, now: datetime, seconds: float
) -> ChannelCheck:
    """The check of a newsletter's channel: its mailbox read as if for the first time."""
    look = await look_into(settings, channel, {}, now, seconds)
    entries = [entry for each in look.told for entry in each.reading.entries]
    if not entries:
        return judge_reading(channel, verdict(look, first_poll=True), channel.url, now)
    words = f"{len(entries)} stories in {len(look.told)} messages"
    reading = Reading(Outcome.NEW, tuple(entries), "; ".join(filter(None, (words, look.notes))))
    return judge_reading(channel, reading, channel.url, now)


def judge(channel: ChannelPlan, answer: Document | Reading, now: datetime) -> ChannelCheck:
    """What an answer says of its channel; read as if for the first time, so that all it shows counts."""
    if isinstance(answer, Reading):
        return judge_reading(channel, answer, channel.url, now)
    return judge_reading(channel, read(channel.strategy, answer, channel.rules, {}, now), answer.url, now)


def judge_reading(channel: ChannelPlan, reading: Reading, url: str, now: datetime) -> ChannelCheck:
    """The check of a channel from its reading and the address that answered."""
    latest = newest(reading.entries)
    outcome, words, moved_to = CheckOutcome.WORKS, reading.detail, ""
    if reading is UNASKED:
        outcome = CheckOutcome.UNASKED
    elif reading.outcome is Outcome.BLOCKED:
        outcome = CheckOutcome.BLOCKED
    elif reading.outcome is Outcome.EMPTY:
        outcome = CheckOutcome.EMPTY
    elif reading.outcome is not Outcome.NEW:
        outcome = CheckOutcome.DEAD
    elif address_key(url) != address_key(channel.url):
        outcome, moved_to = CheckOutcome.MOVED, url
        words = "it leads to the home page" if urlsplit(url).path in {"", "/"} else f"it answers at {url}"
    elif is_stale(reading.entries, now):
        outcome, words = CheckOutcome.STALE, f"nothing new since {latest}"
    return ChannelCheck(channel, outcome, len(reading.entries), latest, words, moved_to)
