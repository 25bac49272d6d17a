"""The check at the desk: planted faults on both surfaces, links asked by a real process of a real site."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab

from scraper.config import load_settings
from scraper.digest.asking import LONGEST, begin_asking, end_asking
from scraper.digest.editing import find_entry, save_text, text_of
from scraper.digest.issues import keep_issue
from scraper.digest.model import DigestEntry, DigestLink, Issue
from scraper.digest.proof import LinkSeen
from scraper.outcomes import IssueState
from scraper.storage.engine import Database
from scraper.storage.models import Source
from tests.command import Gleaner
from tests.digest.making import by, started
from tests.digest.test_house_style import TEXT
from tests.site.pages import article
from tests.site.server import Answer, Site
from tests.web.desk import Client, RunningDesk

#: Seconds that a proof on this machine may take.
PATIENCE = 90


@pytest.fixture
def local_desk(tmp_path: Path, sqlite_template: Path) -> Iterator[RunningDesk]:
    """A desk whose crawl may ask this machine, without pauses."""
    (tmp_path / "gleaner.db").write_bytes(sqlite_template.read_bytes())
    settings = replace(load_settings(tmp_path, {}, {}), allow_private_networks=True, download_delay=0.0)
    database = Database(settings.database)
    with RunningDesk(database, settings) as running:
        yield running
    database.close()


def write(database: Database, entry_id: int, entry: DigestEntry) -> None:
    """Save an entry's text."""
    with database.writing() as session:
        row = find_entry(session, entry_id)
        kept = replace(entry, candidate_id=text_of(row).candidate_id)
        assert save_text(session, row, kept, row.version, by())


def link(title: str, url: str, media: str = "") -> DigestLink:
    return DigestLink("Read the report", title, url, media=media)


def plant(desk: RunningDesk, site: str) -> None:
    """An issue of three entries with a fault of each sort, and a past issue that ran one of its links."""
    database = desk.database
    started(database)
    with database.writing() as session:
        ran = DigestEntry("Hedges", (TEXT,), (link("Hedges at large", f"{site}/hedges"),))
        keep_issue(session, Issue((ran,), date(2026, 11, 12)), IssueState.IMPORTED, desk.now)
    with database.writing() as session:
        source = session.get_one(Source, 1)
        known = source.definition.replace('attribution = "Example Voice"', 'attribution = "Example Weekly"')
        source.definition = f'paywall = "Three pages a month"\nlicence = "Open Hedge Licence"\n{known}'
    (desk.app.state.desk.settings.home / "house.toml").write_text('[source_line]\npress = ["example"]\n')
    write(
        database, 1,
        DigestEntry("Hedges", ("The Hedge Trust has published a report on 4,711 hedges. It is old.",),
                    (link("Hedges at large", f"{site}/hedges"), link("Ditches", f"{site}/ditches"))),
    )  # fmt: skip
    write(
        database, 2,
        DigestEntry("Gates", (TEXT,), (link("Gates at large", f"{site}/gates?utm_source=mail"),
                                       link("Stiles at large", f"{site}/stiles", media="PDF"))),
    )  # fmt: skip
    write(database, 3, DigestEntry("Walls", ("Walls …",), (link("Walls at large", f"{site}/walls"),)))


def pages_of(site: Site) -> None:
    """What the planted links serve."""
    site.pages["/hedges"] = Answer(article("Hedges at large", date(2026, 11, 20)))
    site.pages["/ditches"] = Answer("gone", 404)
    site.pages["/gates?utm_source=mail"] = Answer(article("Quite another matter", date(2026, 11, 20)))
    site.pages["/stiles"] = Answer(article("Stiles at large", date(2020, 1, 2)))
    site.pages["/walls"] = Answer("", 301, headers={"Location": "/"})
    site.pages["/"] = Answer(article("Hedge Trust"))


def ask_and_wait(editor: Client, issue: str) -> str:
    """Ask the links and wait until they are asked; the page that says so."""
    page = editor.post(f"{issue}/ask")
    assert "The links are being asked" in page.plain
    until = time.monotonic() + PATIENCE
    while "are being asked since" in page.plain:
        assert time.monotonic() < until, page.plain
        page = editor.get(f"{issue}/check", **{"hx-request": "true"})
    return page.text


def test_planted_faults_are_found_and_the_command_says_the_same(local_desk: RunningDesk) -> None:
    editor = local_desk.client()
    with Site() as site:
        pages_of(site)
        plant(local_desk, site.url)
        before = editor.get("/issue/1").plain
        assert "0 of 5 links asked." in before
        assert "5 links were not asked yet." in before
        shown = ask_and_wait(editor, "/issue/1")
        assert "5 of 5 links asked" in shown
    at_desk = json.loads(editor.get("/issue/1/check.json").text)
    told = {(each["entry"], each["words"]): each["level"] for each in at_desk}
    for entry, words, level in (
        (1, "This entry is a draft.", "broken"),
        (1, "Summary: 13 words: summaries have at least 20.", "look"),
        (1, "Summary, sentence 1: The number “4,711” does not stand in the source’s text.", "look"),
        (1, "Ran before: “Hedges at large” was linked in the issue of 12 November 2026.", "look"),
        (1, "Link 2: it does not open: there is no such page (404).", "broken"),
        (1, "The source line is missing: “Source: Example Weekly”.", "look"),
        (1, "Example Weekly has a wall: Three pages a month.", "told"),
        (2, "Link 1: The address carries words that only count readers.", "look"),
        (2, "Link 1: its title is “Quite another matter” now.", "look"),
        (2, "Link 2: it says PDF, and is a page.", "look"),
        (2, "Link 2: it says it came out on 2 January 2020, long before the issue.", "look"),
        (3, "Summary: A place is still open: “…” stands where words are due.", "broken"),
        (None, "Entries 1, 2 and 3: Open Hedge Licence.", "told"),
        (None, "The issue has 3 entries: the house wants at least 10.", "told"),
    ):
        assert told.get((entry, words)) == level, f"{entry}: {words}\n{told}"
    page = editor.get("/issue/1")
    assert "Sources Example Weekly 3" in page.plain
    settings = local_desk.app.state.desk.settings
    by_command = Gleaner(settings.home).json("digest", "check", 1, "--no-links")
    assert by_command == at_desk


def test_links_are_asked_once_at_a_time_and_an_asking_that_died_is_told(
    desk: RunningDesk, editor: Client
) -> None:
    started(desk.database, 1)
    with desk.database.writing() as session:
        begin_asking(session, 1, by("ben"))
    page = editor.get("/issue/1")
    assert "The links are being asked since" in page.plain
    assert "by ben" in page.plain
    assert 'hx-get="/issue/1/check"' in page.text
    again = editor.post("/issue/1/ask")
    assert (again.status, "asked already" in again.plain) == (409, True)
    desk.now += LONGEST
    died = editor.get("/issue/1")
    assert "The links could not be asked: it was cut off." in died.plain
    assert "Ask the links" in died.plain


def test_an_issue_that_went_out_is_not_asked(desk: RunningDesk, editor: Client) -> None:
    with desk.database.writing() as session:
        keep_issue(session, Issue((), date(2026, 11, 12)), IssueState.PUBLISHED, desk.now)
    assert editor.post("/issue/1/ask").status == 409
    assert editor.post("/issue/7/ask").status == 404
    assert editor.get("/issue/7/check").status == 404


def test_the_check_by_itself_is_a_page_and_data(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    page = editor.get("/issue/1/check")
    assert "<h1>Check of" in page.text
    assert "stops it Entry 1 : This entry is a draft." in page.plain
    assert editor.get("/issue/1/check.csv").text.splitlines()[:2] == [
        "level,entry,words",
        "broken,1,This entry is a draft.",
    ]


def test_what_was_asked_long_ago_is_told(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    with desk.database.writing() as session:
        url = text_of(find_entry(session, 1)).links[0].url
        assert url
        begin_asking(session, 1, by("ben"))
        end_asking(session, 1, desk.now, {url: LinkSeen(url=url)})
    assert "1 of 1 link asked" in editor.get("/issue/1").plain
    desk.now += timedelta(hours=25)
    assert "1 link was last asked more than a day ago." in editor.get("/issue/1").plain


def test_a_link_that_does_not_open_stops_the_issue_until_somebody_says_otherwise(
    desk: RunningDesk, editor: Client
) -> None:
    started(desk.database, 1)
    write(desk.database, 1, DigestEntry("Hedges", (TEXT,), (link("Hedges", "https://example.org/h"),)))
    editor.post("/entry/1/ready", {})
    with desk.database.writing() as session:
        end_asking(session, 1, desk.now, {"https://example.org/h": LinkSeen("there is no such page (404)")})
    page = editor.get("/issue/1")
    assert "Link 1: it does not open: there is no such page (404)." in page.plain
    assert "Sign off although a link does not open" in page.plain
    refused = editor.post("/issue/1/sign-off")
    assert (refused.status, "does not open" in refused.plain) == (409, True)
    assert "This issue is signed off." in editor.post("/issue/1/sign-off", {"despite": "links"}).plain


def test_a_draft_is_not_signed_off_whatever_the_form_says(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    refused = editor.post("/issue/1/sign-off", {"despite": "links"})
    assert (refused.status, "draft" in refused.plain) == (409, True)


def test_a_profile_that_cannot_be_used_is_told_on_the_page(desk: RunningDesk, editor: Client) -> None:
    started(desk.database, 1)
    (desk.app.state.desk.settings.home / "house.toml").write_text("[rules]\nlenght = 'off'\n")
    page = editor.get("/issue/1")
    assert (page.status, "rules.lenght: unknown key" in page.plain) == (422, True)


def test_the_panel_follows_the_asking_by_itself(desk: RunningDesk, page: Tab) -> None:
    started(desk.database, 1)
    with desk.database.writing() as session:
        begin_asking(session, 1, by("ben"))
    page.goto("/issue/1")
    page.get_by_text("The links are being asked since").wait_for()
    with desk.database.writing() as session:
        url = text_of(find_entry(session, 1)).links[0].url
        assert url
        end_asking(session, 1, desk.now, {url: LinkSeen(url=url)})
    page.get_by_text("1 of 1 link asked").wait_for()
    page.get_by_role("button", name="Ask the links").wait_for()
