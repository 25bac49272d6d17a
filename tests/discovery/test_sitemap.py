import gzip
import re

import pytest

from scraper.discovery import sitemap
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Kind, Outcome, Witness
from tests.discovery.samples import NOW, urlset

HOST = "https://www.example.org.uk"


def read(document: Document, rules: ChannelRules | None = None) -> Reading:
    return sitemap.read(document, rules or ChannelRules(), {"kept": 1}, NOW)


def loc(path: str, more: str = "") -> str:
    return f"<url><loc>{HOST}{path}</loc>{more}</url>"


def test_the_definition_s_patterns_choose_and_lastmod_is_no_publication_date() -> None:
    rules = ChannelRules(
        publications=(re.compile(r"/news/"),),
        not_publications=(re.compile("draft"),),
        kind=Kind.NEWS,
    )
    document = urlset(
        "<note>Made on Monday</note>"
        + loc("/news/a-plan", "<lastmod>2024-07-16T23:30:00+01:00</lastmod>")
        + loc("/news/a-plan")
        + loc("/news/draft-plan")
        + loc("/about-us")
    )
    reading = read(document, rules)
    assert (reading.outcome, reading.memory) == (Outcome.NEW, {"kept": 1})
    (entry,) = reading.entries
    assert (entry.url, entry.published, entry.kind) == (f"{HOST}/news/a-plan", None, Kind.NEWS)
    assert entry.updated is not None
    assert (str(entry.updated), entry.updated.witness) == ("2024-07-16", Witness.SITEMAP)


def test_without_patterns_what_cannot_be_a_publication_is_left_out() -> None:
    document = urlset(
        "".join(
            loc(path)
            for path in (
                "/",
                "/news/",
                "/contact",
                "/tag/care/",
                "/category/news/",
                "/author/jane/",
                "/events/summer-fair-in-the-park",
                "/wp-content/uploads/photo.jpg",
                "/2024/07/",
                "/news/page/2/",
                "/donate/",
                "/reports/annual-report-2024.pdf",
                "/cease-turns-5/",
                "/about-us/why-we-exist/our-research/how-it-works/index.html",
            )
        )
    )
    assert [entry.url for entry in read(document).entries] == [
        f"{HOST}/reports/annual-report-2024.pdf",
        f"{HOST}/cease-turns-5/",
        f"{HOST}/about-us/why-we-exist/our-research/how-it-works/index.html",
    ]


def test_the_news_extension_gives_title_and_date_of_publication() -> None:
    news = (
        "<news:news><news:publication><news:name>Example</news:name></news:publication>"
        "<news:publication_date>2024-07-16</news:publication_date><news:title>Tom &amp; Jerry</news:title>"
        "</news:news>"
    )
    (entry,) = read(urlset(loc("/a-plan-for-care", news))).entries
    assert (entry.title, str(entry.published), entry.updated) == ("Tom & Jerry", "2024-07-16", None)


def test_other_hosts_count_only_when_the_definition_names_them() -> None:
    document = urlset(
        "<url><loc>https://example.org.uk/one-plan</loc></url><url><loc>https://files.example.org.uk/a.pdf</loc></url>"
        "<url><loc>https://elsewhere.org/spam-page</loc></url><url><loc>not an address</loc></url><url/>"
    )
    assert [e.url for e in read(document).entries] == [
        "https://example.org.uk/one-plan",
        f"{HOST}/not%20an%20address",
    ]
    named = ChannelRules(hosts=frozenset({"files.example.org.uk"}))
    assert "https://files.example.org.uk/a.pdf" in [e.url for e in read(document, named).entries]


def test_an_index_names_its_sitemaps_latest_first() -> None:
    body = (
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{HOST}/post-sitemap1.xml</loc><lastmod>2023-01-01</lastmod></sitemap>"
        f"<sitemap><loc>{HOST}/post-sitemap2.xml</loc><lastmod>2024-07-16</lastmod></sitemap>"
        f"<sitemap><loc>{HOST}/category-sitemap.xml</loc></sitemap>"
        f"<sitemap><loc>{HOST}/sitemap.xml</loc></sitemap>"
        "<sitemap><loc>https://elsewhere.org/sitemap.xml</loc></sitemap></sitemapindex>"
    )
    reading = read(Document(f"{HOST}/sitemap.xml", body.encode()))
    assert reading.more == (f"{HOST}/post-sitemap2.xml", f"{HOST}/post-sitemap1.xml")
    assert (reading.outcome, reading.entries) == (Outcome.NEW, ())


def index(*sitemaps: tuple[str, str]) -> Document:
    """An index of sitemaps (name, lastmod)."""
    named = "".join(
        f"<sitemap><loc>{HOST}/{name}.xml</loc>{f'<lastmod>{moment}</lastmod>' if moment else ''}</sitemap>"
        for name, moment in sitemaps
    )
    return Document(f"{HOST}/sitemap.xml", f"<sitemapindex>{named}</sitemapindex>".encode())


def test_only_sitemaps_of_an_index_that_are_new_or_changed_or_say_nothing_are_read_again() -> None:
    morning, noon = "2026-11-20T08:00:00Z", "2026-11-20T12:00:00Z"
    first = read(index(("a", morning), ("b", morning), ("c", "")))
    assert set(first.more) == {f"{HOST}/{name}.xml" for name in "abc"}
    second = sitemap.read(
        index(("a", morning), ("b", noon), ("c", ""), ("d", morning)), ChannelRules(), first.memory, NOW
    )
    assert set(second.more) == {f"{HOST}/{name}.xml" for name in "bcd"}
    third = sitemap.read(index(("a", morning), ("b", noon)), ChannelRules(), second.memory, NOW)
    assert (third.outcome, third.more) == (Outcome.NEW, ())


def test_an_index_remembers_as_many_sitemaps_as_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_SITEMAPS", 2)
    reading = read(index(("a", "2024-01-01"), ("b", "2026-01-01"), ("c", "2025-01-01")))
    assert reading.more == (f"{HOST}/b.xml", f"{HOST}/c.xml")
    assert set(reading.memory["sitemaps"]) == set(reading.more)


def test_of_a_long_index_without_days_both_ends_are_read_and_the_rest_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sitemap, "MOST_SITEMAPS", 4)
    reading = read(index(*((f"posts-{number}", "") for number in range(1, 8))))
    assert reading.more == tuple(f"{HOST}/posts-{number}.xml" for number in (1, 7, 2, 6))
    assert "3 are left out" in reading.detail


def test_a_memory_of_another_kind_is_no_memory_of_an_index() -> None:
    reading = sitemap.read(index(("a", "2024-01-01")), ChannelRules(), {"sitemaps": 3}, NOW)
    assert reading.more == (f"{HOST}/a.xml",)


def test_an_index_of_nothing_is_empty() -> None:
    assert read(Document(f"{HOST}/sitemap.xml", b"<sitemapindex/>")).outcome is Outcome.EMPTY


def test_gzip_and_plain_text_are_read() -> None:
    packed = Document(f"{HOST}/sitemap.xml.gz", gzip.compress(urlset(loc("/a-plan")).body))
    assert [e.url for e in read(packed).entries] == [f"{HOST}/a-plan"]
    text = Document(f"{HOST}/sitemap.txt", f"\ufeff{HOST}/a-plan\n{HOST}/contact\n".encode())
    assert [e.url for e in read(text).entries] == [f"{HOST}/a-plan"]


def test_a_file_packed_in_parts_is_read_to_its_last(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = urlset(loc("/a-plan") + loc("/another-plan")).body
    parts = gzip.compress(whole[:100]) + gzip.compress(whole[100:])
    assert [e.url for e in read(Document(HOST, parts)).entries] == [f"{HOST}/a-plan", f"{HOST}/another-plan"]
    monkeypatch.setattr(sitemap, "MOST_PARTS", 1)
    assert read(Document(HOST, parts)).outcome is Outcome.FAILED


def test_a_packed_file_that_breaks_off_is_not_taken_for_whole() -> None:
    packed = gzip.compress(urlset(loc("/a-plan") + loc("/another-plan")).body)
    reading = read(Document(HOST, packed[:-20]))
    assert (reading.outcome, reading.detail) == (Outcome.FAILED, "The sitemap is broken or too large")


def test_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "LARGEST_SITEMAP", 10_000)
    assert read(Document(HOST, gzip.compress(b" " * 20_000))).outcome is Outcome.FAILED
    assert read(Document(HOST, b" " * 20_000)).outcome is Outcome.FAILED
    assert read(Document(HOST, b"\x1f\x8bbroken")).outcome is Outcome.FAILED


def test_only_so_many_addresses_are_read_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 2)
    reading = read(urlset(loc("/one-plan") + loc("/two-plans") + loc("/three-plans")))
    assert len(reading.entries) == 2
    assert "first 2 addresses" in reading.detail


def test_files_and_entities_outside_are_never_read() -> None:
    body = (
        '<!DOCTYPE urlset [<!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY a "aaaaaaaaaa">]>'
        f"<urlset><url><loc>{HOST}/plan-&x;</loc></url><url><loc>{HOST}/other-&a;</loc></url></urlset>"
    )
    urls = [e.url for e in read(Document(HOST, body.encode())).entries]
    assert urls == [f"{HOST}/plan-", f"{HOST}/other-"]


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#0;"])
def test_references_to_characters_that_do_not_exist_cost_no_sitemap(reference: str) -> None:
    body = f'<urlset xmlns="x{reference}"><url><loc>{HOST}/a-plan</loc></url></urlset>'
    assert [e.url for e in read(Document(HOST, body.encode())).entries] == [f"{HOST}/a-plan"]


def test_a_cut_sitemap_gives_what_is_there() -> None:
    body = urlset(loc("/one-plan") + loc("/two-plans")).body[:-30]
    assert read(Document(HOST, body)).entries[0].url == f"{HOST}/one-plan"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.FAILED),
        (b"  ", Outcome.FAILED),
        (b"hello", Outcome.FAILED),
        (b"\0", Outcome.FAILED),
        (b"<rss/>", Outcome.FAILED),
        (b"<urlset/>", Outcome.EMPTY),
        (b"<urlset><url><loc>https://a.org/contact</loc></url></urlset>", Outcome.EMPTY),
        (b"<!doctype html><html><body>Sitemap</body></html>", Outcome.SUSPECT),
    ],
)
def test_what_shows_no_publications_says_why(body: bytes, outcome: Outcome) -> None:
    reading = read(Document("https://a.org/sitemap.xml", body))
    assert (reading.outcome, bool(reading.detail)) == (outcome, True)
