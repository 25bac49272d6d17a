import json

import pytest

from scraper.extraction.json_ld import Author, LinkedData, read
from scraper.extraction.tree import parse
from scraper.outcomes import Kind

ARTICLE = {"@type": "NewsArticle", "headline": "What families said", "datePublished": "2024-04-04"}


def read_blocks(*blocks: str) -> LinkedData:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return read(parse(f"<html><head>{scripts}</head><body><p>x</p></body></html>"))


@pytest.mark.parametrize(
    "wrapped",
    [
        "{};",
        "<!-- {} -->",
        "//<![CDATA[\n{}\n//]]>",
        "<![CDATA[{}]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "[{}]",
        '{{"@graph": [{{"@type": "WebPage", "@id": "#p"}}, {}]}}',
        '{{"@type": "WebPage", "mainEntity": {}}}',
    ],
)
def test_blocks_are_unwrapped(wrapped: str) -> None:
    found = read_blocks(wrapped.replace("{}", json.dumps(ARTICLE)).replace("{{", "{").replace("}}", "}"))
    assert (found.headline, found.published, found.kind) == ("What families said", "2024-04-04", Kind.NEWS)


def test_control_characters_inside_strings_are_borne() -> None:
    assert (
        read_blocks('{"@type": "Article", "headline": "What\n families\tsaid"}').headline
        == "What families said"
    )


@pytest.mark.parametrize(
    "block", ["", "not json", "{", "[" * 100_000, "null", "3", '{"@type": null}', '{"@type": ["x"]}']
)
def test_what_is_no_statement_says_nothing(block: str) -> None:
    assert read_blocks(block) == LinkedData()


def test_a_sound_block_beside_a_broken_one_counts() -> None:
    assert read_blocks("{broken", json.dumps(ARTICLE)).headline == "What families said"


def test_authors_are_resolved_by_id_and_organisations_marked() -> None:
    graph = [
        ARTICLE
        | {
            "author": [
                {"@id": "#jo"},
                {"@type": "Organization", "name": "Kind Trust"},
                "Ada Case",
                7,
                {"@id": "#gone"},
            ]
        },
        {"@id": "#jo", "@type": ["Person"], "name": ["Jo Sample"]},
    ]
    found = read_blocks(json.dumps({"@graph": graph}))
    assert found.authors == (
        Author("Jo Sample", organisation=False),
        Author("Kind Trust", organisation=True),
        Author("Ada Case", organisation=False),
    )


def test_the_article_is_heard_before_the_page_around_it() -> None:
    around = {"@type": "WebPage", "name": "Page", "datePublished": "2020-01-01", "headline": "Page"}
    assert read_blocks(json.dumps([around, ARTICLE])).published == "2024-04-04"
    assert read_blocks(json.dumps(around)).published == "2020-01-01"


def test_names_of_the_site_come_from_publisher_and_website() -> None:
    nodes = [
        ARTICLE | {"publisher": [{"@id": "#body"}]},
        {"@id": "#body", "@type": "Organization", "name": "Kind Trust"},
        {"@type": "WebSite", "name": "kindtrust.org.uk", "alternateName": {"@value": "KT"}},
    ]
    assert read_blocks(json.dumps(nodes)).site_names == ("Kind Trust", "kindtrust.org.uk", "KT")


def test_trails_of_sections_are_read() -> None:
    trail = {
        "@type": "BreadcrumbList",
        "itemListElement": [{"name": "Home"}, {"item": {"name": "Blogs"}}, "odd", {}],
    }
    assert read_blocks(json.dumps(trail)).breadcrumbs == ("Home", "Blogs")
    assert read_blocks(json.dumps({"@type": "BreadcrumbList", "itemListElement": "odd"})).breadcrumbs == ()


def test_a_page_of_thousands_of_nodes_is_bounded() -> None:
    nodes = [{"@type": "Product", "name": str(number)} for number in range(20_000)]
    assert read_blocks(json.dumps([*nodes, ARTICLE])).headline == ""


def test_a_block_of_megabytes_is_passed_over() -> None:
    assert read_blocks(json.dumps(ARTICLE | {"articleBody": "x" * 2_000_001})).headline == ""


def test_nesting_is_bounded() -> None:
    nested: object = ARTICLE
    for _ in range(40):
        nested = {"@type": "Thing", "about": nested}
    assert read_blocks(json.dumps(nested)).headline == ""


def test_entities_in_a_headline_are_characters() -> None:
    assert read_blocks('{"@type": "Article", "headline": "Bread &amp; roses"}').headline == "Bread & roses"


def test_a_title_in_a_list_or_an_object_is_read() -> None:
    assert (
        read_blocks('{"@type": "Article", "headline": [{"@value": "What families said"}]}').headline
        == "What families said"
    )
    assert read_blocks('{"@type": "Article", "headline": true, "name": {}}').headline == ""
    assert read_blocks('{"@type": "WebSite", "name": 7, "alternateName": null}').site_names == ("7",)
    assert read_blocks('{"@type": "Article", "headline": "x", "publisher": {"url": "/"}}').site_names == ()


def test_a_comma_after_the_last_member_is_borne() -> None:
    assert read_blocks(
        '{"@type": "Article", "headline": "What families said", "tag": ["x",],\n}'
    ).headline == ("What families said")
