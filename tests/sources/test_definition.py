"""What a definition file may say, what is refused, and that writing one back loses nothing."""

import re

import pytest
from hypothesis import given

from scraper.errors import DefinitionError
from scraper.outcomes import Kind, Nation, Strategy
from scraper.sources.definition import (
    ChannelDefinition,
    ChannelPatterns,
    Expectations,
    Role,
    SourceDefinition,
    channel_rules,
    dump_definition,
    home_hosts,
    page_hints,
    parse_definition,
)
from tests.sources.generated import DEFINITIONS

SMALLEST = """
slug = "example"
name = "Example"
home = "https://www.example.org/"

[[channels]]
name = "news"
strategy = "listing"
url = "https://example.org/news"
"""

FULL = r"""
slug = "example"
name = "Example"
home = "https://www.example.org/"
names = ["The Example", "Ex."]
attribution = "Example (charity)"
hosts = ["www.example.org", "files.example.org"]
nations = ["England", "Wales"]
topics = ["online safety"]
language = "en-GB"
licence = "Open Government Licence 3.0"
paywall = "Three articles a month, then a subscription."
publications = ['example\.org/news/[^/]+$']
not_publications = ['\?page=']
boilerplate = ["Leave this site"]
date_shapes = ["16th July 2024"]
verified = "2026-09"
seen = "the listing"

[expectations]
usual_gap_days = 7
minimum_entries = 5

[[kinds]]
pattern = "/reports/"
kind = "report"

[[channels]]
name = "news"
strategy = "listing"
url = "https://www.example.org/news"
role = "fallback"
kind = "news"
item_selector = "article.teaser"
verified = "2026-08"
note = "a note"
rules.publications = ["/stories/"]
rules.not_publications = ["/archive/"]
"""

ONE_CHANNEL = '[[channels]]\nname = "news"\nstrategy = "listing"\nurl = "https://example.org/news"\n'


def test_the_smallest_definition_takes_its_defaults_from_name_and_home() -> None:
    definition = parse_definition(SMALLEST, "example.toml")
    assert definition == SourceDefinition(
        slug="example",
        name="Example",
        home="https://www.example.org/",
        hosts=("www.example.org", "example.org"),
        attribution="Example",
        channels=(ChannelDefinition("news", Strategy.LISTING, "https://example.org/news"),),
    )
    assert definition.channels[0].role is Role.MAIN
    assert definition.expectations == Expectations(usual_gap_days=None, minimum_entries=1)


def test_every_key_is_read() -> None:
    assert parse_definition(FULL, "example.toml") == SourceDefinition(
        slug="example",
        name="Example",
        home="https://www.example.org/",
        names=("The Example", "Ex."),
        attribution="Example (charity)",
        hosts=("www.example.org", "files.example.org"),
        nations=(Nation.ENGLAND, Nation.WALES),
        topics=("online safety",),
        language="en-GB",
        licence="Open Government Licence 3.0",
        paywall="Three articles a month, then a subscription.",
        publications=(r"example\.org/news/[^/]+$",),
        not_publications=(r"\?page=",),
        kinds=(("/reports/", Kind.REPORT),),
        boilerplate=("Leave this site",),
        date_shapes=("16th July 2024",),
        verified="2026-09",
        seen="the listing",
        expectations=Expectations(usual_gap_days=7, minimum_entries=5),
        channels=(
            ChannelDefinition(
                name="news",
                strategy=Strategy.LISTING,
                url="https://www.example.org/news",
                role=Role.FALLBACK,
                kind=Kind.NEWS,
                item_selector="article.teaser",
                verified="2026-08",
                note="a note",
                rules=ChannelPatterns(publications=("/stories/",), not_publications=("/archive/",)),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "Example"', "name = Example", r"^bad\.toml: TOML: .*line 3"),
        ('name = "Example"', f"name = {'1' * 5000}", r"^bad\.toml: TOML: "),
        ('name = "Example"', 'name = "A"\nname = "B"', r"^bad\.toml: TOML: "),
        (
            'name = "Example"',
            'nmae = "Example"',
            r"^bad\.toml: nmae: unknown key, did you mean 'name(s)?'\?$",
        ),
        ('name = "Example"', 'name = "E"\nxyz = 1', r"^bad\.toml: xyz: unknown key$"),
        ('name = "Example"', "", r"^bad\.toml: name: missing$"),
        ('slug = "example"', "", r"^bad\.toml: slug: missing$"),
        ('home = "https://www.example.org/"', "", r"^bad\.toml: home: missing$"),
        ('name = "Example"', "name = 5", r"^bad\.toml: name: must be text, not 5$"),
        ('name = "Example"', 'name = " "', r"^bad\.toml: name: must be one line of text"),
        ('name = "Example"', 'name = "A\\nB"', r"^bad\.toml: name: must be one line of text"),
        ('slug = "example"', 'slug = "Ex_ample"', r"^bad\.toml: slug: must be .* hyphens: 'Ex_ample'$"),
        ('slug = "example"', f'slug = "{"e" * 81}"', r"^bad\.toml: slug: must be at most 80"),
        ('slug = "example"', 'slug = "e"\nhosts = "a.org"', r"^bad\.toml: hosts: must be a list of texts"),
        ('slug = "example"', 'slug = "e"\nhosts = ["https://a.org"]', r"^bad\.toml: hosts: .*without scheme"),
        ('slug = "example"', 'slug = "e"\nhosts = ["A.org"]', r"^bad\.toml: hosts: .*lower case"),
        (
            'slug = "example"',
            'slug = "e"\nhosts = ["example.org"]',
            r"^bad\.toml: home: its host is not among",
        ),
        (
            'slug = "example"',
            'slug = "e"\nnations = ["Scotlnd"]',
            r"nations: must be one of England, Scotland",
        ),
        ('slug = "example"', 'slug = "e"\npublications = ["("]', r"publications: is no regular expression"),
        ('slug = "example"', 'slug = "e"\npublications = [""]', r"publications: .*would match every URL"),
        (
            'slug = "example"',
            'slug = "e"\nnot_publications = ["a{99999999999}"]',
            r"is no regular expression",
        ),
        ('slug = "example"', 'slug = "e"\nverified = "last week"', r"^bad\.toml: verified: must be a month"),
        ('slug = "example"', 'slug = "e"\nverified = "2026-13"', r"^bad\.toml: verified: must be a month"),
        ('slug = "example"', 'slug = "e"\nexpectations = 3', r"^bad\.toml: expectations: must be a table"),
        (
            'slug = "example"',
            'slug = "e"\nexpectations.usual_gap = 3',
            r"expectations\.usual_gap: unknown key",
        ),
        (
            'slug = "example"',
            'slug = "e"\nexpectations.usual_gap_days = 0',
            r"^bad\.toml: expectations\.usual_gap_days: must be a whole number of at least 1, not 0$",
        ),
        (
            'slug = "example"',
            'slug = "e"\nexpectations.usual_gap_days = true',
            r"a whole number .* not True$",
        ),
        ('slug = "example"', 'slug = "e"\nkinds = [3]', r"^bad\.toml: kinds: must be a table, not 3$"),
        (
            'slug = "example"',
            'slug = "e"\nkinds = 3',
            r"^bad\.toml: kinds: must be tables headed \[\[kinds\]\]",
        ),
        (
            'slug = "example"',
            'slug = "e"\nkinds = [{pattern = "/r/", kind = "raport"}]',
            r"^bad\.toml: kinds\.1\.kind: must be one of news, .*, not 'raport'$",
        ),
        ('slug = "example"', 'slug = "e"\nkinds = [{kind = "report"}]', r"kinds\.1\.pattern: missing$"),
        (ONE_CHANNEL, "", r"^bad\.toml: channels: missing: a source needs at least one place"),
        (ONE_CHANNEL, ONE_CHANNEL * 2, r"^bad\.toml: channels\.news: two channels of one name$"),
        ('strategy = "listing"', "", r"^bad\.toml: channels\.news\.strategy: missing$"),
        ('strategy = "listing"', 'strategy = "rss"', r"strategy: must be one of feed, .*, not 'rss'$"),
        ('strategy = "listing"', "strategy = 5", r"strategy: must be one of feed, .*, not 5$"),
        ('strategy = "listing"', 'strategy = "feed"\nrole = "spare"', r"role: must be one of main, fallback"),
        ('strategy = "listing"', 'strategy = "feed"\nkind = "tweet"', r"news\.kind: must be one of"),
        ('strategy = "listing"', 'strategy = "feed"\nurls = []', r"urls: unknown key, did you mean 'url'\?$"),
        (
            'strategy = "listing"',
            'strategy = "feed"\nrules.publication = []',
            r"news\.rules\.publication: unkn",
        ),
        (
            'strategy = "listing"',
            'strategy = "feed"\nrules.publications = ["["]',
            r"rules\.publications: is no",
        ),
        ('strategy = "listing"', 'strategy = "feed"\nitem_selector = "a["', r"item_selector: is no CSS sel"),
        (
            'strategy = "listing"',
            'strategy = "feed"\nitem_selector = "a::text"',
            r"item_selector: is no CSS sel",
        ),
        ('name = "news"', 'name = "News page"', r"^bad\.toml: channels\.News page\.name: must be"),
        ('name = "news"', "", r"^bad\.toml: channels\.1\.name: missing$"),
        (
            "https://example.org/news",
            "ftp://example.org/news",
            r"channels\.news\.url: must be an absolute http",
        ),
        ("https://example.org/news", "/news", r"channels\.news\.url: must be an absolute http"),
        ("https://example.org/news", "https://example.org/a b", r"url: must not hold spaces"),
        ("https://example.org/news", "https://example.org:port/", r"url: is no usable URL \(Port"),
        ("https://example.org/news", "https://[example.org/", r"url: is no usable URL"),
        ("https://example.org/news", "https://u:p@example.org/", r"url: must not hold a user name"),
        ("https://example.org/news", "https://exämple.org/", r"url: .*another script in its xn-- form"),
        (
            "https://example.org/news",
            "https://example.com/news",
            r"news\.url: its host example\.com is not among the hosts www\.example\.org, example\.org$",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_file_key_and_reason(old: str, new: str, message: str) -> None:
    assert old in SMALLEST
    with pytest.raises(DefinitionError, match=message):
        parse_definition(SMALLEST.replace(old, new, 1), "bad.toml")


def test_deep_nesting_is_refused_like_any_other_syntax() -> None:
    with pytest.raises(DefinitionError, match=r"^bad\.toml: TOML: "):
        parse_definition("x = " + "[" * 20_000, "bad.toml")


def test_a_pattern_or_selector_nested_too_deep_is_refused() -> None:
    deep = SMALLEST.replace('slug = "example"', f'slug = "e"\npublications = ["{"(" * 5000}{")" * 5000}"]')
    with pytest.raises(DefinitionError, match="publications: is no regular expression"):
        parse_definition(deep, "bad.toml")


@pytest.mark.parametrize(
    ("home", "hosts"),
    [
        ("https://www.Example.org/", ("www.example.org", "example.org")),
        ("https://thepromise.scot/", ("thepromise.scot", "www.thepromise.scot")),
        ("http://127.0.0.1:8000/", ("127.0.0.1",)),
        ("http://localhost/", ("localhost",)),
    ],
)
def test_www_and_bare_host_are_one_site_and_an_address_is_itself(home: str, hosts: tuple[str, ...]) -> None:
    assert home_hosts(home) == hosts


def test_rules_of_a_channel_come_from_its_source() -> None:
    definition = parse_definition(SMALLEST.replace("[[", "publications = ['/news/.']\n[["), "x.toml")
    rules = channel_rules(definition, definition.channels[0])
    assert rules.publications == (re.compile("/news/."),)
    assert rules.not_publications == ()
    assert rules.hosts == {"example.org", "www.example.org"}
    assert rules.item_selector is None
    assert rules.kind is None


def test_a_channels_own_patterns_replace_what_is_wanted_and_add_to_what_is_not() -> None:
    definition = parse_definition(FULL, "x.toml")
    rules = channel_rules(definition, definition.channels[0])
    assert rules.publications == (re.compile("/stories/"),)
    assert rules.not_publications == (re.compile(r"\?page="), re.compile("/archive/"))
    assert rules.item_selector == "article.teaser"
    assert rules.kind is Kind.NEWS


def test_page_hints_tell_what_a_source_says_of_all_its_pages() -> None:
    hints = page_hints(parse_definition(FULL, "x.toml"))
    assert hints.kind_patterns == (("/reports/", Kind.REPORT),)
    assert hints.site_names == ("Example", "The Example", "Ex.")
    assert hints.boilerplate == ("Leave this site",)
    assert hints.nations == (Nation.ENGLAND, Nation.WALES)
    assert hints.title is None


def test_a_dumped_definition_is_written_for_people() -> None:
    dumped = dump_definition(parse_definition(FULL, "x.toml"))
    assert "publications = ['example\\.org/news/[^/]+$']" in dumped
    assert '[[kinds]]\npattern = "/reports/"\nkind = "report"' in dumped
    smallest = dump_definition(parse_definition(SMALLEST, "x.toml"))
    assert "verified" not in smallest
    assert "expectations" not in smallest


def test_a_listing_that_a_browser_shows_is_dumped_as_such() -> None:
    shown = parse_definition(SMALLEST.replace('"listing"', '"listing"\nrender = true'), "x.toml")
    assert "render = true" in dump_definition(shown)
    assert "render" not in dump_definition(parse_definition(SMALLEST, "x.toml"))


@given(DEFINITIONS)
def test_a_dumped_definition_reads_back_equal(definition: SourceDefinition) -> None:
    assert parse_definition(dump_definition(definition), "dumped.toml") == definition


def newsletter(url: str, rest: str = "") -> str:
    """A definition whose channel is a newsletter."""
    return SMALLEST.replace('"listing"', '"newsletter"').replace("https://example.org/news", url) + rest


@pytest.mark.parametrize(
    "url",
    [
        "folder:inbox/example",
        "folder:/var/mail/example",
        "imaps://mail.elsewhere.net/Newsletters",
        "imaps://mail.elsewhere.net:9993/In%20box",
        "imap://localhost:1143/INBOX",
    ],
)
def test_a_newsletter_is_read_from_a_mailbox_on_whatever_host(url: str) -> None:
    definition = parse_definition(newsletter(url, 'rules.senders = ["@example.org"]'), "example.toml")
    assert definition.channels[0].url == url
    assert channel_rules(definition, definition.channels[0]).senders == ("@example.org",)


@pytest.mark.parametrize(
    ("url", "rest", "message"),
    [
        ("https://example.org/news", "", "must be a mailbox"),
        ("folder:", "", "must name a folder"),
        ("folder:../elsewhere", "", "without .. in it"),
        ("folder:in\\u0007box", "", "control characters"),
        ("imaps://me:secret@mail.example.org/INBOX", "", "must not hold a user name or password"),
        ("imaps:///INBOX", "", "must name a mail server"),
        ("imaps://mail.example.org:x/INBOX", "", "is no usable URL"),
        ("imap://mail.example.org/INBOX", "", "unencrypted: write imaps://"),
        ("folder:inbox", 'rules.senders = ["everybody"]', "must be a mail address"),
    ],
)
def test_a_mailbox_that_cannot_be_used_is_refused(url: str, rest: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=re.escape(message)):
        parse_definition(newsletter(url, rest), "example.toml")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("https://example.org/news", "folder:inbox", 'only where strategy = "newsletter"'),
        ("https://example.org/news", "imaps://mail.example.org/INBOX", 'only where strategy = "newsletter"'),
        ('"listing"', '"listing"\nrules.senders = ["@example.org"]', "only a newsletter has senders"),
    ],
)
def test_mailboxes_and_senders_belong_to_newsletters_only(old: str, new: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        parse_definition(SMALLEST.replace(old, new), "example.toml")
