"""What follows a publication at the desk: webhooks are told, the feed shows it, and to whom."""

import base64
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from scraper.config import load_settings
from scraper.desk.roles import Role
from scraper.digest.outbox import dispatches_of
from scraper.digest.signing import act_on_issue
from scraper.digest.states import IssueAct
from scraper.storage.desk_models import Dispatch
from scraper.storage.engine import Database
from scraper.web.notifying import notify_in_process
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.site.server import Answer, Site
from tests.web.desk import Client, RunningDesk

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/hook": Answer("ok")}) as running:
        yield running


@pytest.fixture
def telling(
    tmp_path: Path, sqlite_template: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RunningDesk]:
    """A desk that tells the site of what is published."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    (tmp_path / "gleaner.toml").write_text(f'[webhooks]\nboard = "{site.url}/hook"\n')
    monkeypatch.setenv("GLEANER_WEBHOOK_BOARD_SECRET", SECRET)
    environ = {"GLEANER_WEBHOOK_BOARD_SECRET": SECRET, "GLEANER_ALLOW_PRIVATE_NETWORKS": "1"}
    settings = load_settings(tmp_path, environ, {})
    database = Database(settings.database)
    with RunningDesk(database, settings) as running:
        yield running
    database.close()


def publish(database: Database, client: Client) -> str:
    """Publish an issue at the desk; the page after it."""
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
    client.post("/issue/1/sign-off")
    return client.post("/issue/1/publish").plain


def told(database: Database) -> Dispatch:
    """What the webhook was told, once a try is over."""
    for _ in range(600):
        with database.reading() as session:
            (row,) = dispatches_of(session, 1)
        if row.sent_at or row.problem:
            return row
        threading.Event().wait(0.05)
    raise AssertionError("nobody tried")


def test_a_publication_at_the_desk_is_told_at_once_and_its_page_says_so(
    telling: RunningDesk, site: Site
) -> None:
    client = telling.client()
    page = publish(telling.database, client)
    assert "This issue is published." in page
    assert "board: waits" in page or "board: told" in page
    assert told(telling.database).sent_at is not None
    assert "board: told" in client.get("/issue/1").plain
    ((path, headers, body),) = site.posted
    assert (path, json.loads(body)["type"]) == ("/hook", "issue.published")
    assert headers["webhook-signature"].startswith("v1,")


def test_a_receiver_that_fails_is_shown_with_the_reason_and_the_next_try(
    telling: RunningDesk, site: Site
) -> None:
    site["/hook"] = Answer("no", 500)
    client = telling.client()
    publish(telling.database, client)
    assert told(telling.database).problem == "it answered 500"
    assert "board: waits tried 1 time: it answered 500; again" in client.get("/issue/1").plain


def test_what_cannot_be_told_stands_in_the_log_and_waits(
    telling: RunningDesk, site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GLEANER_WEBHOOK_BOARD_SECRET")
    client = telling.client()
    publish(telling.database, client)
    notify_in_process(load_settings(telling.app.state.desk.settings.home, {}, {}))
    assert "set GLEANER_WEBHOOK_BOARD_SECRET to its secret" in caplog.text
    assert site.posted == []
    with telling.database.reading() as session:
        assert [each.tries for each in dispatches_of(session, 1)] == [0]


def test_a_webhook_that_is_given_up_or_no_longer_named_says_so(telling: RunningDesk) -> None:
    database = telling.database
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
        for act in (IssueAct.SIGN_OFF, IssueAct.PUBLISH):
            act_on_issue(session, issue_of(session), act, by(), webhooks=("board", "old"))
        row, _ = dispatches_of(session, 1)
        row.given_up_at, row.next_at, row.tries, row.problem = telling.now, None, 7, "it answered 500"
    page = telling.client().get("/issue/1").plain
    assert "board: given up tried 7 times: it answered 500" in page
    assert "gleaner digest notify --again" in page
    assert "old: waits it stands in the settings no more" in page


def test_the_feed_is_there_for_who_is_signed_in_and_for_nobody_else(desk: RunningDesk) -> None:
    publish(desk.database, desk.client())
    assert (
        desk.client(None).get("/issues.atom").status,
        desk.client(Role.READER).get("/issues.atom").status,
    ) == (
        404,
        200,
    )


@pytest.fixture
def public(desk: RunningDesk) -> RunningDesk:
    """A desk whose feed anybody may read."""
    state = desk.app.state
    state.desk = replace(state.desk, settings=replace(state.desk.settings, public_feed=True))
    return desk


def test_where_the_house_lets_them_readers_find_what_was_published_and_nothing_else(
    public: RunningDesk,
) -> None:
    stranger = public.client(None)
    empty = stranger.get("/issues.atom")
    assert feedparser.parse(empty.text).entries == []
    publish(public.database, public.client())
    reply = stranger.get("/issues.atom")
    assert reply.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert reply.headers["cache-control"] == "public, max-age=300"
    assert [each.title for each in feedparser.parse(reply.text).entries] == ["Digest, 23 November 2026"]
    again = stranger.get("/issues.atom", **{"If-None-Match": reply.headers["etag"]})
    assert (again.status, again.text) == (304, "")
    assert stranger.get("/issues.atom", **{"If-None-Match": empty.headers["etag"]}).status == 200
    for path in ("/issues", "/issues.json", "/issue/1", "/issue/1/exports"):
        assert stranger.get(path).status in {303, 401}


def test_the_list_of_issues_leads_to_the_feed(editor: Client) -> None:
    assert (
        '<link rel="alternate" type="application/atom+xml" href="/issues.atom"' in editor.get("/issues").text
    )
