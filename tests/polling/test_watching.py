"""Who is watched, who is read now, and who watches an address already."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import SourceState
from scraper.polling.watching import (
    WatchAct,
    ask_now,
    change_state,
    find_source,
    plans_to_check,
    refuse_watched,
    slugs_of,
    watcher_of,
)
from scraper.storage.desk_models import Event
from scraper.storage.engine import Database
from scraper.storage.models import Channel, Host
from tests.factories import NOW, make_source

LATER = NOW + timedelta(days=1)
FEED = "https://example.example.org/feed/"


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        ([WatchAct.PAUSE], SourceState.PAUSED),
        ([WatchAct.RETIRE], SourceState.RETIRED),
        ([WatchAct.PAUSE, WatchAct.RETIRE], SourceState.RETIRED),
        ([WatchAct.PAUSE, WatchAct.RESUME], SourceState.ACTIVE),
        ([WatchAct.RETIRE, WatchAct.RESUME], SourceState.ACTIVE),
    ],
)
def test_acts_lead_from_state_to_state_and_each_is_an_event(
    database: Database, acts: list[WatchAct], state: SourceState
) -> None:
    with database.writing() as session:
        make_source(session)
        for act in acts:
            source = change_state(session, "example", act, NOW, actor="ann", via="web")
        assert source.state == state
        events = session.scalars(select(Event).order_by(Event.id)).all()
        assert [(event.action, event.actor, event.object_id) for event in events] == [
            (act, "ann", source.id) for act in acts
        ]
        assert events[0].before == {"state": SourceState.ACTIVE}
        assert events[-1].after == {"state": state}


@pytest.mark.parametrize(
    ("before", "act", "words"),
    [
        ([], WatchAct.RESUME, "is active: cannot resume it"),
        ([WatchAct.PAUSE], WatchAct.PAUSE, "is paused: cannot pause it"),
        ([WatchAct.RETIRE], WatchAct.PAUSE, "is retired: cannot pause it"),
    ],
)
def test_an_act_that_leads_nowhere_is_refused(
    database: Database, before: list[WatchAct], act: WatchAct, words: str
) -> None:
    with database.writing() as session:
        make_source(session)
        for each in before:
            change_state(session, "example", each, NOW, actor="ann", via="web")
        with pytest.raises(ActionRefusedError, match=words):
            change_state(session, "example", act, NOW, actor="ann", via="web")


def test_a_resumed_source_is_due_at_once(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        change_state(session, "example", WatchAct.PAUSE, NOW, actor="ann", via="web")
        host = session.scalars(select(Host)).one()
        host.next_at = LATER
        change_state(session, "example", WatchAct.RESUME, NOW, actor="ann", via="web")
        assert host.next_at == NOW


def test_a_source_that_is_asked_for_is_due_with_its_active_channels(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        news, feed = source.channels
        news.next_at = feed.next_at = source.channels[0].host.next_at = LATER
        feed.state = "retired"
        ask_now(session, "example", NOW, actor="ann", via="web")
        assert (news.next_at, news.next_why, feed.next_at) == (NOW, "asked for by ann", LATER)
        assert news.host.next_at == NOW
        assert session.scalars(select(Event.action)).all() == ["check-now"]


def test_a_source_that_is_not_watched_is_not_asked_for(database: Database) -> None:
    with database.writing() as session:
        make_source(session)
        change_state(session, "example", WatchAct.PAUSE, NOW, actor="ann", via="web")
        with pytest.raises(ActionRefusedError, match="is paused: resume it first"):
            ask_now(session, "example", NOW, actor="ann", via="web")
        with pytest.raises(NotFoundError, match="no source 'nobody'"):
            ask_now(session, "nobody", NOW, actor="ann", via="web")


def test_who_watches_an_address_is_found_however_it_is_spelled(database: Database) -> None:
    with database.writing() as session:
        source = make_source(session)
        assert watcher_of(session, ["https://other.example.org/", f"{FEED}?utm_source=mail"]) is source
        assert watcher_of(session, ["https://example.example.org/other/"]) is None
        refuse_watched(session, ["https://example.example.org/other/"])
        with pytest.raises(ActionRefusedError, match=r"watched as example \(Example Voice\), active$"):
            refuse_watched(session, [FEED])
        change_state(session, "example", WatchAct.PAUSE, NOW, actor="ann", via="web")
        with pytest.raises(ActionRefusedError, match=r"paused \(`gleaner sources resume example`"):
            refuse_watched(session, [FEED])
        session.scalars(select(Channel).where(Channel.name == "feed")).one().state = "retired"
        assert watcher_of(session, [FEED]) is None


def test_named_sources_are_checked_once_and_without_a_name_all_that_are_active(database: Database) -> None:
    with database.writing() as session:
        for slug in ("zebra", "alpha", "paused"):
            make_source(session, slug)
        change_state(session, "paused", WatchAct.PAUSE, NOW, actor="ann", via="web")
        find_source(session, "zebra").channels[1].state = "retired"
        every = ["alpha/news", "alpha/feed", "zebra/news"]
        assert [plan.slug for plan in plans_to_check(session, [])] == every
        named = plans_to_check(session, ["zebra", "paused", "zebra"])
        assert [plan.slug for plan in named] == ["zebra/news", "paused/news", "paused/feed"]
        with pytest.raises(NotFoundError, match="nobody"):
            plans_to_check(session, ["alpha", "nobody"])


def test_slugs_are_told_by_number(database: Database) -> None:
    with database.writing() as session:
        first, second = make_source(session, "one"), make_source(session, "two")
        assert slugs_of(session, [second.id, 999]) == {second.id: "two"}
        assert slugs_of(session, [first.id, second.id]) == {first.id: "one", second.id: "two"}
