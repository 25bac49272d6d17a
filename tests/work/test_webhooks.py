"""What waits in the outbox, sent to a real server: signed, tried again, given up, never by two at once."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from scraper.config import Settings
from scraper.digest.interchange import from_json
from scraper.digest.issues import load_issue
from scraper.digest.outbox import dispatches_of, given_up, in_words, try_again
from scraper.digest.signing import act_on_issue, correct
from scraper.digest.states import IssueAct
from scraper.endpoints import Webhook
from scraper.storage.desk_models import Dispatch
from scraper.storage.engine import Database
from scraper.work.webhooks import WAITS, Try, claim, send_waiting, signed
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.factories import NOW
from tests.site.server import Answer, Site

SECRET = bytes(range(32))


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/hook": Answer("ok")}) as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, site: Site) -> Settings:
    hook = Webhook(f"{site.url}/hook", SECRET)
    return Settings(home=tmp_path, database="", webhooks={"board": hook}, allow_private_networks=True)


def publish(database: Database, issue_id: int | None = None, webhooks: tuple[str, ...] = ("board",)) -> int:
    """Publish an issue, by default a new one; its id."""
    issue_id = issue_id or started(database, 1)
    with database.writing() as session:
        row = issue_of(session, issue_id)
        if row.corrects is None:
            make_all_ready(session, issue_id)
        act_on_issue(session, row, IssueAct.SIGN_OFF, by("ben"))
        act_on_issue(session, row, IssueAct.PUBLISH, by("ben"), webhooks=webhooks)
    return issue_id


def row_of(database: Database, issue_id: int = 1) -> Dispatch:
    with database.reading() as session:
        (row,) = dispatches_of(session, issue_id)
        return row


def test_what_was_published_is_told_signed_and_whole(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    assert send_waiting(database, settings, clock) == [Try("board", 1)]
    ((path, headers, body),) = site.posted
    content = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    digest = base64.b64encode(hmac.digest(SECRET, content, hashlib.sha256)).decode()
    assert (path, headers["webhook-signature"]) == ("/hook", f"v1,{digest}")
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert headers["Content-Type"] == "application/json"
    told = json.loads(body)
    assert (told["type"], told["timestamp"]) == ("issue.published", "2026-11-23T09:00:00+00:00")
    assert (told["data"]["id"], told["data"]["version"], told["data"]["corrects"]) == (1, 1, None)
    with database.reading() as session:
        assert from_json(told["data"]["issue"]) == load_issue(session, 1)
    assert in_words(row_of(database)) == "told"
    assert send_waiting(database, settings, clock) == []
    assert len(site.posted) == 1


def test_a_correction_is_told_as_one_with_what_it_corrects(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    with database.writing() as session:
        new_id = correct(session, issue_of(session), by()).id
    publish(database, new_id)
    assert len(send_waiting(database, settings, clock)) == 2
    told = json.loads(site.posted[1][2])
    assert (told["type"], told["data"]["version"], told["data"]["corrects"]) == ("issue.corrected", 2, 1)


def break_off(database: Database) -> None:
    """Publish, and fail in the same transaction."""
    with database.writing() as session:
        make_all_ready(session)
        act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by())
        act_on_issue(session, issue_of(session), IssueAct.PUBLISH, by(), webhooks=("board",))
        raise RuntimeError


def test_nothing_waits_for_a_publication_that_broke_off_or_for_no_webhook(database: Database) -> None:
    started(database, 1)
    with pytest.raises(RuntimeError):
        break_off(database)
    with database.reading() as session:
        assert dispatches_of(session, 1) == []
    publish(database, 1, webhooks=())
    with database.reading() as session:
        assert dispatches_of(session, 1) == []


def test_the_signature_is_that_of_the_published_example_of_the_scheme() -> None:
    """Key, id, time, body and signature as the Standard Webhooks documents have them."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, tz=NOW.tzinfo)
    headers = signed(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_not_taken_is_tried_again_ever_later_under_the_same_key_and_given_up(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    site["/hook"] = Answer("<b>s3cret</b>", 500)
    for wait in WAITS:
        assert send_waiting(database, settings, clock) == [Try("board", 1, "it answered 500")]
        clock.now += wait - timedelta(seconds=1)
        assert send_waiting(database, settings, clock) == []
        clock.now += timedelta(seconds=1)
    with database.reading() as session:
        assert given_up(session, settings.webhooks) == []
    assert send_waiting(database, settings, clock) == [Try("board", 1, "it answered 500", over=True)]
    assert in_words(row_of(database)) == "given up: it answered 500"
    clock.now += timedelta(days=90)
    assert send_waiting(database, settings, clock) == []
    assert len({headers["webhook-id"] for _, headers, _ in site.posted}) == 1
    assert len({headers["webhook-timestamp"] for _, headers, _ in site.posted}) == 1 + len(WAITS)
    with database.reading() as session:
        assert [each.issue_id for each in given_up(session, settings.webhooks)] == [1]
        assert given_up(session, ["other"]) == []


def test_what_was_given_up_is_sent_once_more_when_somebody_asks(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    site["/hook"] = Answer(status=410)
    assert send_waiting(database, settings, clock) == [Try("board", 1, "it wants no more (410)", over=True)]
    site["/hook"] = "ok"
    with database.writing() as session:
        try_again(session, settings.webhooks, clock.now)
    assert send_waiting(database, settings, clock) == [Try("board", 1)]
    first, second = (headers["webhook-id"] for _, headers, _ in site.posted)
    assert first == second


def test_a_receiver_that_asks_for_time_is_given_it(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    site["/hook"] = Answer(status=503, headers={"Retry-After": "7200"})
    assert send_waiting(database, settings, clock)[0].problem == "it answered 503"
    clock.now += timedelta(seconds=7199)
    assert send_waiting(database, settings, clock) == []
    clock.now += timedelta(seconds=1)
    site["/hook"] = "ok"
    assert send_waiting(database, settings, clock) == [Try("board", 1)]


def test_a_redirect_is_not_followed_and_says_so(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    site["/hook"] = Answer(status=308, headers={"Location": "/other"})
    assert "it redirects (308), which is not followed" in send_waiting(database, settings, clock)[0].problem
    assert [path for path, _, _ in site.posted] == ["/hook"]


def test_a_private_address_is_refused_unless_it_is_allowed(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    guarded = replace(settings, allow_private_networks=False)
    assert "private network" in send_waiting(database, guarded, clock)[0].problem
    assert site.posted == []


def test_without_a_secret_or_when_told_to_stop_nothing_is_tried(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    silent = replace(settings, webhooks={"board": Webhook(f"{site.url}/hook")})
    assert send_waiting(database, silent, clock) == []
    assert send_waiting(database, settings, clock, lambda: True) == []
    assert row_of(database).tries == 0


def test_one_webhook_that_fails_holds_up_no_other(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    both = replace(settings, webhooks={"gone": Webhook("http://127.0.0.1:9/", SECRET), **settings.webhooks})
    publish(database, webhooks=("gone", "board"))
    assert [each.problem for each in send_waiting(database, both, clock)] == ["it refused the connection", ""]


def test_what_one_process_took_no_other_takes_until_it_falls_due_again(
    database: Database, clock: Clock
) -> None:
    publish(database)
    assert claim(database, "board", clock.now) is not None
    assert claim(database, "board", clock.now) is None
    clock.now += WAITS[0]
    assert claim(database, "board", clock.now) is not None


def test_of_many_that_look_at_once_one_takes_it(database: Database, clock: Clock) -> None:
    publish(database)
    together = threading.Barrier(8)

    def take(_number: int) -> bool:
        together.wait(20)
        return claim(database, "board", clock.now) is not None

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(take, range(8))) == 1


def test_a_process_that_dies_over_the_last_try_does_not_make_it_go_on_for_ever(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    for _ in range(len(WAITS) + 1):
        assert claim(database, "board", clock.now) is not None
        clock.now += WAITS[-1]
    (last,) = send_waiting(database, settings, clock)
    assert (last.over, last.problem) == (True, "nobody knows whether the last try arrived")
    assert site.posted == []


def test_a_clock_that_was_set_back_makes_nothing_wait_for_ever(
    database: Database, settings: Settings, site: Site, clock: Clock
) -> None:
    publish(database)
    clock.now -= timedelta(days=400)
    assert send_waiting(database, settings, clock) == [Try("board", 1)]
