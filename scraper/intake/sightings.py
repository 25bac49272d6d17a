"""What a channel's entries are to the ledger: pages known or new, and the record of their being shown."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from scraper.identity.counted import counts_clicks
from scraper.identity.fingerprint import tokens
from scraper.identity.urls import host_of, registrable_domain, url_key
from scraper.intake.batch import put_down, regard
from scraper.intake.questions import ask
from scraper.intake.statements import statement, supply_dates, supply_kinds
from scraper.items import ChannelRules, DateFact, Entry
from scraper.outcomes import DropReason, PageState, Precision, SourceState, Strategy, Witness
from scraper.plans import ChannelPlan
from scraper.storage.hosts import due_host
from scraper.storage.models import Channel, Page, Sighting, Source

#: Why a first poll passes an entry over without reading its page.
UNREAD_REASONS = frozenset({DropReason.PUBLISHED_EARLIER, DropReason.BASELINE})
#: Why a channel passes over what another channel may show as its own.
ELSEWHERE_REASONS = frozenset({DropReason.OTHER_SITE, DropReason.NOT_A_PUBLICATION})
#: Keys or ids that one statement names: the least limit of the engines is 999.
NAMED_AT_ONCE = 500
#: A moment inside an id: ISO 8601 with its hour, or seconds or milliseconds since 1970 of this century.
TIME_IN_ID = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:?\d{2}(?::?\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
    r"|(?<!\d)1\d{9}(?:\d{3})?(?!\d)"
)

#: So many titles with one link say that it leads to none of them; two may be one that was edited.
MOST_OF_ONE_LINK = 3
#: In the key of an entry with such a link.
SAME_LINK = "#entry="

#: What is looked up of known pages: lists are long, and rows are cheaper than objects.
KNOWN_COLUMNS = (
    Page.key,
    Page.id,
    Page.state,
    Page.reason,
    Page.publication_id,
    Page.source_id,
    Page.attempts,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one channel, while it is written: a first poll admits nothing from before `earliest`."""

    session: Session
    channel: Channel
    plan: ChannelPlan
    now: datetime
    earliest: date


@dataclass(frozen=True, slots=True)
class KnownPage:
    """What the ledger already holds of an entry's page, as far as a sighting asks."""

    id: int
    state: str
    reason: str | None
    publication_id: int | None
    source_id: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Sighted:
    """What a document's entries came to.

    `fresh` are pages that the ledger did not know; `known` counts the entries that this very channel had
    shown before; `unread` says that it shows others for the first time whose pages count.
    """

    fresh: tuple[Page, ...]
    known: int
    unread: bool


def sight(look: Look, entries: Iterable[Entry]) -> Sighted:
    """Record that the channel shows these entries: a few statements for all of them, not some for each."""
    keyed = by_key(entries, look.plan)
    known = known_pages(look.session, list(keyed))
    shown = shown_before(look, [page.id for page in known.values()])
    revived = {
        key: revive(look, keyed[key], page)
        for key, page in known.items()
        if counts_here(look, keyed[key], page)
    }
    known, made = regarded(look, keyed, known)
    states = {page.id: page.state for page in known.values()}
    states |= {page.id: page.state for page in (*revived.values(), *made.values())}
    ids = {key: page.id for key, page in known.items()} | {key: page.id for key, page in made.items()}
    unseen = {key: page_id for key, page_id in ids.items() if page_id not in shown}
    if unseen:
        rows = [new_sighting(look, keyed[key], page_id) for key, page_id in unseen.items()]
        look.session.execute(insert(Sighting), rows)
    touch(look, list(shown))
    stated = {page.publication_id: keyed[key].published for key, page in known.items() if page.publication_id}
    supply_dates(look.session, stated)
    kinds = {
        page.publication_id: keyed[key].kind
        for key, page in known.items()
        if page.publication_id and key in unseen
    }
    supply_kinds(look.session, kinds)
    unread = any(states[page_id] != PageState.DROPPED for page_id in unseen.values())
    return Sighted((*revived.values(), *made.values()), len(shown), unread)


def by_key(entries: Iterable[Entry], plan: ChannelPlan) -> dict[str, Entry]:
    """The entries by their keys; of one that is listed twice the first.

    A link that entries of several titles have leads to none of them: then each goes by its title too.
    """
    grouped: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        title = " ".join(tokens(entry.title or ""))
        grouped.setdefault(page_key(entry, plan), {}).setdefault(title, entry)
    keyed: dict[str, Entry] = {}
    for key, by_title in grouped.items():
        if len(by_title) < MOST_OF_ONE_LINK:
            keyed[key] = next(iter(by_title.values()))
            continue
        for title, entry in by_title.items():
            keyed[f"{key}{SAME_LINK}{hashlib.sha256(title.encode()).hexdigest()[:16]}"] = entry
    return keyed


def regarded(
    look: Look, keyed: Mapping[str, Entry], known: Mapping[str, KnownPage]
) -> tuple[dict[str, KnownPage], dict[str, Page]]:
    """The known pages with those that only moved, and the rows of new ones, held when they are a flood."""
    unknown = {key: entry for key, entry in keyed.items() if key not in known}
    reasons = {
        key: DropReason.SAME_LINK if SAME_LINK in key else refusal(entry, look.plan, look.earliest)
        for key, entry in unknown.items()
    }
    open_ones = {key: entry for key, entry in unknown.items() if reasons[key] is None}
    batch = regard(look.session, look.channel, keyed, open_ones, first=look.plan.first_poll)
    put_down(look.session, look.channel, open_ones, batch, look.now)
    moved = known_pages(look.session, [match.key for match in batch.moved])
    made = new_pages(look, {key: entry for key, entry in unknown.items() if key not in moved}, reasons)
    if batch.flood:
        question = ask(look.session, look.channel, len(batch.fresh), look.now)
        for key in batch.fresh:
            made[key].state, made[key].question_id = PageState.HELD, question.id
        look.session.flush()
    return {**known, **moved}, made


def in_parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """A long list in parts that one statement can name."""
    return (values[start : start + NAMED_AT_ONCE] for start in range(0, len(values), NAMED_AT_ONCE))


def known_pages(session: Session, keys: Sequence[str]) -> dict[str, KnownPage]:
    """What the ledger holds of these keys, by key."""
    found: dict[str, KnownPage] = {}
    for some in in_parts(keys):
        for page in session.execute(select(*KNOWN_COLUMNS).where(Page.key.in_(some))):
            found[page.key] = KnownPage(
                page.id, page.state, page.reason, page.publication_id, page.source_id, page.attempts
            )
    return found


def shown_before(look: Look, page_ids: Sequence[int]) -> frozenset[int]:
    """Which of these pages the channel has shown already."""
    of_channel = select(Sighting.page_id).where(Sighting.channel_id == look.channel.id)
    return frozenset(
        page_id
        for some in in_parts(page_ids)
        for page_id in look.session.scalars(of_channel.where(Sighting.page_id.in_(some)))
    )


def revive(look: Look, entry: Entry, known: KnownPage) -> Page:
    """A page that was passed over unread, or waits for a source that is not watched: pending, as ours."""
    page = look.session.get_one(Page, known.id)
    page.baseline = look.plan.first_poll or (page.baseline and page.reason in UNREAD_REASONS)
    page.source_id, page.state, page.reason = look.channel.source_id, PageState.PENDING, None
    page.url = entry.url or page.url
    page.host_id = due_host(look.session, host_of(page.url), look.now).id
    return page


def touch(look: Look, page_ids: Sequence[int]) -> None:
    """Note that the channel still shows these pages."""
    of_channel = update(Sighting).where(Sighting.channel_id == look.channel.id).values(last_seen_at=look.now)
    for some in in_parts(page_ids):
        look.session.execute(
            of_channel.where(Sighting.page_id.in_(some)).execution_options(synchronize_session=False)
        )


def new_sighting(look: Look, entry: Entry, page_id: int) -> dict[str, Any]:
    """The record that the channel shows an entry for the first time, as a row."""
    return {
        "channel_id": look.channel.id,
        "page_id": page_id,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "statement": statement(entry),
        "first_seen_at": look.now,
        "last_seen_at": look.now,
    }


def page_key(entry: Entry, plan: ChannelPlan) -> str:
    """What an entry is known by: its canonical URL and content version, else what it says.

    An entry without a link is known by its title (or else its summary), its date and its id without times:
    some publishers write the moment of the poll into every id.
    """
    key = url_key(entry.url, plan.rules.addresses) if entry.url else None
    if key is None:
        said = entry.title or entry.summary or ""
        parts = (entry.url or "", TIME_IN_ID.sub("", entry.guid or ""), said, str(entry.published or ""))
        named = "\n".join(parts)
        return f"entry:{plan.source}:{hashlib.sha256(named.encode('utf-8', 'replace')).hexdigest()}"
    return f"{key}#version={entry.version}" if entry.version else key


def new_pages(
    look: Look, entries: Mapping[str, Entry], reasons: Mapping[str, DropReason | None]
) -> dict[str, Page]:
    """The rows of pages never seen before, pending or dropped with their reason, by key."""
    hosts: dict[str, int] = {}
    made: dict[str, Page] = {}
    for key, entry in entries.items():
        reason = reasons[key]
        made[key] = Page(
            key=key,
            url=entry.url or "",
            source_id=look.channel.source_id,
            state=PageState.DROPPED if reason else PageState.PENDING,
            baseline=look.plan.first_poll,
            reason=reason,
            first_seen_at=look.now,
            attempts=0,
        )
        if reason is None and entry.url:
            host = host_of(entry.url)
            if host not in hosts:
                hosts[host] = due_host(look.session, host, look.now).id
            made[key].host_id = hosts[host]
    look.session.add_all(made.values())
    look.session.flush()
    return made


def refusal(entry: Entry, plan: ChannelPlan, earliest: date) -> DropReason | None:
    """Why an entry's page is not fetched at all; None when it is."""
    if not entry.url:
        return DropReason.NO_LINK
    if url_key(entry.url) is None:
        return DropReason.BAD_LINK
    if not may_be_own(entry.url, plan):
        return DropReason.OTHER_SITE
    if any(pattern.search(entry.url) for pattern in plan.rules.not_publications):
        return DropReason.NOT_A_PUBLICATION
    if plan.first_poll:
        return baseline_refusal(entry, plan, earliest)
    return None


def may_be_own(url: str, plan: ChannelPlan) -> bool:
    """Whether an address is the source's, or a newsletter's counter that may lead there."""
    counted = plan.strategy is Strategy.NEWSLETTER and counts_clicks(url)
    return counted or is_own_host(host_of(url), plan.rules)


def counts_here(look: Look, entry: Entry, page: KnownPage) -> bool:
    """Whether a known page that nobody asked for is to be fetched after all, because this channel shows it.

    What was passed over as another site's is its publisher's own, what a sitemap listed without a date is
    dated by a feed: it must not hang on which of two channels was read first.
    """
    if page.state == PageState.PENDING:
        return page.source_id != look.channel.source_id and not is_watched(look.session, page.source_id)
    if page.state != PageState.DROPPED or page.publication_id is not None:
        return False
    if page.reason in UNREAD_REASONS and is_watched_itself(look.plan, entry):
        return True  # a change needs a first text
    if page.attempts or refusal(entry, look.plan, look.earliest) is not None:
        return False
    if page.reason == DropReason.BASELINE:
        return look.plan.first_poll or states_since(entry.published, look.earliest)
    return page.reason in ELSEWHERE_REASONS


def is_watched(session: Session, source_id: int) -> bool:
    """Whether a source is neither paused nor retired: only then are its pages fetched."""
    return session.get_one(Source, source_id).state == SourceState.ACTIVE


def states_since(fact: DateFact | None, earliest: date) -> bool:
    """Whether a channel states a date of publication, and none from before `earliest`."""
    return fact is not None and fact.precision is not Precision.NONE and not is_before(fact, earliest)


def is_watched_itself(plan: ChannelPlan, entry: Entry) -> bool:
    """Whether an entry is the very page that the channel watches."""
    return (
        plan.strategy is Strategy.PAGE and entry.url is not None and url_key(entry.url) == url_key(plan.url)
    )


def baseline_refusal(entry: Entry, plan: ChannelPlan, earliest: date) -> DropReason | None:
    """What the first poll only records: the old, and what a sitemap lists without saying when."""
    if is_watched_itself(plan, entry):
        return None
    if is_before(entry.published, earliest) or is_before(entry.updated, earliest):
        return DropReason.PUBLISHED_EARLIER
    if plan.strategy is Strategy.SITEMAP and not (entry.published or entry.updated):
        return DropReason.BASELINE
    return None


def is_before(fact: DateFact | None, earliest: date) -> bool:
    """Whether even the last day of the stated period lies before `earliest`."""
    if fact is None or fact.precision is Precision.NONE or fact.witness is Witness.GUESS:
        return False
    days = {Precision.DAY: 0, Precision.MONTH: 30, Precision.YEAR: 365}[fact.precision]
    return fact.value + timedelta(days=days) < earliest


def is_own_host(host: str, rules: ChannelRules) -> bool:
    """Whether a host belongs to the source: named in its definition or of the same registrable domain."""
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if not rules.hosts or name in rules.hosts:
        return True
    return registrable_domain(name) in {registrable_domain(own) for own in rules.hosts}
