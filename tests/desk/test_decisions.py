from datetime import timedelta

import pytest
from sqlalchemy import select

from scraper.desk.candidate import show_candidate
from scraper.desk.criteria import Criteria
from scraper.desk.decisions import Act, decide
from scraper.desk.queue import list_candidates
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.intake.admit import admit
from scraper.outcomes import Status
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.engine import Database
from scraper.storage.models import Page
from tests.factories import NOW, WORDS, make_source, page_read, publication


def act(action: Action, **changes: object) -> Act:
    return Act(**({"action": action, "actor": "editor", "via": "cli"} | changes))  # type: ignore[arg-type]


def fill(database: Database, count: int) -> list[int]:
    ids = []
    with database.writing() as session:
        source = make_source(session)
        for number in range(count):
            url = f"https://example.example.org/news/{number}"
            page = Page(key=url, url=url, source_id=source.id, state="pending", first_seen_at=NOW, attempts=0)
            session.add(page)
            session.flush()
            text = f"{WORDS} Number {number} of the series tells of village {number * 7}."
            found = publication(url=url, title=f"Story about item{number}", text=text)
            admitted = admit(session, page_read(page, found), NOW + timedelta(seconds=number), 42)
            assert admitted.candidate_id is not None
            ids.append(admitted.candidate_id)
    return ids


def statuses(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Candidate.status).order_by(Candidate.id)))


def test_including_puts_candidates_on_the_shortlist(database: Database) -> None:
    one, two, _ = fill(database, 3)
    with database.writing() as session:
        decide(session, [one, two], act(Action.INCLUDE), NOW)
    assert statuses(database) == [Status.SHORTLISTED, Status.SHORTLISTED, Status.NEW]


def test_a_bulk_act_is_undone_whole_and_restores_what_was_there(database: Database) -> None:
    one, two, three = fill(database, 3)
    with database.writing() as session:
        decide(session, [two], act(Action.MAYBE, reason="ask"), NOW)
    with database.writing() as session:
        decide(session, [one, two, three], act(Action.EXCLUDE, reason="too local"), NOW)
    with database.writing() as session:
        undo(session, "editor", "cli", NOW)
    assert statuses(database) == [Status.NEW, Status.MAYBE, Status.NEW]
    with database.reading() as session:
        assert session.get_one(Candidate, two).reason == "ask"


def test_undoing_again_takes_back_the_act_before(database: Database) -> None:
    one, two = fill(database, 2)
    for candidate in (one, two):
        with database.writing() as session:
            decide(session, [candidate], act(Action.INCLUDE), NOW)
    for _ in range(2):
        with database.writing() as session:
            undo(session, "editor", "cli", NOW)
    assert statuses(database) == [Status.NEW, Status.NEW]
    with pytest.raises(ActionRefusedError, match="nothing to undo"), database.writing() as session:
        undo(session, "editor", "cli", NOW)


def test_nobody_undoes_what_another_has_changed_since(database: Database) -> None:
    (one,) = fill(database, 1)
    with database.writing() as session:
        decide(session, [one], act(Action.INCLUDE), NOW)
        decide(session, [one], act(Action.EXCLUDE, actor="colleague"), NOW)
    with pytest.raises(ActionRefusedError, match="changed since"), database.writing() as session:
        undo(session, "editor", "cli", NOW)


def test_every_act_is_an_event_with_before_and_after(database: Database) -> None:
    (one,) = fill(database, 1)
    with database.writing() as session:
        decide(session, [one], act(Action.EXCLUDE, reason="not UK"), NOW)
        undo(session, "editor", "cli", NOW)
    with database.reading() as session:
        first, second = session.scalars(select(Event).order_by(Event.id))
    assert (first.before["status"], first.after["status"], first.after["reason"]) == (
        "new",
        "excluded",
        "not-uk",
    )
    assert (second.action, second.undo_of) == ("undo", first.id)


def test_an_act_that_is_not_allowed_changes_none_of_its_candidates(database: Database) -> None:
    one, two = fill(database, 2)
    with database.writing() as session:
        session.get_one(Candidate, two).status = Status.USED
    with pytest.raises(ActionRefusedError, match="used"), database.writing() as session:
        decide(session, [one, two], act(Action.EXCLUDE), NOW)
    assert statuses(database) == [Status.NEW, Status.USED]


def test_a_hold_needs_a_day(database: Database) -> None:
    (one,) = fill(database, 1)
    with pytest.raises(ActionRefusedError, match="until which day"), database.writing() as session:
        decide(session, [one], act(Action.HOLD), NOW)
    with database.writing() as session:
        decide(session, [one], act(Action.HOLD, until=NOW + timedelta(days=7)), NOW)
        undo(session, "editor", "cli", NOW)
        decide(session, [one], act(Action.HOLD, until=NOW + timedelta(days=8)), NOW)
    with database.reading() as session:
        assert session.get_one(Candidate, one).held_until == NOW + timedelta(days=8)


def test_an_unknown_candidate_is_named(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no candidate 7, 8"), database.writing() as session:
        decide(session, [7, 8], act(Action.INCLUDE), NOW)


def test_the_queue_lists_the_newest_first_and_narrows(database: Database) -> None:
    one, two, three = fill(database, 3)
    with database.writing() as session:
        decide(session, [two], act(Action.EXCLUDE), NOW)

    def listed(**changes: object) -> list[int]:
        with database.reading() as session:
            return [row["id"] for row in list_candidates(session, Criteria(**changes), NOW)]  # type: ignore[arg-type]

    assert listed() == [three, one]
    assert listed(status=None) == [three, two, one]
    assert listed(status=Status.EXCLUDED) == [two]
    assert listed(status=None, limit=1) == [three]
    assert listed(status=None, search="ITEM1 story") == [two]
    assert listed(search="100% absent_") == []
    assert listed(source="example") == [three, one]
    assert listed(source="another") == []
    assert listed(band="likely") == []


def test_one_candidate_is_shown_with_all_that_is_known_of_it(database: Database) -> None:
    (one,) = fill(database, 1)
    with database.writing() as session:
        decide(session, [one], act(Action.MAYBE), NOW)
    with database.reading() as session:
        shown = show_candidate(session, one)
        with pytest.raises(NotFoundError):
            show_candidate(session, one + 1)
    assert shown["text"].startswith("Children told")
    assert shown["revisions"][0]["record"] == "one.warc.gz#17"
    assert [event["to"] for event in shown["events"]] == ["maybe"]
    assert shown["source"] == "example"
    assert shown["published"] == "2026-11-20"
