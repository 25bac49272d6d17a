from datetime import date

import pytest

from scraper.identity.memory import (
    Ran,
    Recalled,
    Relation,
    Subject,
    file_keys,
    named_titles,
    recall,
    title_key,
)
from scraper.items import Link

ADDRESS = "https://voice.example.org/reports/online-harm"
OTHER = "https://press.example.com/stories/17"

#: (title that was run, title that comes now, what it is to what was run), both from the same publisher.
SERIES = [
    ("Annual review 2024", "Annual review 2025", Relation.EDITION),
    ("Annual report 2022/23", "Annual report 2023/24", Relation.EDITION),
    ("Annual report 2022 to 2023", "Annual report 2023 to 2024", Relation.EDITION),
    ("Children in care in England: 2023", "Children in care in England: 2024", Relation.EDITION),
    ("State of fostering 2023 report", "The state of fostering report, 2024", Relation.EDITION),
    ("Practice bulletin: May 2024", "Practice bulletin: June 2024", Relation.EDITION),
    ("Learning from reviews, issue 12", "Learning from reviews, issue 13", Relation.EDITION),
    ("Safeguarding newsletter number 4", "Safeguarding newsletter number 5", Relation.EDITION),
    ("Care leavers survey, first quarter 2024", "Care leavers survey, second quarter 2024", Relation.EDITION),
    ("Third annual report of the panel", "Fourth annual report of the panel", Relation.EDITION),
    ("Guidance for visitors v1.2", "Guidance for visitors v1.3", Relation.EDITION),
    ("Wellbeing survey wave 3 findings", "Wellbeing survey wave 4 findings", Relation.EDITION),
    ("Crime against children: year ending March 2023", "Crime against children: year ending March 2024",
     Relation.EDITION),
    ("Media lives of young children 2022", "Media lives of young children 2023", Relation.EDITION),
    ("Safer play week 2024: resources", "Safer play week 2025: resources", Relation.EDITION),
    ("How images are misused", "How images are misused: July 2024 update", Relation.UPDATE),
    ("How images of children are misused", "Updated: how images of children are misused", Relation.UPDATE),
    ("Guidance on visits to families", "Guidance on visits to families (revised)", Relation.UPDATE),
    ("Listening to children in care", "Listening to children in care", Relation.SAME_TITLE),
    ("Listening to children in care", "Listening to Children in Care.", Relation.SAME_TITLE),
    ("The cost of kinship care", "Cost of kinship care", Relation.SAME_TITLE),
    ("Children’s homes and the law", "Children's homes and the law", Relation.SAME_TITLE),
    ("Annual review", "Annual review", Relation.SAME_TITLE),
    ("Local review: Child A", "Local review: Child B", None),
    ("The inquiry report, part 1", "The inquiry report, part 2", None),
    ("Child protection statistics: Wales 2023", "Child protection statistics: Scotland 2023", None),
    ("A way out of harm for families", "A way out of harm for families: easy read", None),
    ("Listening to children in care", "Listening to parents in court", None),
    ("Report on visits", "Report on records", None),
    ("News", "News", None),
]  # fmt: skip


def subject(title: str, *keys: str, **changes: object) -> Subject:
    values: dict[str, object] = {"keys": frozenset(keys), "files": frozenset(), "title": title}
    return Subject(**(values | changes))  # type: ignore[arg-type]


def ran(title: str, key: str | None = None, entry: int = 1, day: date | None = date(2024, 7, 24)) -> Ran:
    return Ran(entry, title, key, day, "issue 3")


@pytest.mark.parametrize(("before", "now", "relation"), SERIES)
def test_titles_of_one_publisher_are_the_same_an_update_an_edition_or_strangers(
    before: str, now: str, relation: Relation | None
) -> None:
    found = recall(subject(now, ADDRESS), [ran(before, "https://voice.example.org/other")])
    assert [each.relation for each in found] == ([relation] if relation else [])


@pytest.mark.parametrize(
    "title",
    [
        "Annual report 2025",
        "News",
        "Update",
        "Strategy 2025",
        "Annual report and accounts 2025",
        "Letter to the minister",
    ],
)
def test_a_short_title_of_another_publisher_recalls_nothing(title: str) -> None:
    assert recall(subject(title, OTHER), [ran(title, ADDRESS), ran(title, None)]) == ()


def test_a_long_title_is_recalled_from_any_publisher_and_without_an_address() -> None:
    found = recall(subject("Listening to children in residential care", OTHER), [
        ran("Listening to children in residential care"),
    ])  # fmt: skip
    assert found == (
        Recalled(
            1,
            Relation.SAME_TITLE,
            "the same title as “Listening to children in residential care”, in digest of 24 July 2024",
        ),
    )


def test_the_address_says_more_than_the_title() -> None:
    found = recall(subject("A title nobody gave before", ADDRESS), [ran("Quite another headline", ADDRESS)])
    assert found == (Recalled(1, Relation.SAME, "in digest of 24 July 2024"),)


def test_what_came_back_changed_at_its_address_is_an_update() -> None:
    found = recall(subject("Online harm", ADDRESS, updated=True), [ran("Online harm", ADDRESS)])
    assert found == (Recalled(1, Relation.UPDATE, "update of “Online harm”, in digest of 24 July 2024"),)


def test_an_address_that_now_holds_the_next_edition_is_a_new_edition() -> None:
    found = recall(subject("Annual report 2025", ADDRESS), [ran("Annual report 2024", ADDRESS)])
    assert [each.relation for each in found] == [Relation.EDITION]
    assert found[0].words == "new edition of “Annual report 2024”, in digest of 24 July 2024"


def test_a_page_that_links_the_file_which_was_run_is_the_same() -> None:
    files = file_keys([Link("https://voice.example.org/files/harm.PDF?utm_source=mail", "Download"),
                       Link(ADDRESS, "Read"), Link("mailto:a@example.org", "x.pdf")])  # fmt: skip
    assert files == {"https://voice.example.org/files/harm.PDF"}
    found = recall(subject("Harm", ADDRESS, files=files), [ran("Online harm", *files)])
    assert [each.relation for each in found] == [Relation.SAME]


def test_what_names_a_report_that_was_run_says_so() -> None:
    named = named_titles("The charity’s study ‘Listening to children in residential care’ finds gaps.")
    found = recall(
        subject("Councils criticised", OTHER, named=named),
        [ran("Listening to children in residential care", ADDRESS)],
    )
    assert [each.words for each in found] == [
        "names “Listening to children in residential care”, in digest of 24 July 2024"
    ]


def test_of_one_entry_the_strongest_relation_is_told_and_an_undated_issue_goes_by_its_number() -> None:
    found = recall(
        subject("Listening to children in residential care", ADDRESS),
        [
            ran("Listening to children in residential care", OTHER, day=None),
            ran("Listening to children in residential care", ADDRESS, day=None),
            ran("Listening to children in residential care", None, day=None),
            ran("Listening to children in residential care", OTHER, entry=2),
        ],
    )
    assert [(each.entry_id, each.relation) for each in found] == [(1, "same"), (2, "same-title")]
    assert found[0].words == "in issue 3"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("A study, “Growing up in temporary housing”, says …", ("Growing up in temporary housing",)),
        ("Its report 'Growing up in temporary housing' says", ("Growing up in temporary housing",)),
        ('In "Growing up in temporary housing," they say', ("Growing up in temporary housing",)),
        ("“We knew,” said one. It's the children's right, the charity's view", ()),
        ("‘Growing up in temporary housing’ and ‘Growing up in temporary housing’",
         ("Growing up in temporary housing",)),
        ("word " * 251 + "“Growing up in temporary housing”", ()),
    ],
)  # fmt: skip
def test_titles_are_named_in_quotation_marks_at_the_beginning(text: str, titles: tuple[str, ...]) -> None:
    assert named_titles(text) == titles


def test_a_title_without_a_telling_word_has_no_key() -> None:
    assert title_key("2024") == ""
    assert title_key("The state of fostering 2023") == title_key("State of Fostering 2024")
