"""What the commands do once an issue is signed off, and how a draft is asked for at a terminal."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest

from scraper.digest.signing import act_on_issue
from scraper.digest.states import IssueAct
from scraper.storage.engine import Database
from tests.command import Gleaner
from tests.digest.making import by, issue_of, make_all_ready, started
from tests.site.server import Answer, Site

SECRET = "whsec_" + base64.b64encode(bytes(32)).decode()
SAID = "The Example Trust has published a report on waiting. It finds that 9,999 families waited."
COMPLETION = json.dumps({"choices": [{"message": {"content": SAID}}]})


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/hook": Answer("ok"), "/v1/chat/completions": Answer(COMPLETION)}) as running:
        yield running


@pytest.fixture
def gleaner(tmp_path: Path, sqlite_template: Path, site: Site) -> Gleaner:
    """A home with a signed-off issue, a webhook and a model."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{tmp_path}/gleaner.db")
    started(database, 1)
    with database.writing() as session:
        make_all_ready(session)
        act_on_issue(session, issue_of(session), IssueAct.SIGN_OFF, by("ben"))
    database.close()
    (tmp_path / "gleaner.toml").write_text(
        f'[webhooks]\nboard = "{site.url}/hook"\n[draft]\nendpoint = "{site.url}/v1"\nmodel = "small-8b"\n'
    )
    return Gleaner(tmp_path, extra={"GLEANER_WEBHOOK_BOARD_SECRET": SECRET, "GLEANER_DRAFT_KEY": "s3cret"})


def test_publishing_tells_the_webhooks_and_the_issue_says_so(gleaner: Gleaner, site: Site) -> None:
    said = gleaner.run("digest", "publish", 1).stdout
    assert said == "Issue 1 is published.\nThe webhook board was told of issue 1.\n"
    assert len(site.posted) == 1
    assert [each["state"] for each in gleaner.json("digest", "show", 1)["webhooks"]] == ["told"]
    assert "webhook board: told" in gleaner.run("digest", "show", 1).stderr
    assert gleaner.run("digest", "notify").stdout == "Nothing is due.\n"
    assert gleaner.run("digest", "publish", 1, check=False).returncode == 1


def test_what_is_not_taken_is_told_waits_and_is_sent_again(gleaner: Gleaner, site: Site) -> None:
    site["/hook"] = Answer(status=410)
    done = gleaner.run("digest", "publish", 1, check=False)
    assert (done.returncode, done.stdout) == (1, "Issue 1 is published.\n")
    assert "board was not told of issue 1: it wants no more (410); it is given up" in done.stderr
    assert "webhook board was not told of issue 1" in gleaner.run("sources", "health").stdout
    assert gleaner.run("digest", "notify").stdout == "Nothing is due.\n"
    site["/hook"] = "ok"
    assert gleaner.json("digest", "notify", "--again") == [{"webhook": "board", "issue": 1, "problem": ""}]
    assert "was not told" not in gleaner.run("sources", "health").stdout


def test_a_webhook_without_a_secret_is_told_nothing_and_everybody_says_so(
    gleaner: Gleaner, site: Site
) -> None:
    del gleaner.extra["GLEANER_WEBHOOK_BOARD_SECRET"]
    done = gleaner.run("digest", "publish", 1, check=False)
    assert (done.returncode, done.stdout) == (1, "Issue 1 is published.\n")
    assert "set GLEANER_WEBHOOK_BOARD_SECRET to its secret" in done.stderr
    doctor = gleaner.run("doctor", check=False)
    assert "set GLEANER_WEBHOOK_BOARD_SECRET" in doctor.stdout + doctor.stderr
    assert site.posted == []


def test_to_notify_nobody_is_an_error_that_says_what_to_write(gleaner: Gleaner) -> None:
    (gleaner.home / "gleaner.toml").write_text("")
    gleaner.extra.clear()
    done = gleaner.run("digest", "notify", check=False)
    assert (done.returncode, "under [webhooks] in gleaner.toml" in done.stderr) == (1, True)


def test_the_feed_is_written_to_a_file_and_has_what_is_published_only(gleaner: Gleaner) -> None:
    place = gleaner.home / "issues.atom"
    gleaner.run("digest", "feed", "--out", place)
    assert feedparser.parse(place.read_bytes()).entries == []
    gleaner.run("digest", "publish", 1)
    assert gleaner.run("digest", "feed", "--out", place).stdout.startswith(f"{place}: ")
    assert len(feedparser.parse(place.read_bytes()).entries) == 1
    assert len(feedparser.parse(gleaner.run("digest", "feed").stdout).entries) == 1


def reopen(gleaner: Gleaner) -> None:
    database = Database(f"sqlite:///{gleaner.home}/gleaner.db")
    with database.writing() as session:
        act_on_issue(session, issue_of(session), IssueAct.REOPEN, by("ben"))
    database.close()


def test_a_draft_is_asked_for_shown_with_what_needs_a_look_and_discarded(
    gleaner: Gleaner, site: Site
) -> None:
    refused = gleaner.run("digest", "draft", 1, check=False)
    assert (refused.returncode, "reopen it first" in refused.stderr) == (1, True)
    reopen(gleaner)
    said = gleaner.run("digest", "draft", 1).stdout
    assert "By small-8b at 127.0.0.1; it waits beside the entry" in said
    assert SAID in said
    ((_, headers, _),) = site.posted
    assert headers["Authorization"] == "Bearer s3cret"
    told = gleaner.json("digest", "draft", 1)
    assert (told["entry"], told["text"], told["waits"], told["model"]) == (1, [SAID], True, "small-8b")
    assert any("The number “9,999” does not stand" in words for words in told["notes"])
    assert gleaner.run("digest", "draft", 1, "--discard").stdout == "The draft of entry 1 is gone.\n"
    assert gleaner.run("digest", "draft", 1, "--discard", check=False).returncode == 1


def test_a_model_that_fails_is_one_line_without_the_key(gleaner: Gleaner, site: Site) -> None:
    reopen(gleaner)
    site["/v1/chat/completions"] = Answer("s3cret is wrong", 401)
    done = gleaner.run("digest", "draft", 1, check=False)
    assert done.returncode == 1
    assert done.stderr == "gleaner: there is no draft: 127.0.0.1: it refuses the key\n"
    assert len(site.posted) == 1


def test_without_a_model_nothing_is_sent(gleaner: Gleaner, site: Site) -> None:
    reopen(gleaner)
    (gleaner.home / "gleaner.toml").write_text("")
    del gleaner.extra["GLEANER_WEBHOOK_BOARD_SECRET"]
    done = gleaner.run("digest", "draft", 1, check=False)
    assert (done.returncode, "no model is set up" in done.stderr) == (1, True)
    assert site.posted == []
