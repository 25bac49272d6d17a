import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import feedparser
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from warcio.archiveiterator import ArchiveIterator

from scraper.archive.reader import ArchiveIndex
from scraper.archive.snapshot import (
    TOKEN,
    Row,
    Served,
    choose_rows,
    fill_dates,
    format_day,
    parse_manifest,
    read_issue,
    read_snapshot,
    serve,
    write_warc,
)
from scraper.dates import parse_date
from scraper.errors import ArchiveError
from scraper.outcomes import Kind, Precision, Witness

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SNAPSHOT = Path(str(files("scraper.archive") / "snapshot"))
EXPECTED = Path(__file__).parents[1] / "acceptance" / "expected.toml"

CHANNELS = (
    "https://www.communitycare.co.uk/feed/",
    "https://www.communitycare.co.uk/content/news",
    "https://modernslaverypec.org/latest",
    "https://modernslaverypec.org/resources",
    "https://modernslaverypec.org/sitemap.xml",
    "https://www.iwf.org.uk/news-media/news/",
    "https://www.iwf.org.uk/news-media/blogs/",
    "https://www.iwf.org.uk/about-us/why-we-exist/our-research/",
    "https://www.iwf.org.uk/about-us/why-we-exist/our-research/how-ai-is-being-abused-to-create-child-sexual-abuse-imagery/",
    "https://www.barnardos.org.uk/news",
    "https://www.barnardos.org.uk/get-involved/campaign-with-us/briefings",
    "https://www.barnardos.org.uk/sitemap.xml",
    "https://cease.org.uk/feed/",
    "https://cease.org.uk/news/",
    "https://www.ncb.org.uk/about-us/media-centre/news-opinion",
    "https://www.ncb.org.uk/resources/all-resources",
    "https://thepromise.scot/news/",
    "https://www.plan2430.scot/news",
    "https://www.plan2430.scot/",
)
SITEMAPS_OF_BARNARDOS = [f"https://www.barnardos.org.uk/sitemap.xml?page={number}" for number in (1, 2)]


@cache
def snapshot(phase: int, today: date = TODAY) -> dict[str, Served]:
    return {answer.url: answer for answer in read_snapshot(today, phase)}


@cache
def expected(today: date = TODAY) -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(fill_dates(EXPECTED.read_text(encoding="utf-8"), today))


def source_files() -> Iterable[tuple[str, str]]:
    for path in sorted(SNAPSHOT.rglob("*")):
        if path.is_file():
            yield path.relative_to(SNAPSHOT).as_posix(), path.read_text(encoding="utf-8")


def is_page(answer: Served) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def tree_of(answer: Served) -> html.HtmlElement:
    return html.document_fromstring(answer.body, parser=html.HTMLParser(encoding="utf-8"))


def links_of(answer: Served) -> set[str]:
    """Addresses that a page, feed or sitemap leads to, spelt as a browser would request them."""
    if is_page(answer):
        raw = [str(href) for href in tree_of(answer).xpath("//a/@href")]
    elif "rss" in answer.headers["Content-Type"]:
        raw = [entry.link for entry in feedparser.parse(BytesIO(answer.body)).entries]
    else:
        raw = [str(place.text) for place in etree.fromstring(answer.body).iter("{*}loc")]
    absolute = (urlsplit(urldefrag(urljoin(answer.url, href))[0]) for href in raw)
    return {
        link._replace(netloc=link.netloc.lower(), path=quote(link.path, safe="/%")).geturl()
        for link in absolute
    }


def text_of(answer: Served) -> str:
    if answer.body.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(answer.body)
        text = " ".join(page.get_textpage().get_text_range() for page in document)
        document.close()
    else:
        text = tree_of(answer).text_content()
    return " ".join(text.split())


# Dates


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("{{date:-5:%A, %-d %B %Y}}", "Wednesday, 18 November 2026"),
        ("{{date:0:%a %d %b %y}}", "Mon 23 Nov 26"),
        ("{{date:-20:%o %B %Y}}", "3rd November 2026"),
        ("{{date:+8:%-m/%m}}", "12/12"),
        ("{{date:-40:100%% on %Y}}", "100% on 2026"),
        ("{{other}} {date}", "{{other}} {date}"),
    ],
)
def test_a_date_token_becomes_the_day_counted_from_the_run(token: str, words: str) -> None:
    assert fill_dates(token, TODAY) == words


@pytest.mark.parametrize(
    ("day", "written"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"),
     (22, "22nd"), (23, "23rd"), (30, "30th"), (31, "31st")],
)  # fmt: skip
def test_ordinals_are_english(day: int, written: str) -> None:
    assert format_day(date(2026, 12, day), "%o") == written


def test_an_unknown_directive_is_refused() -> None:
    with pytest.raises(ArchiveError, match="%H"):
        fill_dates("{{date:0:%H}}", TODAY)


@given(st.dates(date(2000, 1, 1), date(2200, 1, 1)))
def test_a_whole_date_says_what_strftime_says(day: date) -> None:
    pattern = "%A %a %d %B %b %m %Y %y"
    assert format_day(day, pattern) == day.strftime(pattern)


def test_every_token_of_every_file_is_one_that_dates_can_be_made_of() -> None:
    for name, text in source_files():
        if name != "README.txt":
            assert "{{" not in fill_dates(text, TODAY), name


def test_every_past_date_of_the_pages_is_read_as_the_day_meant_on_any_run_day() -> None:
    tokens = {
        (int(token[1]), token[2])
        for name, text in source_files()
        if name.endswith((".html", ".xml", ".txt"))
        for token in TOKEN.finditer(text)
        if re.search("%[do]|%-d", token[2]) and "%Y" in token[2] and not token[2].startswith("%Y/")
    }
    assert len({pattern for _, pattern in tokens}) >= 9
    for today in (date(2026, 3, 9), date(2027, 1, 2), TODAY):
        now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
        for offset, pattern in sorted(tokens):
            if offset <= 0:  # deadlines and events lie ahead
                day = today + timedelta(days=offset)
                fact = parse_date(format_day(day, pattern), Witness.VISIBLE_TEXT, now)
                assert fact is not None, pattern
                assert (fact.value, fact.precision) == (day, Precision.DAY), pattern


# The manifest


def test_a_later_phase_replaces_and_an_earlier_one_stays_served() -> None:
    rows = [Row("a", "a1"), Row("a", "a2", phase=2), Row("b", "b1"), Row("c", "c2", phase=2)]
    assert [row.file for row in choose_rows(rows, 1)] == ["a1", "b1"]
    assert [row.file for row in choose_rows(rows, 2)] == ["a2", "b1", "c2"]
    assert [row.file for row in choose_rows(reversed(rows), 2)] == ["c2", "b1", "a2"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[response", "cannot be read"),
        ("rows = []", "cannot be read"),
        ('[[response]]\nurl = "u"\nfile = "f"\ncolour = "red"', "cannot be read"),
        ('[[response]]\nurl = "u"', "either a file or a location"),
        ('[[response]]\nurl = "u"\nfile = "f"\nlocation = "l"', "either a file or a location"),
        ('[[response]]\nurl = "u"\nfile = "f"\n[[response]]\nurl = "u"\nfile = "g"', "twice in phase 1"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(ArchiveError, match=reason):
        parse_manifest(text)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ArchiveError, match=r"lacks nowhere\.html"):
        serve(Row("https://example.org/", "nowhere.html"), files("scraper.archive") / "snapshot", TODAY)


def test_there_are_two_phases() -> None:
    with pytest.raises(ArchiveError, match="no phase 3"):
        read_snapshot(TODAY, 3)


def test_every_file_is_served_by_some_row() -> None:
    rows = parse_manifest((SNAPSHOT / "manifest.toml").read_text(encoding="utf-8"))
    served = {row.file for row in rows} | {"manifest.toml", "issue.toml", "README.txt"}
    assert {name for name, _ in source_files()} <= served


# The sites


@pytest.mark.parametrize("phase", [1, 2])
def test_every_polled_channel_is_served(phase: int) -> None:
    for url in CHANNELS:
        assert snapshot(phase)[url].status == 200, url


@pytest.mark.parametrize("phase", [1, 2])
def test_every_host_has_its_robots_file(phase: int) -> None:
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in snapshot(phase)}
    assert {f"{origin}/robots.txt" for origin in origins} <= snapshot(phase).keys()


@pytest.mark.parametrize("phase", [1, 2])
def test_every_redirect_leads_to_something_served(phase: int) -> None:
    for answer in snapshot(phase).values():
        if answer.status == 301:
            assert snapshot(phase)[answer.headers["Location"]].status == 200, answer.url


@pytest.mark.parametrize("phase", [1, 2])
def test_every_feed_and_sitemap_is_well_formed(phase: int) -> None:
    for answer in snapshot(phase).values():
        if "xml" in answer.headers.get("Content-Type", ""):
            etree.fromstring(answer.body)


@pytest.mark.parametrize("phase", [1, 2])
def test_every_page_parses_says_whose_invention_it_is_and_loads_no_image_from_elsewhere(phase: int) -> None:
    for answer in filter(is_page, snapshot(phase).values()):
        tree = tree_of(answer)
        assert len(tree.xpath("//h1")) == 1, answer.url
        assert b"<!-- Invented text for a demonstration" in answer.body, answer.url
        for src in tree.xpath("//img/@src"):
            assert urlsplit(src).netloc in ("", urlsplit(answer.url).netloc), answer.url


def test_pages_are_as_large_as_such_pages_are() -> None:
    for answer in filter(is_page, snapshot(2).values()):
        assert 2_500 <= len(answer.body) <= 16_000, (answer.url, len(answer.body))


@pytest.mark.parametrize("today", [TODAY, date(2028, 2, 29), date(2027, 1, 1)])
def test_no_token_is_left_on_any_run_day(today: date) -> None:
    for answer in read_snapshot(today, 2):
        assert "{{" not in answer.url + "".join(answer.headers.values()), answer.url
        assert b"{{" not in answer.body, answer.url


# What a crawl of them has to come to


def test_46_publications_are_expected_30_of_them_a_week_before() -> None:
    phases = [row["phase"] for row in expected()["publication"]]
    assert (len(phases), phases.count(1), phases.count(2)) == (46, 30, 16)
    assert {row.get("sample_entry") for row in expected()["publication"]} == {None, 1, 2, 3, 4, 5, 6}


def test_expectations_use_known_words_and_name_each_address_once() -> None:
    rows = [*expected()["publication"], *expected()["also_possible"], *expected()["not_admitted"]]
    assert len({row["url"] for row in rows}) == len(rows)
    for row in expected()["publication"]:
        assert {row["kind"], row.get("also_kind", row["kind"])} <= set(Kind)
        assert row["precision"] in set(Precision)


def test_every_expected_title_stands_on_its_page() -> None:
    for row in expected()["publication"]:
        assert row["title"] in text_of(snapshot(2)[row["url"]]), row["url"]


def test_every_expected_publication_is_shown_by_a_channel_in_its_phase_and_served() -> None:
    for phase in (1, 2):
        served = snapshot(phase)
        polled = [*CHANNELS, *SITEMAPS_OF_BARNARDOS, "https://thepromise.scot/news/?page=2"]
        shown = set(CHANNELS).union(*(links_of(served[url]) for url in polled))
        reached = {served[url].headers.get("Location", url) for url in shown if url in served}
        bare = {url.split("?utm_")[0] for url in reached}
        for row in expected()["publication"]:
            url = row["url"]
            wanted = int(row["phase"]) <= phase or row.get("verdict") == "updated"
            assert (url in reached | bare) == wanted, url
            assert (url in served) == wanted, url


def test_only_the_named_channel_shows_what_the_others_miss() -> None:
    for row in expected()["publication"]:
        if row.get("channel"):
            showing = [url for url in CHANNELS if row["url"] in links_of(snapshot(2)[url])]
            assert len(showing) == 1, row["url"]


def test_new_publications_are_recent_and_those_published_earlier_are_not_expected() -> None:
    for row in expected()["publication"]:
        if row["published"] == "unknown" or row.get("verdict") == "updated":
            continue
        day = date.fromisoformat((row["published"] + "-01")[:10])
        oldest, newest = (40, 8) if row["phase"] == 1 else (7, 1)
        if row["precision"] == "day":
            assert oldest >= (TODAY - day).days >= newest, row["url"]
    hosts = {
        urlsplit(r["url"]).netloc for r in expected()["not_admitted"] if r["reason"] == "published-earlier"
    }
    assert len(hosts) == 8


def test_what_is_published_earlier_and_duplicated_is_served_all_the_same() -> None:
    for row in expected()["not_admitted"]:
        if row["reason"] in {"published-earlier", "duplicate"}:
            assert snapshot(1)[row["url"]].status == 200, row["url"]


def test_the_watched_report_is_rewritten_in_place() -> None:
    url = CHANNELS[8]
    before, after = text_of(snapshot(1)[url]).split(), text_of(snapshot(2)[url]).split()
    assert len(set(after) - set(before)) > 50


def test_two_charities_post_one_letter_in_different_surroundings() -> None:
    one, two = (
        tree_of(snapshot(2)[row["url"]])
        for row in expected()["publication"]
        if row.get("story") == "open-letter"
    )
    letters = [" ".join(tree.find_class("letter")[0].text_content().split()) for tree in (one, two)]
    assert letters[0] == letters[1]
    assert len(letters[0].split()) > 200
    assert " ".join(one.text_content().split()) != " ".join(two.text_content().split())


# The demo's issue


def test_the_issue_has_six_entries_in_house_style_that_link_expected_publications() -> None:
    titles = {row["url"]: row["title"] for row in expected()["publication"]}
    entries = read_issue(TODAY)["entries"]
    assert len(entries) == 6
    for entry in entries:
        assert 40 <= len(entry["summary"].split()) <= 115, entry["heading"]
        assert entry["summary"].count(";") == 2, entry["heading"]
        assert "; and " in entry["summary"], entry["heading"]
        assert not set("\"'–—") & set(entry["summary"]), entry["heading"]
        assert 1 <= len(entry["heading"].split()) <= 5
        for link in entry["links"]:
            assert titles[link["url"]] == link["title"]
    assert [entry.get("source") for entry in entries] == ["Community Care", None, None, None, None, None]
    assert [link["label"] for link in entries[5]["links"]] == ["Find out more", "Visit the website"]


def test_every_number_of_the_issue_stands_in_a_page_it_links() -> None:
    for entry in read_issue(TODAY)["entries"]:
        pages = " ".join(text_of(snapshot(2)[link["url"]]) for link in entry["links"])
        for word in entry["summary"].split():
            number = word.strip(".,;()")
            assert not number[:1].isdigit() or number in pages, (entry["heading"], number)


# The archive


def test_a_packed_snapshot_is_a_valid_archive_that_answers_every_address(tmp_path: Path) -> None:
    served = read_snapshot(TODAY, 2)
    path = tmp_path / "today.warc.gz"
    write_warc(served, path, AT)
    with path.open("rb") as file:
        kinds_and_ids = [
            (record.rec_type, record.rec_headers.get_header("WARC-Record-ID"))
            for record in ArchiveIterator(file, check_digests="raise")
        ]
    assert {kind for kind, _ in kinds_and_ids} == {"response"}
    assert len({identifier for _, identifier in kinds_and_ids}) == len(served)
    index = ArchiveIndex(path)
    for answer in served:
        stored = index.read(answer.url)
        assert stored is not None
        assert (stored.status, stored.body, stored.fetched_at) == (answer.status, answer.body, AT)
        assert dict(stored.headers) == answer.headers


def test_the_same_answers_at_the_same_time_give_the_same_bytes(tmp_path: Path) -> None:
    served = read_snapshot(TODAY, 1)[:3]
    for name in ("one", "two"):
        write_warc(served, tmp_path / name, AT)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_an_archive_that_cannot_be_written_is_an_error_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot write"):
        write_warc([], tmp_path / "missing" / "a.warc.gz", AT)
