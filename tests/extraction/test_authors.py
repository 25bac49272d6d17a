import pytest

from scraper.extraction.authors import settle_authors, split_names
from scraper.extraction.metadata import gather
from scraper.extraction.tree import parse
from tests.extraction.shapes import BODY, linked, page, read


def authors_of(head: str = "", main: str = "", entry: tuple[str, ...] = ()) -> tuple[str, ...]:
    found = gather(
        parse(page(f"<h1>What families said</h1>{main}{BODY}", head=head)), "https://www.kindtrust.org.uk/x"
    )
    return settle_authors(found, entry, ("Kind Trust",))[0]


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jo Sample", ["Jo Sample"]),
        ("Written by: Jo Sample and Sam O’Neill", ["Jo Sample", "Sam O’Neill"]),
        ("By Jo Sample, Sam Example & Ada Case", ["Jo Sample", "Sam Example", "Ada Case"]),
        ("By Jo Sample on March 7, 2024 in Children", ["Jo Sample"]),
        ("Jo Sample | 12 May 2024", ["Jo Sample"]),
        ("By Jo Sample, Chief Executive", ["Jo Sample"]),
        ("Jo Sample, CEO of Kind Trust", ["Jo Sample"]),
        ("Dr Jo Sample; Professor Sam Example", ["Dr Jo Sample", "Professor Sam Example"]),
        ("Jo Sample Writer", ["Jo Sample"]),
        ("Gan Jo Sample", ["Jo Sample"]),
        ("Par Jo Sample", ["Jo Sample"]),
        ("Jo Sample Fri., Aug. 23, 2024", ["Jo Sample"]),
        ("KindTrust on", ["KindTrust"]),
        ("kindtrust.example.org", []),
        ("Kindtrust.cymru.uk", []),
        ("admin", []),
        ("News desk", []),
        ("web team", []),
        ("jo@example.org", []),
        ("https://www.facebook.com/kindtrust", []),
        ("View all posts by Jo", []),
        ("Centre for Evaluation and Research", ["Centre for Evaluation and Research"]),
        (
            "Royal College of Paediatrics and Child Health",
            ["Royal College of Paediatrics and Child Health"],
        ),
        ("Centre for Crime & Justice Studies", ["Centre for Crime & Justice Studies"]),
        (
            "Office for Standards and Children’s Trust, Jo Sample and Sam Example",
            ["Office for Standards", "Children’s Trust", "Jo Sample", "Sam Example"],
        ),
        ("Institute of Education, and Jo Sample", ["Institute of Education", "Jo Sample"]),
        ("Microsoft Office User", []),
        ("", []),
    ],
)
def test_names_in_a_byline(byline: str, names: list[str]) -> None:
    assert split_names(byline) == names


def test_the_entry_s_authors_come_first() -> None:
    assert authors_of('<meta name="author" content="Sam Example">', entry=("Jo Sample",)) == ("Jo Sample",)


def test_json_ld_names_persons_before_meta_does() -> None:
    head = linked(**{"@type": "Article", "author": [{"@type": "Person", "name": "Jo Sample"}, "Ada Case"]})
    assert authors_of(head + '<meta name="author" content="Sam Example">') == ("Jo Sample", "Ada Case")


def test_a_byline_by_class_or_rel_is_read() -> None:
    assert authors_of(main='<a rel="author" href="/jo">Jo Sample</a>') == ("Jo Sample",)
    assert authors_of(main='<div class="byline">By Jo Sample</div>') == ("Jo Sample",)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Jo Sample</p>",
        "<p>Published August 7, 2023 by Jo Sample</p>",
        "<p>15 March 2022 · 3 min read · By Jo Sample</p>",
        "<div><p>Written by</p><p>Jo Sample</p></div>",
        "<p>Author: Jo Sample</p>",
    ],
)
def test_a_byline_in_words_near_the_heading_is_read(line: str) -> None:
    assert authors_of(main=line) == ("Jo Sample",)


def test_words_that_only_begin_like_a_byline_are_none() -> None:
    assert authors_of(main="<p>By working together we can do more</p>") == ()
    assert authors_of(main="<p>An answer to the report by a student</p>") == ()


def test_bylines_of_other_pages_do_not_count() -> None:
    assert authors_of(main='<nav><a rel="author" href="/jo">Jo Sample</a></nav>') == ()
    assert authors_of(main='<aside class="box"><a rel="author" href="/jo">Jo Sample</a></aside>') == ()
    assert authors_of(main='<aside class="post-author"><a rel="author" href="/jo">Jo Sample</a></aside>') == (
        "Jo Sample",
    )


def test_no_sign_no_author() -> None:
    assert authors_of() == ()


def test_organisations_are_kept_apart_from_persons() -> None:
    head = linked(
        **{
            "@type": "Report",
            "headline": "What families said",
            "author": [
                {"@type": "Organization", "name": "Hope and Help"},
                {"@type": "Person", "name": "Jo Sample"},
            ],
        }
    )
    found = read(page(f"<h1>What families said</h1>{BODY}", head=head))
    assert found.authors == ("Jo Sample",)
    assert [fact.value for fact in found.facts if fact.field == "organisation"] == ["Hope and Help"]


def test_an_organisation_alone_is_the_author_unless_it_is_the_site_itself() -> None:
    other = linked(
        **{"@type": "Report", "headline": "x", "author": {"@type": "Organization", "name": "Hope and Help"}}
    )
    own = linked(
        **{"@type": "Report", "headline": "x", "author": {"@type": "Organization", "name": "Kind Trust"}}
    )
    assert authors_of(other) == ("Hope and Help",)
    assert authors_of(own) == ()


def test_a_person_who_publishes_under_the_own_name_is_an_author() -> None:
    head = '<meta property="og:site_name" content="Jo Sample"><meta name="author" content="Jo Sample">'
    assert authors_of(head) == ("Jo Sample",)


def test_a_reading_time_in_twitter_s_data_is_no_author() -> None:
    head = (
        '<meta name="twitter:label1" content="Est. reading time"><meta'
        ' name="twitter:data1" content="five minutes">'
    )
    assert authors_of(head) == ()
    written = (
        '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jo Sample">'
    )
    assert authors_of(written) == ("Jo Sample",)


def test_a_name_with_a_body_s_word_is_an_organisation_whatever_its_type() -> None:
    head = linked(
        **{"@type": "Article", "headline": "x", "author": [{"@type": "Person", "name": "Hope Foundation"}]}
    )
    assert authors_of(head) == ("Hope Foundation",)
    assert authors_of(head, "<p>By Jo Sample</p>") == ("Jo Sample",)


def test_a_paragraph_marked_as_byline_is_too_long_for_one() -> None:
    assert authors_of(main=f'<div class="byline">{"Jo Sample wrote this and much more. " * 10}</div>') == ()


def test_a_name_said_twice_is_one_author() -> None:
    twice = '<meta name="author" content="Jo Sample"><meta name="author" content="JO SAMPLE">'
    assert authors_of(twice + '<meta name="author" content="Jo Sample">') == ("Jo Sample",)


def test_an_author_is_found_on_a_page_that_speaks_of_local_authorities() -> None:
    told = "<p>Two local authorities and a third authority asked for it.</p>"
    assert authors_of(main=f'<span class="author">Jo Sample</span>{told}') == ("Jo Sample",)
    assert authors_of(main=f'<span class="byline">Jo Sample</span>{told}') == ("Jo Sample",)
    assert authors_of(main=told) == ()


def test_a_site_s_own_name_in_capitals_is_no_person() -> None:
    both = '<meta name="author" content="Jo Sample, KIND TRUST">'
    assert authors_of(both) == ("Jo Sample",)


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<h3>Written by Jo Sample</h3><p>Jo Sample writes about schools.</p>", ("Jo Sample",)),
        ("<p><em>Words by Jo Sample</em></p>", ("Jo Sample",)),
        ("<p>Written by Jo Sample</p><p>Written by Ada Case</p>", ()),  # two lists of others, or of comments
        ("<footer><p>Written by Jo Sample</p></footer>", ()),
        ("<p>Written by hand and read aloud to the minister</p>", ()),
        ("<p>Written by Jo Sample. She is a nurse.</p>", ()),
    ],
)
def test_a_signature_below_the_text_names_the_author_when_nothing_else_does(
    below: str, names: tuple[str, ...]
) -> None:
    assert authors_of(main=f"{BODY}{BODY}{below}") == names
    assert authors_of('<meta name="author" content="Sam Example">', f"{BODY}{below}") == ("Sam Example",)
