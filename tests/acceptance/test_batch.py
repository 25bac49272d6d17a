"""A site that moves publishes nothing; a flood is one question. The real command, real sites."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.acceptance.test_crawl import TODAY, text
from tests.command import Gleaner
from tests.site.pages import article, definition, listing, rss
from tests.site.server import Answer, Site

FEED = (("feed", "feed", "/feed/"),)
LISTING = (("news", "listing", "/news/"),)
SUBJECTS = (
    "Kinship carers wait longest in the north", "Schools ask for quieter rooms", "A charter for care leavers",
    "What siblings told the review", "Fewer moves in the second year", "Advocates in every court building",
    "Night shelters count young people", "The price of a school uniform", "Letters from a children's home",
)  # fmt: skip


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def put_up(site: Site, address: str, first: int = 0, last: int = 6) -> None:
    """Publications of some subjects at addresses of one shape, in a feed and on a listing."""
    shown = []
    for number in range(first, last):
        path = address.format(number=number, slug=SUBJECTS[number].lower().replace(" ", "-"))
        day = TODAY - timedelta(days=last - number)
        site[path] = article(SUBJECTS[number], day, text(number))
        shown.insert(0, (path, SUBJECTS[number], day))
    site["/feed/"] = Answer(rss(shown, site.url), content_type="application/rss+xml")
    site["/news/"] = listing(shown)


@pytest.mark.parametrize(
    ("channels", "address"),
    [(FEED, "/item.aspx?id={number}"), (LISTING, "/articles/{number}/{slug}/")],
    ids=["feed", "listing"],
)
def test_a_site_that_moves_to_other_addresses_brings_only_what_is_new(
    gleaner: Gleaner, channels: tuple[tuple[str, str, str], ...], address: str
) -> None:
    with Site() as site:
        put_up(site, "/news/{slug}/")
        gleaner.define("voice", definition("voice", site.url, *channels))
        assert gleaner.json("crawl", "voice")["new"] == 6
        for path in [path for path in site.pages if path.startswith("/news/") and path != "/news/"]:
            del site.pages[path]
        put_up(site, address, last=7)
        site.requests.clear()
        told = gleaner.json("crawl", "voice")
        assert (told["new"], told["updated"], told["duplicates"]) == (1, 0, 0)
        fetched = [path for path in site.asked() if path not in {"/feed/", "/news/"}]
        assert fetched == [address.format(number=6, slug=SUBJECTS[6].lower().replace(" ", "-"))]
        again = gleaner.json("crawl", "voice")
        assert (again["new"], again["updated"]) == (0, 0)
    assert sorted(row["title"] for row in gleaner.json("queue", "list")) == sorted(SUBJECTS[:7])
    said = gleaner.run("sources", "show", "voice").stdout
    assert "6 of 7 unknown addresses were known pages that had moved" in said


def test_a_publication_goes_by_both_addresses_after_a_move(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site, "/news/{slug}/")
        gleaner.define("voice", definition("voice", site.url, *FEED))
        gleaner.run("crawl", "voice")
        put_up(site, "/articles/{number}/")
        gleaner.run("crawl", "voice")
    row = next(each for each in gleaner.json("queue", "list") if each["title"] == SUBJECTS[2])
    assert sorted(url.removeprefix(site.url) for url in row["urls"]) == [
        "/articles/2/",
        "/news/a-charter-for-care-leavers/",
    ]
    evidence = gleaner.json("queue", "show", row["id"])["evidence"]
    assert any("when 6 addresses of the site changed at once" in each["words"] for each in evidence)


def flood(site: Site, count: int) -> None:
    """A feed that shows far more than it used to."""
    shown = []
    for number in range(count):
        path, title = f"/archive/{number}/", f"Entry {number} of an old archive of area {number * 7}"
        site[path] = article(title, TODAY, text(number + 50))
        shown.append((path, title, TODAY))
    site["/feed/"] = Answer(rss(shown, site.url), content_type="application/rss+xml")


def test_a_flood_is_one_question_and_yes_reads_it(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site, "/news/{slug}/")
        gleaner.define("voice", definition("voice", site.url, *FEED))
        gleaner.run("crawl", "voice")
        flood(site, 30)
        site.requests.clear()
        said = gleaner.run("crawl", "voice").stdout
        assert "1 question waits for your answer: `gleaner questions`." in said
        assert site.asked() == ["/feed/"]
        (question,) = gleaner.json("questions")
        assert (question["channel"], question["count"]) == ("voice/feed", 30)
        assert question["examples"][0] == f"{site.url}/archive/0/"
        assert gleaner.json("crawl", "voice")["new"] == 0
        assert gleaner.json("questions", "answer", question["id"], "yes")["pages"] == 30
        assert gleaner.json("crawl", "voice")["new"] == 30
    assert gleaner.json("questions") == []
    refused = gleaner.run("questions", "answer", question["id"], "yes", check=False)
    assert (refused.returncode, "answered with yes already" in refused.stderr) == (1, True)
    unknown = gleaner.run("questions", "answer", 99, "no", check=False)
    assert (unknown.returncode, "no question 99" in unknown.stderr) == (1, True)


def test_a_declined_flood_stays_on_record_and_can_still_be_let_in(gleaner: Gleaner) -> None:
    with Site() as site:
        put_up(site, "/news/{slug}/")
        gleaner.define("voice", definition("voice", site.url, *FEED))
        gleaner.run("crawl", "voice")
        flood(site, 25)
        gleaner.run("crawl", "voice")
        assert "answer ID yes" in gleaner.run("questions").stdout
        assert gleaner.json("questions", "answer", 1, "no")["pages"] == 25
        assert gleaner.json("crawl", "voice")["new"] == 0
        with sqlite3.connect(gleaner.home / "gleaner.db") as database:
            rows = database.execute("SELECT state, reason, count(*) FROM page GROUP BY state, reason")
            assert sorted(rows.fetchall(), key=str) == [("dropped", "declined", 25), ("stored", None, 6)]
        assert gleaner.json("questions", "answer", 1, "yes")["pages"] == 25
        assert gleaner.json("crawl", "voice")["new"] == 25
    assert "No question waits" in gleaner.run("questions").stdout
