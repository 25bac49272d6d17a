import pytest
from lxml.html import HtmlElement

from scraper.extraction.language import settle_language
from scraper.extraction.links import MOST, read_links
from scraper.extraction.nation import settle_nations
from scraper.extraction.tree import parse
from scraper.items import Link
from scraper.outcomes import Nation, Witness
from tests.extraction.shapes import BODY, PROSE, page, read

E, S, W, N, UK = Nation.ENGLAND, Nation.SCOTLAND, Nation.WALES, Nation.NORTHERN_IRELAND, Nation.UK

WELSH = (
    "Dywedodd teuluoedd wrth y tîm ymchwil fod yr un cwestiynau wedi cael eu gofyn iddynt gan bum gwasanaeth"
    " gwahanol, ac nad oedd neb wedi ysgrifennu'r atebion mewn un lle. Mae'r"
    " adroddiad yn galw ar y llywodraeth"
    " i gytuno ar gyllid am dair blynedd ar y tro, ac i gyhoeddi faint y mae pob ardal wedi ei wario."
)


@pytest.mark.parametrize(
    ("title", "text", "nations"),
    [
        ("Exploitation of children in England and Wales", "", (E, W)),
        ("Care in Scotland", "The report compares it with England.", (S,)),
        ("Care", "The Scottish Government has published its plan.", (S,)),
        ("Care", "A study across the UK, with cases from Northern Ireland.", (N, UK)),
        ("Care", "Councils in New South Wales and New England", ()),
        ("Care", "The Prince of Wales spoke.", ()),
        ("Care", "English is the first language of most children.", ()),
        ("Care", "English local authorities spent less.", (E,)),
        ("A global study of care", "In Wales it is different.", (W,)),
        ("A global study of care", "It is different elsewhere.", (Nation.INTERNATIONAL,)),
        ("Care", "Our international team.", ()),
        ("Care", "x" * 700 + " Scotland", ()),
        ("Ukraine and care", "Walesa said so.", ()),
    ],
)
def test_nations_are_those_of_the_title_else_of_the_lead(
    title: str, text: str, nations: tuple[Nation, ...]
) -> None:
    assert settle_nations(title, text)[0] == nations


def test_a_source_s_own_nation_counts_when_none_is_named() -> None:
    assert settle_nations("Care", "", (S,))[0] == (S,)
    assert settle_nations("Care in Wales", "", (S,))[0] == (W,)


def test_the_text_is_believed_before_the_markup() -> None:
    found = read(
        page(f"<h1>Yr hyn a ddywedodd teuluoedd</h1><p>{WELSH}</p><p>{WELSH[:200]}</p>", lang="en-GB")
    )
    assert found.language == "cy"
    assert [
        fact.value for fact in found.facts if fact.field == "language" and fact.witness is Witness.META
    ] == ["en"]


def test_a_short_text_has_the_language_of_its_markup() -> None:
    assert settle_language("Closed.", "cy") == "cy"
    assert settle_language("Closed.", "") is None
    assert read(page("<p>Ar gau heddiw.</p>", lang="")).language is None


def test_links_are_absolute_distinct_and_from_the_text() -> None:
    links = (
        '<p>Read <a href="/report.pdf"> the\nreport </a>, <a'
        ' href="report.pdf#page=2">again</a>, <a href="#top">top</a>,'
        ' <a href="mailto:a@example.org">write</a>, <a href="javascript:alert(1)">run</a>, <a href="ftp://x/y">ftp</a>,'
        ' <a href="//other.example/a">other</a>, <a href="http://[bad">bad</a>, <a'
        ' href="/report.pdf">twice</a>, <a href="/x"></a>'
        ' <a href="?page=2#a">here too</a> for all that was said by the families who took part.</p>'
        '<div class="related"><a href="/related">A related page</a></div>'
    )
    found = read(page(BODY + links), "https://example.org/news/one")
    assert [(link.url, link.text) for link in found.links] == [
        ("https://example.org/report.pdf", "the report"),
        ("https://example.org/news/report.pdf#page=2", "again"),
        ("https://other.example/a", "other"),
        ("https://example.org/news/one?page=2#a", "here too"),
    ]


def test_a_base_element_counts() -> None:
    head = '<base href="https://static.example.org/files/">'
    found = read(page(f'{BODY}<p>{PROSE[0]} <a href="a.pdf">The file</a></p>', head=head))
    assert [link.url for link in found.links] == ["https://static.example.org/files/a.pdf"]


def test_a_base_that_is_no_address_is_passed_over() -> None:
    found = read(page(f'{BODY}<p>{PROSE[0]} <a href="/a.pdf">The file</a></p>', head='<base href="//[bad">'))
    assert [link.url for link in found.links] == ["https://www.example.org.uk/a.pdf"]


def test_links_are_limited() -> None:
    many = "".join(
        f"<p>{PROSE[0]} <a href='/{number}'>number {number}</a></p>" for number in range(MOST + 50)
    )
    assert len(read(page(many)).links) == MOST


@pytest.mark.parametrize(
    ("named", "nation"),
    [
        *((name, E) for name in ("England", "English councils", "English NHS")),
        *((name, S) for name in ("Scotland", "Scottish")),
        *((name, W) for name in ("Wales", "Welsh", "Senedd", "Cymru")),
        *((name, N) for name in ("Northern Ireland", "Northern Irish", "Stormont")),
        *((name, UK) for name in ("UK-wide", "U.K.", "United Kingdom", "Great Britain", "four nations")),
        *((name, Nation.INTERNATIONAL) for name in ("Internationally", "worldwide", "Global", "EU")),
    ],
)
def test_each_name_of_a_nation_is_known(named: str, nation: Nation) -> None:
    assert settle_nations(f"Care in the {named} today", "")[0] == (nation,)


def test_a_container_that_is_a_link_itself_is_one_link() -> None:
    root = parse('<body><a href="/x">The report</a></body>')
    assert isinstance(root, HtmlElement)
    (link,) = root.iter("a")
    url = "https://example.org/"
    assert read_links(link, url, url) == (Link("https://example.org/x", "The report"),)
