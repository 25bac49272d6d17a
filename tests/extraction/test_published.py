from datetime import date

import pytest

from scraper.extraction.published import settle_published, settle_updated, url_facts
from scraper.items import DateFact, PageHints
from scraper.outcomes import Confidence, Precision, Witness
from tests.extraction.shapes import BODY, NOW, PROSE, linked, outcome, page, read

HEADING = "<h1>What families said</h1>"


def fact(value: date, witness: Witness, precision: Precision = Precision.DAY) -> DateFact:
    return DateFact(value, precision, witness)


def published(
    main: str = "", head: str = "", url: str = "https://example.org/what-families-said", **hints: object
) -> str:
    found = read(page(f"{HEADING}{main}{BODY}", head=head), url, **hints).published
    return f"{found} {found.witness}" if found else ""


META = '<meta property="article:published_time" content="2024-02-02T10:00:00Z">'
JSON_LD = linked(**{"@type": "Article", "datePublished": "2024-03-03", "headline": "What families said"})


def test_the_feed_s_date_for_its_own_entry_is_believed_first() -> None:
    feed = fact(date(2024, 1, 1), Witness.FEED)
    assert published(head=META + JSON_LD, published=feed) == "2024-01-01 feed"


def test_json_ld_then_meta_then_words_then_time_element_then_address() -> None:
    words, time = "<p>Published 4 April 2024</p>", '<p>x <time datetime="2024-05-05"></time></p>'
    address = "https://example.org/2024/06/06/what-families-said"
    assert published(words + time, META + JSON_LD, address) == "2024-03-03 json-ld"
    assert published(words + time, META, address) == "2024-02-02 meta"
    assert published(words + time, "", address) == "2024-04-04 visible-text"
    assert published(time, "", address) == "2024-05-05 time-tag"
    assert published("", "", address) == "2024-06-06 url"


def test_all_that_was_said_is_kept() -> None:
    found = read(page(f"{HEADING}<p>Published 4 April 2024</p>{BODY}", head=META + JSON_LD))
    said = {(one.value, one.witness) for one in found.facts if one.field == "published"}
    assert said == {
        ("2024-03-03", Witness.JSON_LD),
        ("2024-02-02", Witness.META),
        ("2024-04-04", Witness.VISIBLE_TEXT),
    }


def test_a_date_ahead_of_now_is_not_taken() -> None:
    assert published("<p>Published 4 April 2027</p>", META.replace("2024", "2027")) == ""
    late = fact(date(2027, 1, 1), Witness.FEED)
    assert published(published=late) == ""


@pytest.mark.parametrize(
    "words",
    [
        "<p>Last updated 4 April 2024</p>",
        "<p>Closing date: 4 April 2024</p>",
        "<p>Event: 4 April 2024</p>",
        '<p class="updated">x <time datetime="2024-04-04"></time></p>',
        '<aside>x <time datetime="2024-04-04"></time></aside>',
        '<div class="event-card"><time datetime="2024-04-04"></time></div>',
    ],
)
def test_dates_of_changes_events_and_deadlines_are_not_the_publication(words: str) -> None:
    assert published(words) == ""


def test_a_footer_s_date_is_not_the_publication() -> None:
    assert published() == ""


def test_dates_of_other_pages_are_not_the_publication() -> None:
    assert published("<h2>Related articles</h2><p>4 April 2024</p>") == ""


def test_precision_is_kept_and_refined_only_within_the_period() -> None:
    month = fact(date(2024, 7, 1), Witness.FEED, Precision.MONTH)
    year = fact(date(2024, 1, 1), Witness.FEED, Precision.YEAR)
    assert str(settle_published([month])) == "2024-07"
    assert str(settle_published([month, fact(date(2024, 7, 16), Witness.META)])) == "2024-07-16"
    assert str(settle_published([month, fact(date(2024, 8, 16), Witness.META)])) == "2024-07"
    assert str(settle_published([year, fact(date(2024, 8, 16), Witness.META)])) == "2024-08-16"
    assert settle_published([]) is None


def test_unranked_witnesses_come_last() -> None:
    header, guess = fact(date(2024, 1, 1), Witness.HTTP_HEADER), fact(date(2023, 1, 1), Witness.GUESS)
    settled = settle_published([header, guess])
    assert settled is not None
    assert settled.witness is Witness.GUESS


def test_one_stamp_in_both_fields_yields_to_an_earlier_visible_day() -> None:
    stamps = linked(
        **{"@type": "Article", "headline": "x", "datePublished": "2024-08-08", "dateModified": "2024-08-08"}
    )
    assert published("<p>Published 4 April 2024</p>", stamps) == "2024-04-04 visible-text"
    assert published("<p>Published 8 August 2024</p>", stamps) == "2024-08-08 json-ld"


def test_figures_in_american_order_yield_to_the_machine_s_form() -> None:
    assert (
        published('<p><time datetime="2024-03-04T10:00:00Z">03/04/2024</time></p>') == "2024-03-04 time-tag"
    )
    assert published("<p>03/04/2024</p>") == "2024-04-03 visible-text"


def test_microdata_is_read() -> None:
    assert published('<span itemprop="datePublished" content="2024-04-04">x</span>') == "2024-04-04 time-tag"


def test_the_guess_is_asked_last_and_never_repeats_a_change() -> None:
    assert published('<div class="dateline"><span>Text of 4 April 2024, where it happened</span></div>') != ""
    assert published('<abbr class="updated" title="2024-04-04">x</abbr><p>Updated: 4 April 2024</p>') == ""


def test_a_guess_counts_only_where_a_person_sees_that_day() -> None:
    picture = '<meta property="og:image" content="https://example.org/uploads/2023/02/7.jpg">'
    offer = '<script>var offer = {"begins": "2024-04-04T10:00:00Z"};</script>'
    assert published(head=picture) == ""
    assert published(head=offer) == ""
    seen = page(f"{HEADING}{BODY}<p>{PROSE[0]} That was on 7 February 2023.</p>", head=picture)
    found = read(seen, "https://example.org/what-families-said").published
    assert (str(found), found and found.witness) == ("2023-02-07", Witness.GUESS)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://e.org/2024/07/16/title", "2024-07-16"),
        ("https://e.org/2024/7/title", "2024-07"),
        ("https://e.org/files/2023-03/report.pdf", "2023-03"),
        ("https://e.org/news/2024/may/title", "2024-05"),
        ("https://e.org/2024/16/title", ""),
        ("https://e.org/2035/01/01/title", ""),
        ("https://e.org/plan-24-30", ""),
        ("https://e.org/2024/february-was-cold", ""),
    ],
)
def test_dates_in_addresses(url: str, expected: str) -> None:
    assert "".join(str(one) for one in url_facts(url, NOW)) == expected


def test_a_change_counts_only_after_the_publication() -> None:
    change = fact(date(2024, 5, 5), Witness.META)
    assert settle_updated([change], fact(date(2024, 4, 4), Witness.FEED)) == change
    assert settle_updated([change], fact(date(2024, 5, 5), Witness.FEED)) is None
    assert settle_updated([change], None) == change
    assert settle_updated([], None) is None


def test_changes_are_read_from_all_witnesses() -> None:
    found = read(
        page(
            f'{HEADING}<p>Updated: 6 May 2024</p><p class="modified"><time'
            f' datetime="2024-05-07"></time></p>{BODY}',
            head='<meta property="article:modified_time" content="2024-05-05">',
        ),
        updated=fact(date(2024, 5, 4), Witness.SITEMAP),
    )
    said = [(one.value, one.witness) for one in found.facts if one.field == "updated"]
    assert said == [
        ("2024-05-04", Witness.SITEMAP),
        ("2024-05-05", Witness.META),
        ("2024-05-06", Witness.VISIBLE_TEXT),
        ("2024-05-07", Witness.TIME_TAG),
    ]
    assert str(found.updated) == "2024-05-04"


def test_with_no_now_relative_dates_are_not_read() -> None:
    found = outcome(page(f"{HEADING}<p>3 days ago</p>{BODY}"), hints=PageHints())
    assert getattr(found, "published", "?") is None


def test_a_time_element_outside_of_any_main_part_counts() -> None:
    markup = f'<html><body>{HEADING}<div><time datetime="2024-04-04"></time></div>{BODY}</body></html>'
    assert str(read(markup, "https://example.org/x").published) == "2024-04-04"


def test_a_footer_with_one_named_date_holds_the_page_s_own() -> None:
    own = '<footer><span class="post-date"><time datetime="2024-04-04">4 April 2024</time></span></footer>'
    cards = f"<footer>{own}{own}</footer>".replace("<footer><footer>", "<footer>")
    markup = f"<html><body>{HEADING}{BODY}%s</body></html>"
    assert str(read(markup % own, "https://example.org/x").published) == "2024-04-04"
    assert read(markup % cards.replace("</footer><footer>", ""), "https://example.org/x").published is None


def test_a_date_the_page_marks_as_its_own_stands_before_its_meta_tags() -> None:
    marked = '<p>Published <time pubdate datetime="2024-05-05">5 May 2024</time></p>'
    assert published(marked, META) == "2024-05-05 visible-text"
    two = marked + '<p>x <time pubdate datetime="2024-05-06"></time></p>'
    assert published(two, META) == "2024-02-02 meta"


def test_a_time_element_named_both_ways_is_the_publication() -> None:
    both = '<p><time class="entry-date published updated" datetime="2024-04-04">4 April 2024</time></p>'
    assert published(both) == "2024-04-04 visible-text"
    pair = (
        '<div class="meta">x <time class="published" datetime="2024-04-04"></time>'
        '<time class="updated" datetime="2024-05-05"></time></div>'
    )
    assert published(pair) == "2024-04-04 time-tag"
    assert published('<p><time pubdate class="updated" datetime="2024-04-04"></time>x</p>') == (
        "2024-04-04 time-tag"
    )


def test_a_later_day_in_words_of_any_language_does_not_replace_the_marked_one() -> None:
    changed = "<p>Mis à jour le 06/04/2024</p>"
    marked = '<p>Publié <time itemprop="datePublished" datetime="2024-04-05T17:08:23+02:00">x</time></p>'
    assert published(changed + marked) == "2024-04-05 time-tag"
    assert published("<p>4 April 2024</p>" + marked) == "2024-04-04 visible-text"


def test_microformats_rdfa_and_data_attributes_are_read() -> None:
    assert published('<span class="dt-published" datetime="2024-04-04">x</span>') == "2024-04-04 time-tag"
    assert published('<span property="schema:datePublished" content="2024-04-04"></span>') == (
        "2024-04-04 time-tag"
    )
    assert published('<div data-publish-date="2024-04-04T10:00:00">x</div>') == "2024-04-04 time-tag"


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ('{"props": {"post": {"datePublished": "2024-04-04T10:00:00Z"}}}', "2024-04-04 script"),
        ('window.__STATE__ = {"publishedAt":"2024-04-04"};', "2024-04-04 script"),
        (r'push("{\"first_published_at\":\"2024-04-04T10:00:00.000Z\"}")', "2024-04-04 script"),
        ('dataLayer = [{"pubDate": 1712224800}];', "2024-04-04 script"),
        ("dataLayer = [{'publishDate': '04/04/2024'}];", "2024-04-04 script"),
        # the name tells of several pages: it says nothing of this one
        ('[{"publishedAt":"2024-04-04"},{"publishedAt":"2023-01-01"}]', ""),
        ('{"publisher": "Kind Trust", "published": true}', ""),
        ('{"publishedAt": "2034-04-04"}', ""),
    ],
)
def test_a_script_s_data_is_asked_when_nobody_else_speaks(script: str, expected: str) -> None:
    assert published(head=f"<script>{script}</script>") == expected
    assert published(head=f"<script>{script}</script>{META}") == "2024-02-02 meta"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("<p>Published: 12 May 2024</p>", "2024-05-12 visible-text"),
        ("<p>First published 12 May 2024. Last updated 1 June 2025.</p>", "2024-05-12 visible-text"),
        ("<p>Date published: 12/05/2024</p>", "2024-05-12 visible-text"),
        ("<p>Posted on 12th May 2024 by Jo Sample</p>", "2024-05-12 visible-text"),
        ("<div><strong>Publication date</strong><br>12 May 2024</div>", "2024-05-12 visible-text"),
        ("<dl><dt>Published</dt><dd>12 May 2024</dd></dl>", "2024-05-12 visible-text"),
        ("<p>Published: 12 May 2024</p><p>Published: 12 May 2024</p>", "2024-05-12 visible-text"),
        # a list of other pages, a change, furniture, a sentence, nothing exact
        ("<p>Published: 12 May 2024</p><p>Published: 13 May 2024</p>", ""),
        ("<p>Page last reviewed: 12 May 2024</p>", ""),
        ('<div class="related"><p>Published: 12 May 2024</p></div>', ""),
        ("<p>We published the first report of this sort on 12 May 2024.</p>", ""),
        ("<p>Published by Kind Trust</p>", ""),
    ],
)
def test_a_labelled_line_far_below_the_heading_gives_the_day(below: str, expected: str) -> None:
    assert published(f"{BODY}{below}") == expected
    assert published(f"{BODY}{below}", META) == "2024-02-02 meta"


@pytest.mark.parametrize(
    ("boxes", "expected"),
    [
        (("12", "May", "2024"), "2024-05-12"),
        (("12th May", "2024"), "2024-05-12"),
        (("Sept", "12", "2024"), "2024-09-12"),
        (("News", "12", "May", "2024", "Blog"), "2024-05-12"),
        (("12", "Maybe", "2024"), ""),
        (("12", "May"), ""),
    ],
)
def test_a_day_in_boxes_like_a_leaf_of_a_calendar_is_one_date(boxes: tuple[str, ...], expected: str) -> None:
    leaf = "".join(f"<div>{box}</div>" for box in boxes)
    assert published(f'<div class="leaf">{leaf}</div>') == f"{expected} visible-text".removeprefix(
        " visible-text"
    )


def test_json_ld_that_is_no_json_is_read_like_a_script() -> None:
    broken = '{"@type": "NewsArticle", "datePublished": 2024-04-04T06:18:10-03:00, "logo": /x.png}'
    head = f'<script type="application/ld+json">{broken}</script>'
    assert published(head=head) == "2024-04-04 script"
    whole = '{"@type": "Product", "review": {"@type": "Review", "datePublished": "2024-04-04"}}'
    assert published(head=f'<script type="application/ld+json">{whole}</script>') == ""


def test_a_month_is_made_exact_by_the_day_the_page_shows() -> None:
    url = "https://example.org/2024/05/what-families-said"
    shown = "<div>Notes of a reader, 20 May 2024 <p>20 June 2024</p></div>"
    assert published(shown.replace("2024", "2023"), url=url) != "2024-05-20 visible-text"
    markup = f"<body><fieldset><legend>What families said</legend> 20 May 2024 {BODY}</fieldset></body>"
    assert str(read(markup, url).published) == "2024-05-20"
    assert str(read(markup.replace("20 May", "20 June"), url).published) == "2024-05"


def test_an_only_date_of_change_is_taken_unsurely_where_the_page_describes_itself() -> None:
    change = "<p>Updated: 4 April 2024</p>"
    described = linked(**{"@type": "Article", "headline": "What families said"})
    found = read(page(f"{HEADING}{change}{BODY}", head=described)).published
    assert found is not None
    assert (str(found), found.confidence) == ("2024-04-04", Confidence.LOW)
    assert published(change) == ""


def test_an_archive_s_address_is_not_the_publication_s() -> None:
    assert (
        url_facts("https://archive.example.org/web/20240716123456/https://example.org/news/title", NOW) == []
    )


@pytest.mark.parametrize(
    "stamp", ["2034-04-04", "1970-01-01T00:00:00Z", "{{ page.date }}", "2024-13-45", "0000-00-00"]
)
def test_dates_that_cannot_be_true_are_told_and_not_taken(stamp: str) -> None:
    found = read(page(f"{HEADING}{BODY}", head=META.replace("2024-02-02T10:00:00Z", stamp)))
    assert found.published is None
    assert [(one.value, one.witness) for one in found.facts if one.field == "refused date"] == [
        (stamp, Witness.META)
    ]


def test_impossible_day_ahead_of_the_year_it_reports_on_is_kept_as_stated() -> None:
    """An annual report for 2023-24 dated 2 February 2024: odd, but the publisher's word."""
    assert (
        published("<p>Published 2 February 2024</p><p>Annual report 2023-24</p>") == "2024-02-02 visible-text"
    )


def test_a_box_with_a_role_is_not_the_surroundings_of_the_heading() -> None:
    assert published('<div role="dialog"><p>4 April 2024</p></div>') == ""


def test_words_of_a_change_without_a_day_say_nothing() -> None:
    found = read(page(f"<h1>What families said</h1><p>Reviewed by a nurse</p>{BODY}"))
    assert (found.published, found.updated) == (None, None)


def test_a_change_on_the_day_of_publication_gives_way_to_a_later_one() -> None:
    metas = META + '<meta property="og:updated_time" content="2024-02-02T11:00:00Z">'
    shown = '<p>x <time class="updated" datetime="2024-05-05"></time></p>'
    found = read(page(f"{HEADING}{shown}{BODY}", head=metas))
    assert str(found.updated) == "2024-05-05"
