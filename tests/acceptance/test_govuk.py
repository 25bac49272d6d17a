"""GOV.UK as a source: pages read from its content API, by the real command against a site of that shape."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.govuk import ATOM, JSON, TODAY, Page, days_ago, definition, publish
from tests.command import Gleaner
from tests.site.pages import rss
from tests.site.server import Answer, Site

SAFE = Page("/government/publications/keeping-safe", "Keeping children safe")
CARE = Page("/guidance/kinship-care", "Kinship care", "Press release", "press_release", days_ago(10))
NOTICE = {"explanation": "<p>It is <b>out of date</b>.</p>", "withdrawn_at": days_ago(1).isoformat()}
FILES = [
    {
        "attachment_type": "file",
        "title": f"Part {number}",
        "url": f"https://assets.example.org/part-{number}.pdf",
        "content_type": "application/pdf",
        "number_of_pages": 10 * number,
    }
    for number in (1, 2)
] + [{"attachment_type": "html", "title": "In full", "url": "/government/publications/files/in-full"}]
CONSULTED = {
    "opening_date": days_ago(2).isoformat(),
    "closing_date": "2099-01-31T23:45:00+00:00",
    "national_applicability": {
        name: {"applicable": name in {"england", "wales"}} for name in ("england", "scotland", "wales")
    },
    "final_outcome_detail": "<p>We will go ahead.</p>",
}
ANNOUNCED = {
    "schema_name": "statistics_announcement",
    "document_type": "official_statistics_announcement",
    "details": {"display_date": "20 January 2099 9:30am", "state": "confirmed", "body": None},
}
GONE = {"schema_name": "gone", "details": {"explanation": "<p>Published in error</p>"}}
OLD = days_ago(3000).isoformat()
LONG_KNOWN = {
    "first_published_at": OLD,
    "details": {
        "first_public_at": OLD,
        "change_history": [
            {"public_timestamp": SAFE.updated.isoformat(), "note": "Rewritten."},
            {"public_timestamp": OLD, "note": "First published."},
        ],
    },
}


def redirect(path: str, to: str) -> dict[str, Any]:
    redirects = [{"path": path, "type": "exact", "destination": to}]
    return {"schema_name": "redirect", "document_type": "redirect", "title": None, "redirects": redirects}


def shaped(name: str, item: dict[str, Any] | None = None, **changes: Any) -> Page:
    path, title = f"/government/publications/{name}", f"All about {name.replace('-', ' ')}"
    return replace(SAFE, path=path, title=title, item=item or {}, **changes)


#: Each shape of item once, in one organisation.
SHAPES = (
    SAFE,
    CARE,
    shaped("withdrawn-before", {"withdrawn_notice": NOTICE}),
    shaped("old-name", redirect("/government/publications/old-name", f"{CARE.path}#top")),
    shaped("circle", redirect("/", "/government/publications/circle")),
    shaped("gone", GONE),
    shaped("gone-with-410", GONE),
    shaped("files", {"details": {"attachments": FILES, "body": ""}}),
    shaped("consulted", {"details": CONSULTED}, document_type="open_consultation"),
    shaped("announced", ANNOUNCED),
    shaped("long-known", LONG_KNOWN),
    shaped("no-text", {"details": {"body": "", "attachments": []}}),
    shaped("part-of-a-guide"),
)
#: What the API may answer instead of an item.
FAILURES = {
    "missing": Answer("<h1>Not found</h1>", 404),
    "error": Answer("<h1>Sorry</h1>", 500),
    "page": Answer("<!doctype html><h1>Sorry, we are busy</h1>"),
    "no-item": Answer('{"errors": {"code": "x"}}', content_type=JSON),
    "broken": Answer('{"base_path": ', content_type=JSON),
    "empty": Answer("", content_type=JSON),
}


@dataclass
class Crawled:
    """What one crawl of all the shapes came to."""

    gleaner: Gleaner
    site: Site
    asked: list[str]
    told: dict[str, Any]
    rows: dict[str, dict[str, Any]]

    def show(self, page: Page) -> dict[str, Any]:
        shown: dict[str, Any] = self.gleaner.json("queue", "show", self.rows[page.title]["id"])
        return shown


def new_home(folder: Path) -> Gleaner:
    home = Gleaner(folder)
    home.home.mkdir()
    return home


def page_named(name: str) -> Page:
    return next(page for page in SHAPES if page.path.endswith(f"/{name}"))


def facts(shown: dict[str, Any], name: str) -> list[str]:
    return [fact["value"] for fact in shown["facts"] if fact["field"] == name]


def crawl(gleaner: Gleaner, site: Site, *pages: Page) -> Any:
    """The site publishes these pages and is crawled; the addresses asked for start anew."""
    publish(site, *pages)
    gleaner.define("examples", definition(site))
    site.requests.clear()
    return gleaner.json("crawl", "examples")


def rows(gleaner: Gleaner) -> dict[str, Any]:
    """The queue by title."""
    return {row["title"]: row for row in gleaner.json("queue", "list")}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    gleaner = new_home(tmp_path_factory.mktemp("govuk") / "home")
    with Site() as site:
        publish(site, *SHAPES, *(shaped(name) for name in FAILURES))
        site.pages["/api/content/government/publications/gone-with-410"].status = 410
        location = {"Location": f"{site.url}/api/content{CARE.path}"}
        site["/api/content/government/publications/part-of-a-guide"] = Answer("", 303, headers=location)
        for name, answer in FAILURES.items():
            site[f"/api/content/government/publications/{name}"] = answer
        gleaner.define("examples", definition(site))
        told = gleaner.json("crawl", "examples")
        yield Crawled(gleaner, site, site.asked(), told, rows(gleaner))


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    return new_home(tmp_path / "home")


def test_two_feeds_of_the_same_pages_give_one_row_each_read_from_the_data_alone(crawled: Crawled) -> None:
    safe, care = crawled.rows[SAFE.title], crawled.rows[CARE.title]
    for page, row in ((SAFE, safe), (CARE, care)):
        assert row["url"] == crawled.site.url + page.path
        assert crawled.asked.count(f"/api/content{page.path}") >= 1
        assert page.path not in crawled.asked
    assert safe["urls"] == [safe["url"]]
    assert (safe["published"], safe["published_precision"]) == (str(days_ago(10).date()), "day")
    assert safe["published_witness"] == "content-item"
    assert (safe["updated"], care["updated"]) == (str(days_ago(2).date()), None)
    assert (safe["kind"], care["kind"], safe["language"]) == ("guidance", "press-release", "en")
    assert crawled.told["failed_sources"] == []


def test_the_text_is_the_items_with_its_summary_first(crawled: Crawled) -> None:
    text = crawled.show(SAFE)["text"]
    assert text.split("\n\n")[0] == "What keeping children safe means for you."
    assert "Who it is for\n\n- councils\n- schools and colleges" in text
    assert "as its page shows it" not in text


def test_every_change_is_a_fact_that_queue_show_prints(crawled: Crawled) -> None:
    said = crawled.gleaner.run("queue", "show", crawled.rows[SAFE.title]["id"]).stdout
    first, last = days_ago(10).date(), days_ago(2).date()
    assert facts(crawled.show(SAFE), "change") == [
        f"{last}: Added a part on Guidance.",
        f"{first}: First published.",
    ]
    assert f"{last}: Added a part on Guidance." in said


def test_a_document_long_known_is_shown_when_it_was_updated_lately(crawled: Crawled) -> None:
    row = crawled.rows[page_named("long-known").title]
    assert (row["published"], row["updated"]) == (OLD[:10], str(SAFE.updated.date()))


def test_what_is_no_publication_is_dropped_with_its_reason(crawled: Crawled) -> None:
    """Withdrawn before anyone knew it; announced for later; taken down, with status 200 and with 410."""
    assert crawled.told["sources"][0]["dropped"] == {"not-a-publication": 2, "gone": 2}
    for name in ("withdrawn-before", "announced", "gone", "gone-with-410"):
        assert page_named(name).title not in crawled.rows
        assert page_named(name).path not in crawled.asked


def test_redirects_lead_to_the_new_address_and_to_one_row(crawled: Crawled) -> None:
    """The item may say it or the API may redirect, as for a guide's part."""
    row = crawled.rows[CARE.title]
    assert row["url"] == crawled.site.url + CARE.path
    for name in ("old-name", "part-of-a-guide"):
        assert page_named(name).path not in crawled.asked
        assert page_named(name).title not in crawled.rows


def test_a_redirect_that_turns_in_a_circle_ends_with_the_page_itself(crawled: Crawled) -> None:
    circle = page_named("circle")
    assert crawled.asked.count(f"/api/content{circle.path}") == 1
    assert crawled.asked.count(circle.path) == 1
    assert circle.title in crawled.rows


def test_attachments_are_links_and_facts(crawled: Crawled) -> None:
    shown = crawled.show(page_named("files"))
    assert [(link["text"], link["url"]) for link in shown["links"]] == [
        ("Part 1", "https://assets.example.org/part-1.pdf"),
        ("Part 2", "https://assets.example.org/part-2.pdf"),
        ("In full", f"{crawled.site.url}/government/publications/files/in-full"),
    ]
    assert facts(shown, "attachment") == [
        "Part 1 (application/pdf, 10 pages)",
        "Part 2 (application/pdf, 20 pages)",
        "In full (HTML)",
    ]
    assert shown["text"] == "What all about files means for you."


def test_a_consultation_tells_its_days_its_outcome_and_where_it_applies(crawled: Crawled) -> None:
    shown = crawled.show(page_named("consulted"))
    assert (shown["kind"], shown["nations"]) == ("consultation", ["England", "Wales"])
    assert facts(shown, "deadline") == ["2099-01-31"]
    assert "We will go ahead." in shown["text"]


@pytest.mark.parametrize("name", ["no-text", *FAILURES])
def test_where_the_data_fails_the_page_itself_is_read(crawled: Crawled, name: str) -> None:
    page = shaped(name)
    assert crawled.asked.count(page.path) == 1
    assert crawled.rows[page.title]["url"] == crawled.site.url + page.path


def test_an_archive_of_the_data_replays_into_the_same_queue(crawled: Crawled, tmp_path: Path) -> None:
    archived = next((crawled.gleaner.home / "archive").glob("*.warc.gz"))
    other = new_home(tmp_path / "other")
    other.define("examples", definition(crawled.site))
    crawled.site.requests.clear()
    other.run("crawl", "examples", "--replay", archived)
    assert crawled.site.requests == []
    compared = ("url", "published", "updated", "kind", "text_chars")
    assert {title: [row[key] for key in compared] for title, row in rows(other).items()} == {
        title: [row[key] for key in compared] for title, row in crawled.rows.items()
    }
    again = crawled.gleaner.json("replay", "--dry-run")
    assert (again["changes"], again["left"]) == ([], [])


def test_an_archive_from_before_the_data_was_asked_for_replays_from_its_pages(
    gleaner: Gleaner, tmp_path: Path
) -> None:
    other = new_home(tmp_path / "other")
    with Site() as site:
        publish(site, SAFE)
        site["/robots.txt"] = Answer("User-agent: *\nDisallow: /api/\n", content_type="text/plain")
        gleaner.define("examples", definition(site))
        assert gleaner.json("crawl", "examples")["new"] == 1  # robots.txt closes the data, not the page
        assert site.asked("/api/") == []
        archived = next((gleaner.home / "archive").glob("*.warc.gz"))
        other.define("examples", definition(site))
        assert other.json("crawl", "examples", "--replay", archived)["new"] == 1


def test_a_major_update_is_updated_and_a_withdrawal_marked(gleaner: Gleaner) -> None:
    with Site() as site:
        assert crawl(gleaner, site, SAFE, CARE)["new"] == 2
        first = rows(gleaner)[SAFE.title]
        gleaner.run("queue", "include", first["id"])
        longer = {"details": {"body": SAFE.body + "<p>Schools must now tell parents within a day.</p>"}}
        later = replace(SAFE, updated=TODAY - timedelta(hours=3), item=longer)
        withdrawn = replace(CARE, updated=TODAY, item={"withdrawn_notice": NOTICE})
        told = crawl(gleaner, site, later, withdrawn)
        assert sorted(site.asked("/api/")) == [f"/api/content{page.path}" for page in (SAFE, CARE)]
    row, care = rows(gleaner)[SAFE.title], rows(gleaner)[CARE.title]
    assert (told["new"], told["updated"]) == (0, 2)
    assert (row["change"], row["update_of"]) == ("updated", first["id"])
    assert (row["url"], row["published"]) == (first["url"], first["published"])
    assert row["updated"] == str(later.updated.date())
    shown = gleaner.json("queue", "show", care["id"])
    assert facts(shown, "withdrawn") == [f"{days_ago(1).date()}: It is out of date."]
    assert shown["text"].startswith(f"Withdrawn on {days_ago(1).date()}. It is out of date.")


def test_a_minor_edit_is_no_update_and_an_unchanged_poll_asks_for_the_feeds_only(gleaner: Gleaner) -> None:
    minor = replace(SAFE, item={"details": {"body": SAFE.body.replace("older ones", "all older ones")}})
    with Site() as site:
        crawl(gleaner, site, SAFE)
        told = crawl(gleaner, site, minor)
        assert (told["new"], told["updated"], len(site.asked())) == (0, 0, 2)
        # A further channel that states no times has the page read again all the same.
        site["/news.rss"] = Answer(
            rss([(SAFE.path, SAFE.title, TODAY.date())], site.url), content_type="text/xml"
        )
        extra = f'[[channels]]\nname = "news"\nstrategy = "feed"\nurl = "{site.url}/news.rss"\n'
        gleaner.define("examples", definition(site) + extra)
        told = gleaner.json("crawl", "examples")
        assert site.asked("/api/") == [f"/api/content{SAFE.path}"]
    assert (told["new"], told["updated"]) == (0, 0)
    assert len(gleaner.json("queue", "show", rows(gleaner)[SAFE.title]["id"])["revisions"]) == 1


def test_a_feed_that_has_ended_is_a_failure_and_a_watched_page_stays_a_page(gleaner: Gleaner) -> None:
    with Site() as site:
        publish(site, SAFE)
        watched = f'[[channels]]\nname = "page"\nstrategy = "page"\nurl = "{site.url}{SAFE.path}"\n'
        gleaner.define("examples", definition(site))
        page_only = definition(site).partition("[[channels]]")[0].replace('"examples"', '"watched"')
        gleaner.define("watched", page_only + watched)
        entry = (
            f"<title>This feed has ended</title><id>{site.url}/feed-ended</id><updated>{OLD}</updated>"
            f"<link href='{site.url}/feed-ended'/>"
        )
        ended = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Examples</title><entry>{entry}</entry></feed>'
        )
        for path in [each for each in site.pages if ".atom" in each]:
            site[path] = Answer(ended, content_type=ATOM)
        told = gleaner.json("crawl", "examples", "watched")
        assert site.asked("/api/") == []
    assert (told["new"], told["failed_sources"]) == (1, ["examples"])
    assert list(rows(gleaner)) == [SAFE.title]
