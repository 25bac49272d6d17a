"""A newsletter's links that count clicks: the page one leads to takes its place, its address is forgotten.

Such an address holds the number of who is subscribed. It is in the ledger until it was asked, and no longer.
"""

import hashlib
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from scraper.discovery.newsletter import may_be_story
from scraper.identity.counted import counts_clicks
from scraper.identity.urls import host_of, unwrapped, url_key
from scraper.intake.sightings import ELSEWHERE_REASONS, is_own_host
from scraper.intake.statements import supply_dates
from scraper.items import ChannelRules, DateFact
from scraper.outcomes import DropReason, PageState
from scraper.plans import PageRead
from scraper.storage.hosts import due_host
from scraper.storage.models import Page, Sighting

#: Counters that may lead from one to the next (a mail gateway's, a newsletter's, a short link's).
MOST_HOPS = 4


def lead_on(session: Session, read: PageRead, now: datetime) -> DropReason | None:
    """Put where a link leads in its place, in the caller's one transaction; why it is dropped, None when not.

    What leads to a known page is a sighting of that page. What leads to the source's own hosts waits there to
    be fetched. All else is dropped, with the address.
    """
    page = session.get_one(Page, read.plan.page_id)
    rules = read.plan.counted or ChannelRules()
    address = unwrapped(read.leads_to or "")
    key = url_key(address, rules.addresses)
    if page.state != PageState.PENDING:
        return None
    if key is None or page.attempts >= MOST_HOPS:
        words = "it leads nowhere" if key is None else "it leads from one counter of clicks to the next"
        return give_up(session, page, DropReason.BAD_LINK, words)
    known = session.scalar(select(Page).where(Page.key == key, Page.id != page.id))
    if known is not None:
        if was_elsewhere(known) and refusal(address, rules) is None:
            known.source_id, known.baseline = page.source_id, page.baseline
            known.state, known.reason, known.url = PageState.PENDING, None, address
            known.host_id = due_host(session, host_of(address), now).id
        join(session, page, known, address)
        return None
    page.key, page.url = key, address
    session.execute(update(Sighting).where(Sighting.page_id == page.id).values(url=address))
    if counts_clicks(address):
        page.attempts += 1
        page.host_id = due_host(session, host_of(address), now).id
        return None
    page.attempts = 0
    if reason := refusal(address, rules):
        page.state, page.reason, page.detail, page.host_id = PageState.DROPPED, reason, "", None
        return reason
    page.host_id = due_host(session, host_of(address), now).id
    return None


def was_elsewhere(page: Page) -> bool:
    """Whether a page was passed over, without being asked for, as what another source may show as its own."""
    unread = page.state == PageState.DROPPED and page.publication_id is None and not page.attempts
    return unread and page.reason in ELSEWHERE_REASONS


def refusal(address: str, rules: ChannelRules) -> DropReason | None:
    """Why the page a link leads to is not fetched; None when it is."""
    if not is_own_host(host_of(address), rules):
        return DropReason.OTHER_SITE
    return None if may_be_story(address, rules) else DropReason.NOT_A_PUBLICATION


def join(session: Session, page: Page, known: Page, address: str) -> None:
    """Make the sightings of a link those of the page it leads to; the link's own row goes."""
    have = set(session.scalars(select(Sighting.channel_id).where(Sighting.page_id == known.id)))
    for sighting in session.scalars(select(Sighting).where(Sighting.page_id == page.id)).all():
        stated = DateFact.from_json(sighting.statement.get("published"))
        if known.publication_id is not None:
            supply_dates(session, {known.publication_id: stated})
        if sighting.channel_id in have:
            session.delete(sighting)
        else:
            sighting.page_id, sighting.url = known.id, address
    session.flush()
    session.expunge(page)
    session.execute(delete(Page).where(Page.id == page.id))


def give_up(session: Session, page: Page, reason: DropReason, words: str) -> DropReason:
    """Drop a link that leads to no page, and forget its address."""
    page.state, page.reason, page.detail, page.next_at = PageState.DROPPED, reason, words, None
    forget(session, page)
    return reason


def forget(session: Session, page: Page) -> None:
    """Keep of a link's address its host, and a hash to know it again."""
    page.key = f"counted:{hashlib.sha256(page.key.encode()).hexdigest()}"
    page.url, page.host_id = f"https://{host_of(page.url)}/", None
    session.execute(update(Sighting).where(Sighting.page_id == page.id).values(url=page.url))
