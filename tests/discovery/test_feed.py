import json
from datetime import date

import pytest

from scraper.discovery import feed
from scraper.discovery.feed_repair import oversized, repaired
from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Kind, Outcome, Precision, Witness
from tests.discovery.samples import NOW, atom, rss

RULES = ChannelRules()


def read(document: Document, rules: ChannelRules = RULES) -> Reading:
    return feed.read(document, rules, {"kept": 1}, NOW)


def test_an_rss_item_becomes_an_entry_with_all_it_says() -> None:
    reading = read(
        rss(
            "<item><title>Report on care</title><link>https://www.example.org.uk/news/report-on-care/</link>"
            '<guid isPermaLink="false">https://www.example.org.uk/?p=217035</guid>'
            "<dc:creator>Jane Doe</dc:creator><pubDate>Tue, 16 Jul 2024 23:30:00 +0100</pubDate>"
            "<description>&lt;p&gt;One &amp;amp; two&lt;/p&gt;&lt;p&gt;three&lt;/p&gt;</description></item>"
        ),
        ChannelRules(kind=Kind.NEWS),
    )
    assert (reading.outcome, reading.memory, reading.detail) == (Outcome.NEW, {"kept": 1}, "")
    (entry,) = reading.entries
    assert entry.url == "https://www.example.org.uk/news/report-on-care/"
    assert entry.title == "Report on care"
    assert entry.guid == "https://www.example.org.uk/?p=217035"
    assert entry.authors == ("Jane Doe",)
    assert entry.summary == "One & two three"
    assert entry.kind is Kind.NEWS
    assert entry.published is not None
    assert entry.published.value == date(2024, 7, 16)
    assert (entry.published.witness, entry.published.precision) == (Witness.FEED, Precision.DAY)
    assert entry.updated is None


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Tom &amp; <b>Jer</b>ry]]>", "Tom & Jerry"),
        ("&lt;i&gt;Voices&lt;/i&gt; of care", "Voices of care"),
        ("Children &lt; 5", "Children < 5"),
        ("The use of &amp;lt;b&amp;gt; tags", "The use of <b> tags"),
        ("It&amp;#8217;s  time\n now", "It’s time now"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Safe", "Safe"),
    ],
)
def test_titles_are_plain_text_with_entities_resolved_once(written: str, title: str) -> None:
    (entry,) = read(rss(f"<item><title>{written}</title><link>https://a.org/x</link></item>")).entries
    assert entry.title == title


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Mon, 01 Jul 2024 00:15:00 BST", date(2024, 7, 1)),
        ("02/11/2024", date(2024, 11, 2)),
        ("1793613600", date(2026, 11, 2)),
        ("Fri, 02 Oct 2020 09:28:59 Z", date(2020, 10, 2)),
        ("25 June 2024", date(2024, 6, 25)),
        ("2024年07月16日", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Fri, 01 Jan 2077 00:00:00 GMT", None),
        ("soon", None),
    ],
)
def test_dates_are_read_from_what_the_feed_wrote(written: str, day: date | None) -> None:
    item = f"<item><title>A</title><link>https://a.org/x</link><pubDate>{written}</pubDate></item>"
    published = read(rss(item)).entries[0].published
    assert (published.value if published else None) == day
    if published:
        assert published.raw == written


def test_an_item_s_address_is_the_one_before_a_feed_service_rewrote_it() -> None:
    item = (
        "<item><title>A</title><link>https://feeds.example.com/~r/x</link>"
        "<feedburner:origLink>https://a.org/a</feedburner:origLink></item>"
    )
    assert read(rss(item)).entries[0].url == "https://a.org/a"


@pytest.mark.parametrize(
    ("item", "url", "guid"),
    [
        ("<guid>https://a.org/p</guid>", "https://a.org/p", "https://a.org/p"),
        ('<guid isPermaLink="true">https://a.org/p</guid>', "https://a.org/p", "https://a.org/p"),
        ("<guid>12345</guid>", None, "12345"),
        ("<link>/news/a</link><guid>12345</guid>", "https://www.example.org.uk/news/a", "12345"),
        ("<link>javascript:alert(1)</link>", None, None),
        ("<link>mailto:a@b.org</link>", None, None),
        (
            '<link>/a#top</link><guid isPermaLink="false">https://a.org/?p=1</guid>',
            "https://www.example.org.uk/a",
            "https://a.org/?p=1",
        ),
        ('<enclosure url="https://a.org/r.pdf" type="application/pdf"/>', "https://a.org/r.pdf", None),
        ('<enclosure url="https://a.org/r.mp3" type="audio/mpeg"/>', None, None),
        ("", None, None),
    ],
)
def test_items_without_a_link_use_their_permanent_id_or_keep_none(
    item: str, url: str | None, guid: str | None
) -> None:
    (entry,) = read(rss(f"<item><title>A</title>{item}</item>")).entries
    assert (entry.url, entry.guid) == (url, guid)


def test_the_same_item_twice_is_one_entry_and_nothing_else_is_dropped() -> None:
    same = "<item><title>A</title><link>https://a.org/a</link><guid>1</guid></item>"
    other_guid = "<item><title>A</title><link>https://a.org/a</link><guid>2</guid></item>"
    other_title = "<item><title>B</title><link>https://a.org/a</link><guid>1</guid></item>"
    no_link_one = "<item><title>C</title><description>one</description></item>"
    no_link_two = "<item><title>C</title><description>two</description></item>"
    entries = read(rss(same + other_guid + other_title + no_link_one + no_link_two)).entries
    assert [(e.title, e.summary) for e in entries] == [("A", None), ("B", None), ("C", "one"), ("C", "two")]


def test_an_organisation_s_atom_feed_gives_updates_and_ids_as_written() -> None:
    link = "https://www.gov.uk/government/news/a-plan"
    document = atom(
        f"<entry><id>{link}#2024-07-16T09:30:00Z</id><title>News story: A plan</title>"
        f'<link rel="self" href="{link}.atom"/><link rel="alternate" type="text/html" href="{link}"/>'
        "<updated>2024-07-16T09:30:00Z</updated><summary>What is planned.</summary></entry>"
    )
    (entry,) = read(document).entries
    assert (entry.url, entry.guid) == (link, f"{link}#2024-07-16T09:30:00Z")
    assert entry.published is None
    assert str(entry.updated) == "2024-07-16"


def test_atom_keeps_publication_and_update_apart_and_resolves_its_base() -> None:
    document = atom(
        '<entry><id>tag:a</id><title type="html">&lt;b&gt;A&lt;/b&gt; &amp;amp; B</title>'
        '<link href="news/a"/>'
        '<link rel="alternate" type="application/pdf" href="a.pdf"/><author><name>Jane</name></author>'
        "<author><name>Jane</name></author><author><name>John &amp; Co</name></author>"
        "<published>2024-07-01T23:30:00+01:00</published><updated>2024-07-16</updated>"
        '<content type="html">&lt;p&gt;Full text&lt;/p&gt;</content></entry>',
        base="https://other.example.org/root/",
    )
    (entry,) = read(document).entries
    assert entry.url == "https://other.example.org/root/news/a"
    assert (str(entry.published), str(entry.updated)) == ("2024-07-01", "2024-07-16")
    assert entry.authors == ("Jane", "John & Co")
    assert (entry.title, entry.summary) == ("A & B", "Full text")


def test_rss_1_0_is_read_with_its_dublin_core_date_as_published() -> None:
    text = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://a.org/"><title>A</title></channel>'
        '<item rdf:about="https://a.org/1"><title>One</title><link>https://a.org/1</link>'
        "<dc:date>2024-07-16</dc:date></item></rdf:RDF>"
    )
    (entry,) = read(Document("https://a.org/rdf", text.encode())).entries
    assert (entry.url, str(entry.published), entry.updated) == ("https://a.org/1", "2024-07-16", None)


def test_rss_0_91_without_an_encoding_is_read() -> None:
    item = "<item><title>One</title><link>https://a.org/1</link></item>"
    text = f"<rss version='0.91'><channel>{item}</channel></rss>"
    assert [e.title for e in read(Document("https://a.org/rss", text.encode())).entries] == ["One"]


def test_a_closed_feed_is_gone() -> None:
    document = atom(
        "<entry><id>https://www.gov.uk/search/news.atom/feed-ended</id><title>This feed has ended</title>"
        '<updated>2024-07-16T09:30:00Z</updated><link href="https://www.gov.uk/search/news"/></entry>'
    )
    reading = read(document)
    assert (reading.outcome, reading.entries) == (Outcome.GONE, ())


@pytest.mark.parametrize("body", [b"", b" \n ", b"\xef\xbb\xbf", b"\0\0"])
def test_an_empty_answer_has_failed(body: bytes) -> None:
    reading = read(Document("https://a.org/feed", body))
    assert (reading.outcome, reading.detail) == (Outcome.FAILED, "The answer was empty")


def test_a_sound_feed_without_items_is_empty() -> None:
    assert read(rss("")).outcome is Outcome.EMPTY


def test_items_nobody_can_read_are_a_failure_not_an_empty_feed() -> None:
    text = "<rss version='2.0'><x:channel><x:item><x:title>A</x:title></x:item></x:channel></rss>"
    reading = read(Document("https://a.org/feed", text.encode()))
    assert reading.outcome is Outcome.FAILED
    assert "x:item" in reading.detail


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>",
        "\ufeff<!-- x --><html><head><title>Just a moment...</title></head></html>",
        "<p>hello</p><html><head><title>Just a moment...</title></head></html>",
    ],
)
def test_an_html_page_where_the_feed_should_be_is_suspect(page: str) -> None:
    reading = read(Document("https://a.org/feed", page.encode(), "text/html"))
    assert reading.outcome is Outcome.SUSPECT
    assert "“Just a moment...”" in reading.detail


@pytest.mark.parametrize(
    "body",
    [
        b"hello",
        b"<urlset><url><loc>https://a.org/</loc></url></urlset>",
        b"\x89PNG\r\n\x1a\n",
        b"<",
        b"&#x110000;",
        b'<?xml version="1.0" encoding="U\xffTF-8"?><rss version="2.0"><channel/></rss>',
    ],
)
def test_what_is_no_feed_has_failed(body: bytes) -> None:
    assert read(Document("https://a.org/feed", body)).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "reference", ["&#x110000;", "&#xD800;", "&#0;", "&#xFFFF;", "&#99999999999999999999999;"]
)
def test_references_to_characters_that_do_not_exist_cost_one_character(reference: str) -> None:
    item = f"<item><title>A{reference}B &#8217;</title><link>https://a.org/a</link></item>"
    (entry,) = read(rss(item)).entries
    assert entry.title in {"A\ufffdB ’", "AB ’"}


def test_words_before_the_first_tag_are_passed_over() -> None:
    document = rss("<item><title>A</title><link>https://a.org/a</link></item>")
    reading = read(Document(document.url, b"Notice: undefined index in feed.php\n" + document.body))
    assert ([e.title for e in reading.entries], reading.detail) == (["A"], "")


def test_control_characters_are_left_out() -> None:
    document = rss("<item><title>A\x0bB\x01C</title><link>https://a.org/a</link></item>")
    reading = read(document)
    assert [e.title for e in reading.entries] == ["ABC"]
    assert reading.detail == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le", "utf-16-be"])
def test_wide_encodings_are_read(encoding: str) -> None:
    assert read(encoded("Né à Nîmes", encoding)).entries[0].title == "Né à Nîmes"


def encoded(title: str, encoding: str) -> Document:
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>'
    text = f'{declaration}<rss version="2.0"><channel><item><title>{title}</title></item></channel></rss>'
    return Document("https://a.org/feed", text.encode(encoding))


def test_a_declared_encoding_is_followed() -> None:
    assert read(encoded("Né", "iso-8859-1")).entries[0].title == "Né"
    assert read(encoded("日本", "iso-2022-jp")).entries[0].title == "日本"


def test_a_cut_feed_gives_what_is_there_and_says_so() -> None:
    whole = rss(
        "<item><title>One</title><link>https://a.org/1</link></item><item><title>Two</title><link>https://a.org/2</link></item>"
    )
    reading = read(Document(whole.url, whole.body[:-60]))
    assert reading.entries[0].title == "One"
    assert "broken XML" in reading.detail


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<rss>" + b"<item>" * 5_000, "nested more than 200 deep"),
        (b"<rss><item>" + b"<b>x</b>" * 60_000, "more than 100000 tags"),
        (b"<rss>" + b"<" * 400_000, "more than 300000 tags"),
        (b"<rss><item " + b'a="1" ' * 3_000 + b"/>", "a tag of"),
    ],
)
def test_feeds_that_would_take_minutes_are_refused_with_a_reason(body: bytes, reason: str) -> None:
    reading = read(Document("https://a.org/feed", body))
    assert reading.outcome is Outcome.FAILED
    assert reason in reading.detail


def test_a_feed_beyond_the_size_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.discovery.feed_repair.LARGEST_FEED", 1_000_000)
    assert oversized(b"<rss>" + b"x" * 1_000_001) == "The feed is larger than 1 MB"


def test_markup_in_descriptions_does_not_count_as_nesting() -> None:
    unclosed = "<![CDATA[" + "<div>" * 500 + "]]>"
    broken = "<p>" * 50
    item = f"<item><title>A</title><description>{unclosed}</description>{broken}<br></item>"
    assert oversized(rss(item * 30).body) == ""


def test_repairs_leave_a_sound_feed_as_it_is() -> None:
    body = rss("<item><title>A &#8217; &#x1F600;</title></item>").body
    assert repaired(body) == body


def json_document(data: object) -> Document:
    return Document("https://a.org/feed.json", json.dumps(data).encode(), "application/feed+json")


def test_a_json_feed_is_read_like_the_others() -> None:
    items = [
        {
            "id": "https://a.org/1",
            "title": "One &amp; <b>two</b>",
            "content_html": "<p>Text</p>",
            "date_published": "2024-07-16T10:00:00+01:00",
            "date_modified": "2024-07-18",
            "authors": [{"name": "Jane"}, {"name": ""}],
        },
        {"id": 2, "url": "/two", "summary": "Short", "author": {"name": "John"}},
        {"id": "3", "external_url": "https://b.org/3"},
        {"id": 2, "url": "/two", "summary": "Again"},
        "no item",
    ]
    reading = read(json_document({"version": "https://jsonfeed.org/version/1.1", "items": items}))
    assert reading.outcome is Outcome.NEW
    one, two, three = reading.entries
    assert (one.url, one.guid, one.title) == ("https://a.org/1", "https://a.org/1", "One & two")
    assert (str(one.published), str(one.updated), one.authors) == ("2024-07-16", "2024-07-18", ("Jane",))
    assert (two.url, two.guid, two.title, two.summary) == ("https://a.org/two", "2", None, "Short")
    assert two.authors == ("John",)
    assert three.url == "https://b.org/3"


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', Outcome.EMPTY),
        (b'{"error": "no"}', Outcome.FAILED),
        (b'{"version": "https://jsonfeed.org/version/1", "items": {}}', Outcome.FAILED),
        (b"{broken", Outcome.FAILED),
        (b'{"a":' * 100_000, Outcome.FAILED),
    ],
)
def test_json_that_shows_no_items_says_why(body: bytes, outcome: Outcome) -> None:
    reading = read(Document("https://a.org/feed.json", body))
    assert (reading.outcome, bool(reading.detail)) == (outcome, True)


@pytest.mark.parametrize(
    ("url", "title", "kind"),
    [
        ("https://www.gov.uk/government/publications/a", "Keeping records of children", Kind.GUIDANCE),
        ("https://elsewhere.org/a", "Guidance: Keeping records of children", Kind.NEWS),
    ],
)
def test_gov_uk_s_type_before_the_title_is_the_kind(url: str, title: str, kind: Kind) -> None:
    item = f"<item><title>Guidance: Keeping records of children</title><link>{url}</link></item>"
    shown = read(rss(item), ChannelRules(kind=Kind.NEWS)).entries[0]
    assert (shown.title, shown.kind) == (title, kind)
