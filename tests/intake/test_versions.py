"""Many pages brought up to date at once are updates: their addresses have not changed."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.intake.batch import MIGRATED
from scraper.intake.ledger import write_reading
from scraper.outcomes import PageState
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Page
from tests.factories import NOW, channel_plan, entry, make_source, reading

SUBJECTS = ("kinship care", "online safety", "school absence", "youth courts", "fostering", "early years")
SHOWN = [entry(f"/guidance/{each.replace(' ', '-')}", f"What to know about {each}") for each in SUBJECTS]


def poll(session: Session, version: str, *, first_poll: bool = False) -> list[Page]:
    """The channel shows every page in this version; the pages that wait then."""
    channel = session.scalars(select(Channel).where(Channel.name == "feed")).one()
    entries = [replace(each, version=version, guid=f"{each.url}#{version}") for each in SHOWN]
    write_reading(session, reading(channel_plan(channel, first_poll=first_poll), *entries), NOW, 42)
    return list(session.scalars(select(Page).where(Page.state == PageState.PENDING)))


def test_six_updates_in_one_poll_are_six_pages_to_read(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        for page in poll(session, "2026-11-01T09:00:00Z", first_poll=True):
            page.state = PageState.STORED
        assert len(poll(session, "2026-11-20T09:00:00Z")) == len(SHOWN)
        assert len(session.scalars(select(Page)).all()) == 2 * len(SHOWN)
        assert session.scalars(select(Event).where(Event.action == MIGRATED)).all() == []
