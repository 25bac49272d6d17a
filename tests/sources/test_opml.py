"""OPML: ours comes back as it was, other programs' lists become sources, hostile files are refused."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scraper.errors import DefinitionError
from scraper.outcomes import Strategy
from scraper.sources.catalogue import load_catalogue
from scraper.sources.definition import SourceDefinition, dump_definition, parse_definition
from scraper.sources.opml import MOST_BYTES, MOST_OUTLINES, from_opml, slug_of, to_opml
from scraper.sources.table import slug_problem
from tests.sources.generated import DEFINITIONS

BUNDLED = list(load_catalogue(None).definitions.values())

#: A list as feed readers export it: folders in folders, a feed twice, outlines without a feed.
FOREIGN = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.0">
  <head><title>Follow</title></head>
  <body>
    <outline text="Charities">
      <outline text="Wales">
        <outline text="Plant yng Nghymru" type="rss" xmlUrl="https://feeds.example.org/plant?a=1&amp;b=2"
          htmlUrl="https://www.plant.example/" language="cy"/>
      </outline>
      <outline title="Caf\xe9 &amp; Children\u2019s News" text="ignored" xmlurl="http://cafe.example:8080/rss"/>
    </outline>
    <outline text="plant yng nghymru!" xmlUrl="https://other.example/feed" htmlUrl="javascript:alert(1)"/>
    <outline text="again" xmlUrl="https://other.example/feed"/>
    <outline text="" xmlUrl="https://nameless.example/feed"/>
    <outline text="A page" type="link" url="https://page.example/"/>
  </body>
</opml>
""".replace("\u2019", "&#8217;").encode("latin-1")


def opml(inside: str, before: str = "") -> bytes:
    return f'<?xml version="1.0"?>{before}<opml version="2.0"><body>{inside}</body></opml>'.encode()


def test_the_bundled_catalogue_survives_export_and_import() -> None:
    read = from_opml(to_opml(BUNDLED))
    assert list(read.definitions.values()) == BUNDLED
    assert read.refused == ()


@given(st.lists(DEFINITIONS, min_size=1, max_size=3, unique_by=lambda each: each.slug))
def test_any_definitions_survive_export_and_import(definitions: list[SourceDefinition]) -> None:
    assert list(from_opml(to_opml(definitions)).definitions.values()) == definitions


@pytest.mark.parametrize("text", ["\ufffe", "\uffff", "\x00", "\r\n", "]]>", "&amp;<", "\u2028", "\x7f\x85"])
def test_characters_xml_cannot_hold_survive_too(text: str) -> None:
    definition = parse_definition(dump_definition(BUNDLED[0]), "")
    odd = SourceDefinition(
        slug="odd",
        name="Odd \uffff",
        home=definition.home,
        channels=definition.channels,
        hosts=definition.hosts,
        attribution="Odd",
        seen=f"a{text}b",
    )
    assert from_opml(to_opml([odd])).definitions == {"odd": odd}


def test_other_readers_find_every_feed_and_the_source_around_it() -> None:
    root = etree.fromstring(to_opml(BUNDLED))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert [each.get("text") for each in root.findall("body/outline")] == [each.name for each in BUNDLED]
    feeds = [each.get("xmlUrl") for each in root.iter("outline") if each.get("type") == "rss"]
    assert feeds == [
        channel.url for source in BUNDLED for channel in source.channels if channel.strategy is Strategy.FEED
    ]
    assert all(each.get("text") for each in root.iter("outline"))
    channels = sum(len(source.channels) for source in BUNDLED)
    assert len(root.findall("body/outline/outline")) == channels


def test_feeds_of_another_programs_list_become_sources_with_one_channel_each() -> None:
    read = from_opml(FOREIGN)
    assert read.refused == ()
    assert list(read.definitions) == [
        "plant-yng-nghymru",
        "cafe-childrens-news",
        "plant-yng-nghymru-2",
        "nameless-example",
    ]
    first, second, third, fourth = read.definitions.values()
    assert first.channels[0].url == "https://feeds.example.org/plant?a=1&b=2"
    assert first.home == "https://www.plant.example/"
    assert {"www.plant.example", "plant.example", "feeds.example.org"} <= set(first.hosts)
    assert (second.name, second.home) == ("Café & Children’s News", "http://cafe.example:8080/")
    assert third.home == "https://other.example/"
    assert fourth.name == "nameless.example"
    assert all([channel.name for channel in each.channels] == ["feed"] for each in read.definitions.values())


def test_definitions_made_of_a_foreign_list_can_be_kept_as_files() -> None:
    for definition in from_opml(FOREIGN).definitions.values():
        assert parse_definition(dump_definition(definition), "x.toml") == definition


def test_a_foreign_feed_does_not_take_the_slug_of_a_source_that_is_there() -> None:
    data = opml('<outline text="CEASE" xmlUrl="https://cease.example/feed"/>')
    assert list(from_opml(data, taken={"cease"}).definitions) == ["cease-2"]


def test_a_file_may_mix_ours_with_foreign_outlines() -> None:
    ours = to_opml(BUNDLED[:1]).decode().split("<body>")[1].split("</body>")[0]
    ours = ours.replace(
        "gleaner:definition", 'gleaner:definition xmlns:gleaner="urn:gleaner:definition:1"', 1
    )
    name = BUNDLED[0].name
    data = opml(
        f'<outline text="folder"><outline text="{name}" xmlUrl="https://x.example/f"/>{ours}</outline>'
    )
    read = from_opml(data)
    assert list(read.definitions) == [BUNDLED[0].slug, f"{BUNDLED[0].slug}-2"]
    assert read.definitions[BUNDLED[0].slug] == BUNDLED[0]


def test_a_bad_outline_is_refused_alone_and_by_its_name() -> None:
    data = opml(
        '<outline text="Bad" xmlUrl="ftp://bad.example/feed"/><outline xmlUrl="http://u:p@x.example/"/>'
        '<outline text="Own" xmlns:g="urn:gleaner:definition:1"><g:definition>slug = 1</g:definition>'
        '<outline xmlUrl="https://own.example/feed"/></outline>'
        '<outline text="Good" xmlUrl="https://good.example/feed"/>'
    )
    read = from_opml(data, "list.opml")
    assert list(read.definitions) == ["good"]
    assert [str(error).split(": ", 2)[:2] for error in read.refused] == [
        ["list.opml", "Own"],
        ["list.opml", "Bad"],
        ["list.opml", "outline"],
    ]


def test_one_definition_twice_is_refused_the_second_time() -> None:
    read = from_opml(to_opml([BUNDLED[0], BUNDLED[0]]))
    assert len(read.definitions) == 1
    assert "stands there twice" in str(read.refused[0])


LAUGHS = '<!DOCTYPE opml [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "cannot be read as XML"),
        (b"slug = 1", "cannot be read as XML"),
        (b"\xff\xfe\x00", "cannot be read as XML"),
        (b"<?xml version='1.0' encoding='none'?><opml/>", "cannot be read as XML"),
        (b"<opml><body>", "cannot be read as XML"),
        (b"<rss version='2.0'/>", "is XML, but no OPML: it begins with <rss>"),
        (b"<opml><body/></opml>", "none has a feed"),
        (opml('<outline text="no feed"/>'), "none has a feed"),
        (opml("<outline/>" * (MOST_OUTLINES + 1)), "5,001 of them, at most 5,000 are read"),
        (opml("<outline/>" * 100_000), "100,000 of them"),
        (opml(" " * MOST_BYTES), "larger than 5,000,000 bytes"),
        (opml("<outline>" * 10_000 + "</outline>" * 10_000), "cannot be read as XML"),
        (opml("<outline text='&j;' xmlUrl='https://x.example/'/>", LAUGHS + "]>"), "entity"),
        (opml("<outline>&j;</outline>", LAUGHS + "]>"), "entity amplification"),
        (opml("", '<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd">'), "document type"),
    ],
)
def test_what_is_no_list_of_feeds_is_refused_in_words(data: bytes, reason: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        from_opml(data, "list.opml")
    assert str(caught.value).startswith("list.opml: ")
    assert reason in str(caught.value)
    assert len(str(caught.value)) < 300


def test_a_file_of_this_machine_is_not_read_into_a_list(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden words", encoding="utf-8")
    data = opml(
        '<outline text="x" xmlUrl="https://x.example/">&e;</outline>',
        f'<!DOCTYPE opml [<!ENTITY e SYSTEM "{secret.as_uri()}">]>',
    )
    with pytest.raises(DefinitionError, match="document type"):
        from_opml(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with pytest.raises(DefinitionError):
        from_opml(data)


@given(st.text(max_size=200), st.sets(st.sampled_from(["source", "a", "a-2"])))
def test_a_slug_is_made_of_any_title_and_is_free(title: str, taken: set[str]) -> None:
    slug = slug_of(title, taken)
    assert slug_problem(slug) == ""
    assert slug not in taken


def test_many_feeds_of_one_title_get_slugs_of_their_own() -> None:
    inside = "".join(f'<outline text="News" xmlUrl="https://x.example/{n}"/>' for n in range(2_000))
    found = from_opml(opml(inside))
    assert len(found.definitions) == 2_000
    assert "news-2000" in found.definitions
