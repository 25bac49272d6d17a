"""Pages in the shapes of the sources this was built for."""

from datetime import date

import pytest

from scraper.outcomes import Kind, Nation, Precision, Witness
from tests.extraction.shapes import BODY, PROSE, linked, page, read

WEEKLY = (
    "<title>Why carers wait for help - Care Weekly</title><meta"
    ' property="og:site_name" content="Care Weekly">'
)


def test_a_weblog_page_has_its_byline_date_and_no_poll_or_comments() -> None:
    found = read(
        page(
            '<article><h1>Why carers wait for help</h1><div class="meta">By <a'
            ' href="/author/jo">Jo Sample</a> on'
            ' March 7, 2024 in <a href="/children/">Children</a></div>'
            '<div class="poll"><p>Do you agree that carers wait too long for'
            " help?</p><p>Yes (40%, 123 Votes)</p>"
            f'</div>{BODY}<div id="comments"><p>Comments {{ 14 }}</p></div></article>',
            head=WEEKLY,
        ),
        url="https://www.careweekly.example/2024/03/07/why-carers-wait-for-help/",
    )
    assert found.title == "Why carers wait for help"
    assert found.authors == ("Jo Sample",)
    assert found.published is not None
    assert (found.published.value, found.published.witness) == (date(2024, 3, 7), Witness.VISIBLE_TEXT)
    assert found.kind is Kind.ARTICLE
    assert found.text == "\n\n".join(PROSE)


def test_a_registration_wall_makes_the_text_partial_and_is_no_text() -> None:
    found = read(
        page(
            f"<h1>Why carers wait</h1><p>{PROSE[0]}</p><div><h2>Register Now to Continue Reading</h2>"
            "<p>Thank you for visiting and making use of 4 free articles a month.</p></div>"
        ),
        url="https://www.careweekly.example/content/news/why-carers-wait",
    )
    assert found.partial
    assert found.text == PROSE[0]


@pytest.mark.parametrize(
    "wall",
    [
        "Log in or register to read the full story",
        "To continue reading this article, please create an account",
        "Unlock this content",
        "You have reached your limit",
        "You have 3 free articles left",
        "This article is only available to our subscribers",
        "This story is for registered readers",
        "This content is available only to members",
        "Already a member?",
    ],
)
def test_every_form_of_a_wall_makes_the_text_partial(wall: str) -> None:
    found = read(page(f"<h1>Why carers wait</h1>{BODY}<p>{wall}</p>"))
    assert found.partial
    assert wall not in found.text


def test_what_is_like_the_words_of_a_wall_is_text() -> None:
    told = (
        "Carers who have to keep records are asked to read the guide; this is for everybody, not for members"
        " alone, and you have the right to view your own file without having to sign in first."
    )
    found = read(page(f"<h1>Why carers wait</h1><p>{PROSE[0]}</p><p>{told}</p>"))
    assert not found.partial
    assert told in found.text


def test_a_publisher_that_says_an_article_is_not_free_makes_it_partial() -> None:
    head = linked(**{"@type": "NewsArticle", "headline": "Why carers wait", "isAccessibleForFree": "False"})
    assert read(page(f"<h1>Why carers wait</h1>{BODY}", head=head)).partial
    assert not read(page(f"<h1>Why carers wait</h1>{BODY}")).partial


def test_a_press_release_says_so_in_its_standfirst() -> None:
    found = read(
        page(
            "<p>Loading content</p><h1>Gaps in services put children at risk</h1><p>Press release: a report"
            f" shows what is missing in England and Wales</p><p>Published: 16th July 2024</p>{BODY}",
            head="<title>Gaps in services put children at risk — Evidence Centre</title>",
        ),
        url="https://evidence.example/latest/gaps-in-services",
    )
    assert (found.kind, found.kind_witness) == (Kind.PRESS_RELEASE, Witness.VISIBLE_TEXT)
    assert str(found.published) == "2024-07-16"
    assert found.nations == (Nation.ENGLAND, Nation.WALES)
    assert "Loading content" not in found.text


def test_a_label_with_two_blanks_and_a_short_weekday_is_read() -> None:
    found = read(page(f"<h1>Analysts find more images</h1><p>Published:  Fri 30 Oct 2020</p>{BODY}"))
    assert str(found.published) == "2020-10-30"
    assert found.text == "\n\n".join(PROSE)


def test_published_on_may_stand_on_a_line_of_its_own() -> None:
    found = read(
        page(
            "<h1>Charities call on next Government to act</h1><div><div>Published"
            " on</div><div>25 June 2024</div>"
            f"</div><p>Ten charities have written an open letter to the party leaders.</p>{BODY}"
        )
    )
    assert str(found.published) == "2024-06-25"
    assert (found.kind, found.kind_witness) == (Kind.LETTER, Witness.VISIBLE_TEXT)
    assert found.text.startswith("Ten charities")


def test_an_undated_page_at_the_root_is_dated_and_signed_by_its_graph() -> None:
    graph = [
        {"@type": "Organization", "@id": "#body", "name": "Change Now"},
        {"@type": "Person", "@id": "#jo", "name": "Jo Sample"},
        {
            "@type": "Article",
            "headline": "Statement on age checks",
            "datePublished": "2024-06-03T10:00:00+01:00",
            "dateModified": "2024-06-05T10:00:00+01:00",
            "author": {"@id": "#jo"},
            "publisher": {"@id": "#body"},
        },
    ]
    found = read(
        page(f"<h1>Statement on age checks</h1>{BODY}", head=linked(**{"@graph": graph})),
        url="https://changenow.example/statement-on-age-checks/",
    )
    assert (str(found.published), str(found.updated)) == ("2024-06-03", "2024-06-05")
    assert found.authors == ("Jo Sample",)


def test_an_undated_page_has_no_date() -> None:
    found = read(page(f"<h1>Statement on age checks</h1>{BODY}"), url="https://changenow.example/statement/")
    assert found.published is None
    assert found.kind is Kind.OTHER


def test_a_resource_filter_is_no_section_of_its_kind() -> None:
    found = read(
        page(f'<h1>“But Miss, it was only banter…”</h1><p class="tag">Blog</p>{BODY}'),
        url="https://www.bureau.example/about-us/media-centre/news-opinion/miss-it-was-only-banter",
    )
    assert found.title == "“But Miss, it was only banter…”"
    assert found.kind is Kind.BLOG


def test_a_quick_exit_is_neither_text_nor_link() -> None:
    found = read(
        page(
            "<h1>Plan – Scotland’s route map</h1><p>Tuesday, 18 June, 2024</p><p>Part of: News</p>"
            f'<p><a href="https://weather.example/">Leave this website quickly.</a></p>{BODY}'
            '<p>Read <a href="/plan.pdf">the plan as a PDF</a>, which the families have helped to write.</p>'
        ),
        url="https://promise.example/news/plan-%E2%80%93-scotland%E2%80%99s-route-map",
    )
    assert str(found.published) == "2024-06-18"
    assert found.nations == (Nation.SCOTLAND,)
    assert "Leave this website" not in found.text
    assert [link.url for link in found.links] == ["https://promise.example/plan.pdf"]


def test_figures_are_day_before_month() -> None:
    found = read(page(f"<h1>Who is responsible for the plan?</h1><p>06/10/2025</p>{BODY}"))
    assert found.published is not None
    assert (found.published.value, found.published.precision) == (date(2025, 10, 6), Precision.DAY)


def test_a_front_page_is_a_website() -> None:
    found = read(page(f"<h1>A dynamic plan of action</h1>{BODY}"), url="https://www.plan.example/")
    assert (found.kind, found.kind_witness) == (Kind.WEBSITE, Witness.URL)


def test_first_publication_and_last_update_are_two_facts() -> None:
    found = read(
        page(
            "<span>Statutory guidance</span><h1>Keeping children"
            " safe</h1><dl><dt>From:</dt><dd>The Department</dd>"
            f"<dt>Published</dt><dd>26 March 2015</dd><dt>Last updated</dt><dd>2"
            f" September 2024</dd></dl>{BODY}",
            head="<title>Keeping children safe - GOV.UK</title>",
        ),
        url="https://www.gov.example/government/publications/keeping-children-safe",
    )
    assert (str(found.published), str(found.updated)) == ("2015-03-26", "2024-09-02")
    assert found.kind is Kind.GUIDANCE


def test_only_a_last_update_is_no_publication() -> None:
    found = read(page(f"<h1>Safer recruitment</h1><p>Last updated: 31 May 2024 Topics: Podcast</p>{BODY}"))
    assert found.published is None
    assert str(found.updated) == "2024-05-31"
    assert found.text.startswith(PROSE[0])


def test_a_dialogue_before_the_heading_is_not_the_text() -> None:
    before = f'<div class="modal"><p>{PROSE[5]} {PROSE[4]}</p></div>'
    found = read(page(f"<h1>Our new blog</h1>{''.join(f'<p>{one}</p>' for one in PROSE[:4])}", before=before))
    assert found.text == "\n\n".join(PROSE[:4])
