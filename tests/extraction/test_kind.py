import re

import pytest

from scraper.extraction.kind import kind_by_definition, kind_of_label, kind_of_path, kind_of_title
from scraper.items import PageHints
from scraper.outcomes import Kind, Witness
from tests.extraction.shapes import BODY, linked, page, read

HEADING = "<h1>What families said</h1>"


def kind_of(
    main: str = "", head: str = "", url: str = "https://example.org/what-families-said", **hints: object
) -> tuple[Kind, Witness]:
    found = read(page(f"{HEADING}{main}{BODY}", head=head), url, **hints)
    return found.kind, found.kind_witness


def test_the_definition_s_patterns_come_first() -> None:
    hints = PageHints(kind_patterns=((r"/what-", Kind.BRIEFING), (r"/", Kind.NEWS)), kind=Kind.BLOG)
    assert kind_by_definition("https://example.org/what-families-said", hints) is Kind.BRIEFING
    found = kind_of("<p>Report</p>", kind_patterns=((r"/what-", Kind.BRIEFING),))
    assert found == (Kind.BRIEFING, Witness.DEFINITION)


def test_then_label_title_address_trail_and_json_ld() -> None:
    label, blog = "<p>Research report</p>", linked(**{"@type": "BlogPosting", "headline": "x"})
    trail = linked(
        **{"@type": "BreadcrumbList", "itemListElement": [{"name": "Home"}, {"name": "Briefings"}]}
    )
    news = "https://example.org/news/what-families-said"
    assert kind_of(label, blog + trail, news) == (Kind.RESEARCH, Witness.VISIBLE_TEXT)
    assert kind_of("", blog + trail, news) == (Kind.NEWS, Witness.URL)
    assert kind_of("", blog + trail) == (Kind.BRIEFING, Witness.META)
    assert kind_of("", blog) == (Kind.BLOG, Witness.JSON_LD)


def test_a_channel_s_kind_yields_to_what_the_page_says_of_itself() -> None:
    standfirst = f"<p>Press release: {'a long standfirst of the research ' * 6}</p>"
    description = f'<meta name="description" content="Press release: {"a long standfirst " * 12}">'
    assert kind_of(standfirst, description, kind=Kind.NEWS) == (Kind.PRESS_RELEASE, Witness.META)
    section = linked(**{"@type": "Article", "headline": "x", "articleSection": ["Blog"]})
    assert kind_of("", section, kind=Kind.NEWS) == (Kind.BLOG, Witness.META)
    assert kind_of("", linked(**{"@type": "NewsArticle", "headline": "x"}), kind=Kind.BLOG) == (
        Kind.BLOG,
        Witness.DEFINITION,
    )


def test_an_open_letter_is_known_by_its_title_and_keeps_it() -> None:
    named = read(page("<h1>Open letter: charities ask ministers to act</h1>" + BODY), "https://example.org/x")
    assert (named.title, named.kind) == ("Open letter: charities ask ministers to act", Kind.LETTER)


def test_without_a_witness_date_and_author_decide() -> None:
    dated = "<p>Published 4 April 2024</p>"
    assert kind_of(dated + "<p>By Jo Sample</p>") == (Kind.ARTICLE, Witness.GUESS)
    assert kind_of(dated) == (Kind.NEWS, Witness.GUESS)
    assert kind_of() == (Kind.OTHER, Witness.GUESS)
    assert kind_of(head='<meta property="og:type" content="article">') == (Kind.NEWS, Witness.GUESS)


def test_a_visible_trail_of_sections_is_read() -> None:
    trail = (
        '<nav class="breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/b">Blogs</a></li></ol></nav>'
    )
    assert kind_of(trail) == (Kind.BLOG, Witness.META)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Press release", Kind.PRESS_RELEASE),
        ("Open letter", Kind.LETTER),
        ("Closed consultation", Kind.CONSULTATION),
        ("Official statistics", Kind.STATISTICS),
        ("Statutory guidance", Kind.GUIDANCE),
        ("Policy briefing", Kind.BRIEFING),
        ("Evidence review", Kind.RESEARCH),
        ("Annual report", Kind.REPORT),
        ("Blog post", Kind.BLOG),
        ("News story", Kind.NEWS),
        ("Article", Kind.ARTICLE),
        ("  report: ", Kind.REPORT),
        ("Report this page", None),
        ("", None),
    ],
)
def test_labels(label: str, kind: Kind | None) -> None:
    assert kind_of_label(label) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Open letter to the next Prime Minister", Kind.LETTER),
        ("Annual report and accounts 2023-24", Kind.REPORT),
        ("Consultation on the new framework", Kind.CONSULTATION),
        ("Children in need statistics: 2024", Kind.STATISTICS),
        ("Child neglect: statistics briefing", Kind.BRIEFING),
        ("Charity launches new website for young carers", Kind.WEBSITE),
        ("Research: what families said", Kind.RESEARCH),
        ("Working together: statutory guidance", Kind.GUIDANCE),
        ("Early help: a rapid review of the evidence", Kind.RESEARCH),
        ("Ofsted reports a rise", None),
    ],
)
def test_words_of_titles(title: str, kind: Kind | None) -> None:
    assert kind_of_title(title) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/news-blogs-and-vlogs/blogs/our-year/", Kind.BLOG),
        ("/news-blogs-and-vlogs/news/our-year/", Kind.NEWS),
        ("/about-us/why-we-exist/our-research/how-it-is-done/", Kind.RESEARCH),
        ("/media-centre/press-releases/our-year", Kind.PRESS_RELEASE),
        ("/government/consultations/our-plan", Kind.CONSULTATION),
        ("/policy-work/policy-reports/our-year/", Kind.REPORT),
        ("/about-us/media-centre/news-opinion/banter", Kind.NEWS),
        ("/report", None),
        ("/", None),
    ],
)
def test_sections_of_addresses(path: str, kind: Kind | None) -> None:
    assert kind_of_path(f"https://example.org{path}") is kind


def test_every_pattern_is_bounded() -> None:
    assert kind_of_title("a" * 5_000) is None
    assert kind_of_label("report " * 2_000) is None
    assert re.search("open letter", "x") is None
