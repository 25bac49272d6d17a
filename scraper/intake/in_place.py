"""What a site shows in a publication's place is not admitted: the page waits until its own text comes."""

from dataclasses import replace

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scraper.identity.in_place import holds_title, leads_up
from scraper.identity.match import LEAST_WORDS_OF_DUPLICATE
from scraper.identity.urls import url_key
from scraper.items import Fingerprint, Unreadable
from scraper.outcomes import DropReason, PageState
from scraper.plans import PagePlan, PageRead
from scraper.storage.models import Page, Revision, Sighting

#: How the detail of a page begins whose text is not believed; the text's hash follows.
HELD = "held "
#: Titles of known pages with one text that are looked at.
MOST_TITLES = 20


def without_stand_in(session: Session, page: Page, read: PageRead) -> PageRead:
    """The page as it was read, or put off when the site shows something else instead.

    Hardly a word of its title on a page may be a slip of its channel: then a second look is believed. It is
    no slip where other publications' addresses show the very same text.
    """
    if read.publication is None or read.fingerprint is None or read.document is None:
        return read
    if read.plan.content_url is not None:  # data says what it is of
        return read
    if leads_up(read.plan.url, read.document.url):
        return put_off(read, DropReason.GONE, f"the site leads to {read.document.url} instead")
    if is_told_apart(read.plan, read.fingerprint) or holds_title(read.plan.hints.title, read.publication):
        return read
    if stands_elsewhere(session, page, read):
        words = "the site shows one and the same page in place of several publications"
    elif page.detail.startswith(HELD):
        return read
    else:
        words = "the page has hardly a word of the title that its channel gives it"
    return put_off(read, DropReason.HELD, f"{HELD}{read.fingerprint.text_hash}: {words}")


def is_told_apart(plan: PagePlan, fingerprint: Fingerprint) -> bool:
    """Whether nothing can be taken for this page: it has its own address, and a text too short to be one."""
    short = fingerprint.words < LEAST_WORDS_OF_DUPLICATE
    return short and url_key(plan.url, plan.hints.addresses) == fingerprint.key


def put_off(read: PageRead, reason: DropReason, words: str) -> PageRead:
    """A page that is to be fetched again."""
    return replace(read, publication=None, dropped=Unreadable(reason, words), retry=True)


def stands_elsewhere(session: Session, page: Page, read: PageRead) -> bool:
    """Whether another publication's address shows this very text, and it lacks that one's title as well.

    Where the text is some publication's own, this page is a copy of it.
    """
    if read.publication is None or read.fingerprint is None:
        return False
    unbelieved = exists().where(
        Page.id != page.id,
        Page.source_id == page.source_id,
        Page.state.in_((PageState.PENDING, PageState.FAILED)),
        Page.detail.startswith(f"{HELD}{read.fingerprint.text_hash}", autoescape=True),
    )
    titles = session.scalars(
        select(Sighting.title)
        .join(Page, Page.id == Sighting.page_id)
        .join(Revision, Revision.publication_id == Page.publication_id)
        .where(Page.id != page.id, Revision.text_hash == read.fingerprint.text_hash)
        .limit(MOST_TITLES)
    ).all()
    if titles:
        return not any(holds_title(title, read.publication) for title in titles)
    return bool(session.scalar(select(unbelieved)))
