"""The demo against what its snapshot is known to hold: nothing missed, nothing false, nothing twice."""

import signal
import tomllib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from scraper.archive.snapshot import fill_dates
from scraper.cli.frame import utc_now
from scraper.identity.urls import url_key
from tests.command import Gleaner
from tests.web.desk import Client

pytestmark = pytest.mark.slow

#: Rows of the queue by the key of every address they go by.
Rows = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def today() -> date:
    return utc_now().astimezone(ZoneInfo("Europe/London")).date()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Gleaner:
    home = Gleaner(tmp_path_factory.mktemp("demo") / "home", extra={"GLEANER_ALLOW_PRIVATE_NETWORKS": "0"})
    home.run("demo", "--no-serve")
    return home


@pytest.fixture(scope="module")
def expected(today: date) -> dict[str, Any]:
    text = Path(__file__).with_name("expected.toml").read_text()
    return tomllib.loads(fill_dates(text, today))


@pytest.fixture(scope="module")
def queue(demo: Gleaner) -> Rows:
    rows = demo.json("queue", "list", "--status", "all")
    return {key: row for row in rows for url in row["urls"] if (key := url_key(url))}


def test_every_publication_is_a_candidate_and_nothing_else_is(queue: Rows, expected: dict[str, Any]) -> None:
    wanted = {url_key(each["url"]) for each in expected["publication"]}
    allowed = wanted | {url_key(each["url"]) for each in expected["also_possible"]}
    assert wanted - set(queue) == set()
    others = [row["url"] for row in queue.values() if not {url_key(url) for url in row["urls"]} & allowed]
    assert others == []


@pytest.mark.parametrize("field", ["title", "source", "kind", "published", "published_precision"])
def test_every_stated_fact_is_right(queue: Rows, expected: dict[str, Any], field: str) -> None:
    wrong = {}
    for each in expected["publication"]:
        row = queue.get(url_key(each["url"]) or "")
        name = {"published_precision": "precision"}.get(field, field)
        stated = None if each[name] == "unknown" else each[name]
        right = {stated, each["also_kind"]} if field == "kind" and "also_kind" in each else {stated}
        if row is not None and url_key(row["url"]) == url_key(each["url"]) and row[field] not in right:
            wrong[each["url"]] = (stated, row[field])
    assert wrong == {}


def test_reading_the_archive_again_by_the_same_rules_changes_nothing(demo: Gleaner) -> None:
    told = demo.json("replay", "--dry-run")
    assert (told["changed"], told["left"]) == (0, [])
    assert told["read"] > 40


def test_what_is_old_or_a_trap_is_no_candidate(queue: Rows, expected: dict[str, Any]) -> None:
    unwanted = [each["url"] for each in expected["not_admitted"] if each["reason"] != "duplicate"]
    assert [url for url in unwanted if url_key(url) in queue] == []


def test_one_story_at_two_addresses_is_one_row_that_names_both(queue: Rows, expected: dict[str, Any]) -> None:
    (copy,) = (each["url"] for each in expected["not_admitted"] if each["reason"] == "duplicate")
    row = queue[url_key(copy) or ""]
    assert len(row["urls"]) == 2
    assert {url_key(url) for url in row["urls"]} & {url_key(each["url"]) for each in expected["publication"]}


def test_the_edited_report_comes_back_as_an_update(queue: Rows) -> None:
    report = queue[
        "https://iwf.org.uk/about-us/why-we-exist/our-research/"
        "how-ai-is-being-abused-to-create-child-sexual-abuse-imagery"
    ]
    assert report["change"] == "updated"


def test_publications_of_one_story_stand_together_and_with_nothing_else(
    queue: Rows, expected: dict[str, Any]
) -> None:
    label = {url_key(each["url"]) or "": each.get("story") for each in expected["publication"]}
    rows = {row["id"]: (row, label[key]) for key, row in queue.items() if key in label}
    stories: dict[str, set[int]] = {}
    for row, name in rows.values():
        if name:
            stories.setdefault(name, set()).add(row["story"])
    assert {name: len(numbers) for name, numbers in stories.items()} == dict.fromkeys(stories, 1)
    of_story = {number: name for name, numbers in stories.items() for number in numbers}
    strangers = [
        row["title"] for row, name in rows.values() if of_story.get(row["story"]) not in {name, None}
    ]
    assert strangers == []
    alone = {row["story"] for row, name in rows.values() if not name}
    assert len(alone) == sum(1 for _, name in rows.values() if not name)


def test_a_story_says_why_in_words_and_counts_an_edited_report_once(demo: Gleaner, queue: Rows) -> None:
    release = queue[
        "https://modernslaverypec.org/latest/children-with-send-overlooked-in-efforts-to-prevent-exploitation"
    ]
    (report,) = demo.json("queue", "show", release["id"])["members"]
    assert report["title"] == "Exploited close to home: children with SEND in England and Wales"
    assert "one links to the other" in report["words"]
    letter = demo.json(
        "queue", "show", queue["https://cease.org.uk/joint-letter-children-and-online-pornography"]["id"]
    )
    ((said, *_),) = [member["words"] for member in letter["members"]]
    assert "of the shorter text is the same" in said
    edited = [row for row in queue.values() if row["change"] == "updated"]
    (members,) = {row["id"]: demo.json("story", "show", row["id"])["members"] for row in edited}.values()
    assert [member["title"] for member in members].count(edited[0]["title"]) == 1


def test_the_six_entries_stand_in_the_issue_with_what_they_link(
    demo: Gleaner, expected: dict[str, Any]
) -> None:
    issue = demo.json("digest", "show", "1")
    links = {url_key(link["url"]) for entry in issue["entries"] for link in entry["links"]}
    assert len(issue["entries"]) == 6
    counterparts = {each["sample_entry"] for each in expected["publication"] if url_key(each["url"]) in links}
    assert counterparts == {1, 2, 3, 4, 5, 6}


def test_a_second_run_finds_nothing_new_fetches_no_article_and_says_so(demo: Gleaner) -> None:
    before = demo.json("queue", "list", "--status", "all")
    said = demo.run("demo", "--no-serve").stdout
    assert "Nothing new" in said
    assert "A week ago" not in said
    assert demo.json("queue", "list", "--status", "all") == before
    assert len(demo.json("digest", "list")) == 1


def test_the_desk_opens_for_one_browser_until_it_is_ended(demo: Gleaner) -> None:
    unseen = Gleaner(demo.home, extra=demo.extra | {"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    process = unseen.start("demo")
    assert process.stdout is not None
    said = next(line for line in process.stdout if "/enter/" in line)
    address = urlsplit(said.split()[-1])
    client = Client(address.port or 0)
    assert client.ask("GET", address.path).headers["location"] == "/"
    assert "new stories" in client.get("/queue").plain
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert address.hostname == "127.0.0.1"


def test_every_sighting_is_accounted_for(demo: Gleaner) -> None:
    doctor = demo.json("doctor")
    assert set(doctor["pages"]) == {"stored", "dropped"}
