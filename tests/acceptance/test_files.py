"""A report's landing page and its PDF come into the queue as one publication with two addresses."""

from pathlib import Path
from typing import Any

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.extraction.pdfs import Line, pdf
from tests.extraction.shapes import PROSE
from tests.site.pages import article, definition, listing
from tests.site.server import Answer, Site

TODAY = utc_now().date()
TITLE = "Who stays with families"
REAL = "Who stays? Early help in four local areas"
PAGE, FILE = "/reports/who-stays-with-families/", "/media/ab12/a4-print.pdf"
PDF = "application/pdf"


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def report(pages: int = 9, **options: Any) -> Answer:
    """A PDF with a cover, an executive summary and some more pages."""
    rows: list[Line] = [(text[start : start + 88], 11) for text in PROSE for start in range(0, len(text), 88)]
    cover: list[Line] = [("Example Voice", 9), (REAL, 24), ("Executive summary", 14), *rows]
    return Answer(pdf([cover, *([rows] * (pages - 1))], {"Title": REAL}, **options), content_type=PDF)


def publish(site: Site, file: Answer, *, listed: bool = False) -> None:
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    shown = [(PAGE, TITLE, TODAY), *([(FILE, "The whole text as PDF", TODAY)] if listed else [])]
    site["/news/"] = listing(shown)
    link = f'<p><a href="{FILE}">Download the report (PDF)</a></p>'
    site[PAGE] = article(TITLE, TODAY).replace("</article>", f"{link}</article>")
    site[FILE] = file


def crawl(gleaner: Gleaner, site: Site) -> Any:
    gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
    return gleaner.json("crawl", "voice")


def only_row(gleaner: Gleaner) -> Any:
    (row,) = gleaner.json("queue", "list")
    return row


@pytest.mark.parametrize("listed", [False, True])
def test_page_and_file_are_one_publication_with_two_addresses(gleaner: Gleaner, listed: bool) -> None:
    with Site() as site:
        publish(site, report(), listed=listed)
        told = crawl(gleaner, site)
        again = crawl(gleaner, site)
        assert site.asked("/media/") == [FILE]
    assert (told["new"], again["new"]) == (1, 0)
    row = only_row(gleaner)
    assert (row["title"], row["pages"]) == (TITLE, 9)
    assert row["url"].endswith(PAGE)
    assert [url.removeprefix(site.url) for url in row["urls"]] == [PAGE, FILE]
    assert row["summary"].startswith(PROSE[0][:60])
    assert (row["published"], row["story_size"]) == (TODAY.isoformat(), 1)
    shown = gleaner.json("queue", "show", row["id"])
    offered = [fact for fact in shown["facts"] if fact.get("of", "").endswith(FILE)]
    assert (REAL, False) in [(fact["value"], fact["chosen"]) for fact in offered if fact["field"] == "title"]
    assert [(file["state"], file["reason"]) for file in shown["files"]] == [("stored", None)]
    words = gleaner.run("queue", "show", row["id"]).stdout
    assert f"its file (PDF, 9 pages) is titled “{REAL}”" in words


def test_a_replay_of_the_archive_keeps_what_the_file_said(gleaner: Gleaner, tmp_path: Path) -> None:
    with Site() as site:
        publish(site, report())
        crawl(gleaner, site)
        told = gleaner.json("replay")
        assert (told["changed"], only_row(gleaner)["pages"]) == (0, 9)
        (archive,) = (gleaner.home / "archive").glob("*.warc.gz")
        again = Gleaner(tmp_path / "again")
        again.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        again.run("crawl", "voice", "--replay", archive)
    assert (only_row(again)["pages"], only_row(again)["urls"]) == (9, only_row(gleaner)["urls"])


@pytest.mark.parametrize(
    ("file", "reason", "words"),
    [
        (report(1, encrypted=True), "encrypted", "locked with a password"),
        (Answer(pdf([[], [], []]), content_type=PDF), "no-text", "3 pages without text: probably scanned"),
        (Answer(b"%PDF-1.7\njunk", content_type=PDF), "unreadable", "damaged"),
        (Answer(pdf([[] for _ in range(5_001)]), content_type=PDF), "too-large", "a PDF of 5001 pages"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_at_its_publication(
    gleaner: Gleaner, file: Answer, reason: str, words: str
) -> None:
    with Site() as site:
        publish(site, file)
        told = crawl(gleaner, site)
    assert told["sources"][0]["dropped"] == {reason: 1}
    row = only_row(gleaner)
    assert (row["pages"], row["summary"]) == (None, None)
    (state,) = gleaner.json("queue", "show", row["id"])["files"]
    assert (state["state"], state["reason"]) == ("dropped", reason)
    assert words in state["detail"]
    assert reason in gleaner.run("queue", "show", row["id"]).stdout


UNREAD = {
    "/media/locked.pdf": (report(1, encrypted=True), "encrypted", "the file is locked with a password"),
    "/media/scanned.pdf": (Answer(pdf([[], [], []]), content_type=PDF), "no-text", "the page has no text"),
    "/media/broken.pdf": (
        Answer(b"%PDF-1.7\njunk", content_type=PDF),
        "unreadable",
        "the page could not be read",
    ),
    "/media/endless.pdf": (
        Answer(pdf([[] for _ in range(5_001)]), content_type=PDF),
        "too-large",
        "larger than the limit",
    ),
}


def publish_unread(site: Site) -> None:
    """A listing of files of which none can be read."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    site["/news/"] = listing(
        [(path, f"All about {path[7:-4]} files in four areas", TODAY) for path in UNREAD]
    )
    for path, (file, _, _) in UNREAD.items():
        site[path] = file


def test_listed_files_that_cannot_be_read_are_told_by_the_crawl_and_accounted_for(gleaner: Gleaner) -> None:
    with Site() as site:
        publish_unread(site)
        told = crawl(gleaner, site)
    assert told["sources"][0]["dropped"] == {reason: 1 for _, reason, _ in UNREAD.values()}
    issue = gleaner.json("digest", "new", "--date", TODAY.isoformat())["id"]
    stated = gleaner.run("digest", "coverage", issue, "--json").stdout
    for _, _, words in UNREAD.values():
        assert words in stated


def test_the_crawl_s_closing_table_says_why_files_were_not_read(gleaner: Gleaner) -> None:
    gleaner.extra["COLUMNS"] = "300"
    with Site() as site:
        publish_unread(site)
        gleaner.define("voice", definition("voice", site.url, ("news", "listing", "/news/")))
        said = gleaner.run("crawl", "voice").stdout
    for _, _, words in UNREAD.values():
        assert f"1 not read ({words})" in " ".join(said.split())
