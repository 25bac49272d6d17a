import pytest

from scraper.extraction.metadata import gather
from scraper.extraction.title import settle_title, without_kind, without_site
from scraper.extraction.tree import parse
from scraper.outcomes import Witness
from tests.extraction.shapes import BODY, linked, page, read


def title_of(head: str, main: str, entry_title: str | None = None, site_names: tuple[str, ...] = ()) -> str:
    found = gather(parse(page(main, head=head)), "https://www.kindtrust.org.uk/news/one")
    return settle_title(found, entry_title, site_names)[0]


def test_the_heading_that_other_statements_agree_with_is_the_title() -> None:
    head = (
        '<title>What families said | Kind Trust</title><meta property="og:title"'
        ' content="What families said">'
    )
    assert title_of(head, "<h1>Kind Trust</h1><h1>What families said</h1>") == "What families said"


def test_a_short_form_for_search_engines_does_not_replace_the_heading() -> None:
    head = '<meta property="og:title" content="Families on early help">'
    main = "<h1>What families said of early help in four areas</h1>"
    assert title_of(head, main) == "What families said of early help in four areas"


def test_without_a_fitting_heading_the_page_s_statement_counts() -> None:
    head = '<meta property="og:title" content="What families said | Kind Trust">'
    assert title_of(head, "<h1>Latest</h1><h1>Contact</h1>") == "What families said"


def test_json_ld_the_entry_and_the_title_element_follow_in_this_order() -> None:
    title = "<title>From the title element</title>"
    headline = linked(**{"@type": "Article", "headline": "From JSON &amp; LD"})
    assert title_of(title + headline, "", "From the entry") == "From JSON & LD"
    assert title_of(title, "", "From the entry") == "From the entry"
    assert title_of(title, "") == "From the title element"
    assert title_of("", "") == ""


def test_a_sole_heading_stands_when_only_the_title_element_differs() -> None:
    assert title_of("<title>Home</title>", "<h1>What families said</h1>") == "What families said"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("What families said | Kind Trust", "What families said"),
        ("What families said - The Kind Trust", "What families said"),
        ("What families said – kindtrust.org.uk", "What families said"),
        ("Kind Trust: What families said", "Kind Trust: What families said"),
        ("Kind Trust | What families said", "What families said"),
        ("Covid-19 – what families said", "Covid-19 – what families said"),
        ("News | What families said | KT", "News | What families said"),
        ("What families said | Kind Trust | For every child", "What families said"),
        ("Families | Kind Trust | What they said", "Families | Kind Trust | What they said"),
        ("Kind Trust", "Kind Trust"),
        ("Press release: What families said", "What families said"),
    ],
)
def test_site_and_kind_are_cut(title: str, expected: str) -> None:
    assert without_site(title, ("Kind Trust", "KT"), "https://www.kindtrust.org.uk/") == expected


def test_a_kind_alone_or_inside_a_title_is_kept() -> None:
    assert without_kind("Report: 2024") == "Report: 2024"
    assert without_kind("Annual report: our year") == "Annual report: our year"
    assert without_kind("Guidance: keeping children safe") == "keeping children safe"


def test_every_witness_is_kept_as_a_fact() -> None:
    head = '<title>What families said | X</title><meta name="twitter:title" content="What families said">'
    found = read(page(f"<h1>What families said</h1>{BODY}", head=head))
    witnesses = {fact.witness for fact in found.facts if fact.field == "title"}
    assert witnesses == {Witness.HEADING, Witness.META, Witness.TITLE_TAG}


def test_a_heading_that_leads_to_the_front_page_is_the_site_s_name() -> None:
    logo = '<h1><a href="/">Voices</a></h1>'
    head = "<title>Voices | Archive | What families said</title>"
    heading = '<h2><a href="/news/one">What families said</a></h2>'
    assert title_of(head, f"{logo}<h2>Latest</h2>{heading}") == "What families said"
    assert title_of("<title>Voices | What families said</title>", logo) == "What families said"
    own = '<h1><a href="https://www.kindtrust.org.uk/news/one">Voices</a></h1>'
    assert title_of(head, own + heading) == "Voices"
    abroad = '<h1><a href="https://other.example/">Voices</a></h1>'
    assert title_of(head, abroad + heading) == "Voices"
    assert title_of(head, f'<h1><a href="/">Voices</a> of families</h1>{heading}') == "Voices of families"
