from dataclasses import replace

import pytest

from scraper.digest.house import read_house, usual_house
from scraper.digest.house_style import TO_BE_WRITTEN
from scraper.digest.prefill import (
    Material,
    curled,
    label_for,
    nation_words,
    new_entry,
    publisher_of,
    suggest_heading,
)
from scraper.outcomes import Kind, Nation
from scraper.sources.definition import parse_definition

HOUSE = usual_house()
REPORT = Material(
    title="'Out of sight': neglect in small schools",
    url="https://hedge.example.org/reports/out-of-sight",
    kind=Kind.REPORT,
    text="A report.",
    publisher="Hedge Trust (HT)",
    slug="hedge-trust",
)


def labels(material: Material) -> list[tuple[str, str, str | None, str]]:
    return [(link.label, link.title, link.url, link.media) for link in new_entry(material, HOUSE).links]


def test_a_new_entry_has_all_that_is_known_and_leaves_her_words_open() -> None:
    entry = new_entry(replace(REPORT, nations=(Nation.WALES,)), HOUSE)
    assert entry.heading == "Neglect"
    assert entry.summary == ("Hedge Trust (HT) has published a report on … in Wales.",)
    assert labels(REPORT) == [("Read the report", "‘Out of sight’: neglect in small schools", REPORT.url, "")]
    assert entry.source is None


def test_a_house_may_leave_headings_marks_and_second_links_to_the_editor() -> None:
    own = read_house("[prefill]\nheadings = false\ncurly_titles = false\nsecond_link = false\n")
    entry = new_entry(replace(REPORT, file="https://hedge.example.org/out.pdf"), own)
    assert entry.heading == TO_BE_WRITTEN
    assert [link.title for link in entry.links] == [REPORT.title]


def test_the_press_is_named_below_and_others_are_not() -> None:
    press = new_entry(replace(REPORT, slug="community-care", publisher="Community Care"), HOUSE)
    assert press.source is not None
    assert (press.source.label, press.source.name) == ("Source", "Community Care")
    never = read_house("[source_line]\nshow = 'never'\n")
    assert new_entry(replace(REPORT, slug="community-care"), never).source is None


def test_the_file_of_a_page_is_a_second_link_and_a_pdf_says_so() -> None:
    file = "https://hedge.example.org/out.pdf"
    assert labels(replace(REPORT, file=file))[1] == (
        "Download the report", "‘Out of sight’: neglect in small schools", file, "PDF",
    )  # fmt: skip
    assert [each[3] for each in labels(replace(REPORT, is_pdf=True, file=REPORT.url))] == ["PDF"]


def test_what_announces_a_document_goes_with_it_and_the_other_way_round() -> None:
    told = (Kind.PRESS_RELEASE, "Neglect out of sight, says trust", "https://hedge.example.org/press/1")
    other = (Kind.BLOG, "Why we looked", "https://hedge.example.org/blog/1")
    assert [each[0] for each in labels(replace(REPORT, beside=(other, told, told)))] == [
        "Read the report",
        "Read the press release",
    ]
    document = (Kind.GUIDANCE, "A framework for schools", "https://hedge.example.org/guidance/1")
    news = replace(REPORT, kind=Kind.NEWS, beside=(told, document))
    assert [each[0] for each in labels(news)] == ["Read the news story", "View the framework"]
    blog = replace(REPORT, kind=Kind.BLOG, beside=(told, document))
    assert [each[0] for each in labels(blog)] == ["Read the blog"]


@pytest.mark.parametrize(
    ("kind", "title", "label"),
    [
        (Kind.GUIDANCE, "A framework for small schools", "View the framework"),
        (Kind.OTHER, "Hedges: a podcast series", "Listen to the podcasts"),
        (Kind.WEBSITE, "The hedge toolkit", "Access the toolkit"),
        (Kind.REPORT, "Child safeguarding practice review: Anna", "Read the case review"),
        (Kind.REPORT, "Frameworks in small schools", "Read the report"),
        (Kind.NEWS, "A new framework is published", "Read the news story"),
        (Kind.LETTER, "Our strategy", "Read the letter"),
    ],
)
def test_the_title_says_more_where_the_kind_says_little(kind: Kind, title: str, label: str) -> None:
    assert label_for(kind, title, HOUSE) == label


@pytest.mark.parametrize(
    ("title", "text", "suggested"),
    [
        ("Cyberbullying in year seven", "", ("Bullying", "Cyberbullying")),
        ("Children's rights in schools", "", ("Children’s rights", "Children's rights")),
        ("The CSE review", "", ("Child sexual exploitation", "CSE")),
        ("A cse of mistaken identity", "", None),
        ("A year in review", "Kinship carers wait. " * 3, ("Kinship care", "Kinship carers")),
        ("A year in review", "Kinship care was named once.", None),
        ("Neglected hedges", "", None),
    ],
)  # fmt: skip
def test_a_heading_comes_from_the_title_else_from_what_the_text_keeps_naming(
    title: str, text: str, suggested: tuple[str, str] | None
) -> None:
    assert suggest_heading(title, text, HOUSE.topics) == suggested


def test_without_topics_no_heading_is_suggested() -> None:
    assert suggest_heading("Bullying", "bullying " * 9, ()) is None


@pytest.mark.parametrize(
    ("nations", "words"),
    [
        ((), ""),
        ((Nation.UK,), ""),
        ((Nation.INTERNATIONAL,), ""),
        ((Nation.SCOTLAND,), "in Scotland"),
        ((Nation.WALES, Nation.ENGLAND), "in England and Wales"),
        ((Nation.WALES, Nation.ENGLAND, Nation.SCOTLAND), "in England, Scotland and Wales"),
        (tuple(Nation)[:4], ""),
        ((Nation.ENGLAND, Nation.UK), ""),
    ],
)
def test_a_nation_is_named_where_it_is_not_all_of_them(nations: tuple[Nation, ...], words: str) -> None:
    assert nation_words(nations, "Hedge Trust") == words
    assert nation_words((Nation.SCOTLAND,), "Hedges Scotland") == ""


@pytest.mark.parametrize(
    ("name", "attribution", "others", "shown"),
    [
        ("Hedge Trust", "", ["HT"], "Hedge Trust (HT)"),
        ("Department for Hedges", "", ["Hedges", "DfH"], "Department for Hedges (DfH)"),
        ("Department of Hedge and Ditch Care", "", ["DHDC"], "Department of Hedge and Ditch Care (DHDC)"),
        ("Hedge Trust", "Hedge Trust (HedgeT)", ["HT"], "Hedge Trust (HedgeT)"),
        ("Hedge Trust", "", ["HTX", "Ht", "GOV.UK"], "Hedge Trust"),
        ("Anti-Hedge Alliance", "", ["AHA"], "Anti-Hedge Alliance (AHA)"),
    ],
)
def test_a_publisher_is_named_in_full_with_its_initials(
    name: str, attribution: str, others: list[str], shown: str
) -> None:
    said = f'attribution = "{attribution}"\n' if attribution else ""
    definition = parse_definition(
        f'slug = "hedge"\nname = "{name}"\nhome = "https://hedge.example.org/"\nnames = {others}\n{said}'
        '[[channels]]\nname = "news"\nstrategy = "feed"\nurl = "https://hedge.example.org/feed"\n',
        "hedge.toml",
    )
    assert publisher_of(definition) == shown
    assert publisher_of(definition, press=True) == (attribution or name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("'Out' of sight", "‘Out’ of sight"),
        ('"But why?" asks one', "“But why?” asks one"),
        ("Children's 'best' days...", "Children’s ‘best’ days…"),
        ("('once')", "(‘once’)"),
        ("the '90s", "the ’90s"),
        ("Already ‘curled’ – kept", "Already ‘curled’ – kept"),
    ],
)
def test_marks_are_curled_and_words_kept(typed: str, shown: str) -> None:
    assert curled(typed) == shown
