from datetime import date, timedelta

import pytest

from scraper.identity.story_ties import (
    MOST_LINKS,
    Profile,
    Relation,
    Scale,
    Tie,
    is_document,
    link_keys,
    profile,
    tie,
)
from scraper.identity.story_words import Counts

DAY = date(2026, 3, 2)
REPORT = (
    "The study of 1,386 carers in Brackwell shows that two in five borrowed for heating"
    " and have no allowance."
)
ARTICLE = "Carers in Brackwell borrow for heating: of 1,386 carers who have no allowance two in five had to."
OTHER = (
    "Swimming lessons start again in the new pool by the harbour; bring a towel and a coin for the locker."
)
FILE = "https://kin.example.org/files/love-and-arrears.pdf"


def one(number: int, title: str, text: str = REPORT, *, later: int = 0, **changes: object) -> Profile:
    values: dict[str, object] = {"source": number, "day": DAY + timedelta(days=later)} | changes
    return profile(number, values.pop("source"), title, text, values.pop("day"), **values)  # type: ignore[arg-type]


def tied(a: Profile, b: Profile, everybodys: frozenset[str] = frozenset()) -> Tie:
    return tie(a, b, Scale(Counts(), everybodys))


def relations(a: Profile, b: Profile, everybodys: frozenset[str] = frozenset()) -> list[Relation]:
    return [relation for relation, _ in tied(a, b, everybodys).strong]


def test_a_link_ties_whichever_of_the_two_has_it() -> None:
    report, article = one(1, "Heat", keys=[FILE]), one(2, "Debt", ARTICLE, links=[FILE])
    assert relations(article, report) == relations(report, article) == [Relation.LINK]


def test_a_link_to_the_same_document_ties_but_not_one_that_everybody_has_nor_one_to_a_section() -> None:
    a, b = one(1, "Heat", links=[FILE]), one(2, "Debt", ARTICLE, links=[FILE])
    assert relations(a, b) == [Relation.SAME_LINK]
    assert relations(a, b, frozenset({FILE})) == []
    section = "https://kin.example.org/research"
    assert relations(one(1, "Heat", links=[section]), one(2, "Debt", ARTICLE, links=[section])) == []


def test_a_link_to_something_quite_different_ties_nothing() -> None:
    assert relations(one(2, "Pool", OTHER, links=[FILE]), one(1, "Heat", keys=[FILE])) == []


@pytest.mark.parametrize(("later", "expected"), [(13, [Relation.LINK]), (40, [Relation.LINK]), (61, [])])
def test_a_link_ties_for_sixty_days(later: int, expected: list[Relation]) -> None:
    assert (
        relations(one(2, "Debt", ARTICLE, links=[FILE], later=later), one(1, "Heat", keys=[FILE])) == expected
    )


def test_after_two_weeks_a_link_to_the_background_ties_no_more() -> None:
    text = (
        f"{OTHER} Of 1,386 carers in Brackwell two in five borrowed money."
        f" {OTHER.replace('pool', 'bath')} Dive, splash."
    )
    near = one(2, "Pool", text, links=[FILE], later=3)
    assert relations(near, one(1, "Heat", keys=[FILE])) == [Relation.LINK]
    far = one(2, "Pool", text, links=[FILE], later=20)
    assert relations(far, one(1, "Heat", keys=[FILE])) == []


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Love, arrears and heating", f"{ARTICLE} ‘Love, arrears and heating’ is out."),
        ("Love, arrears and heating: a study of carers", f"{ARTICLE} “Love, arrears and heating” is out."),
        (
            "The arrears of grandparents at Brackwell harbour",
            f"{ARTICLE} The arrears of grandparents at Brackwell harbour is out.",
        ),
    ],
)
def test_a_title_that_is_quoted_or_stands_in_the_text_ties(title: str, text: str) -> None:
    assert relations(one(2, "Debt", text), one(1, title)) == [Relation.TITLE]
    assert relations(one(1, title), one(2, "Debt", text)) == [Relation.TITLE]


def test_the_name_of_a_body_before_a_colon_is_no_title_without_quotation_marks() -> None:
    text = f"{ARTICLE} The National Carers Review Board says so."
    assert relations(one(2, "Debt", text), one(1, "National Carers Review Board: annual report")) == []


def test_titles_that_everybody_uses_tie_nothing() -> None:
    text = f"{ARTICLE} See ‘Annual report and review’ too."
    assert relations(one(2, "Debt", text), one(1, "Annual report and review")) == []


def test_quoting_the_same_title_ties_and_so_does_having_it() -> None:
    quoting = f"{REPORT} See ‘Love, arrears and heating’.", f"{ARTICLE} Read ‘Love, arrears and heating’."
    assert relations(one(1, "Heat", quoting[0]), one(2, "Debt", quoting[1])) == [Relation.SAME_TITLE]
    title = "A letter on nudity filters for phones"
    assert relations(one(1, title), one(2, title, ARTICLE)) == [Relation.SAME_TITLE]


def test_text_of_another_source_ties_and_text_of_the_own_template_does_not() -> None:
    related = {1: "64% of the shorter text is the same"}
    assert relations(one(2, "Debt", OTHER, related=related), one(1, "Heat")) == [Relation.TEXT]
    assert relations(one(1, "Heat"), one(2, "Debt", OTHER, related=related)) == [Relation.TEXT]
    assert relations(one(2, "Debt", OTHER, related=related, source=1), one(1, "Heat")) == []


def test_shared_figures_names_and_publishers_are_told_apart() -> None:
    a = one(1, "Heat", f"{REPORT} It is by Ada Fairbrother.", publisher="The Kin Trust")
    b = one(2, "Debt", f"{ARTICLE} So says Ada Fairbrother for the Kin Trust.", publisher="Gazette")
    found = tied(a, b)
    assert (found.figures, found.names) == ({"1386"}, {"ada fairbrother"})
    assert found.publisher == tied(b, a).publisher == "kin trust"
    assert tied(one(1, "A"), one(2, "B", OTHER)).publisher == ""
    same = one(3, "Debt", f"{ARTICLE} The Kin Trust.", publisher="The Kin Trust", source=1)
    assert tied(a, same).publisher == ""


def test_a_name_that_many_publications_have_tells_nothing() -> None:
    text = f"{REPORT} It is by Ada Fairbrother."
    common = Scale(Counts(100, {"ada fairbrother": 30}))
    assert tie(one(1, "Heat", text), one(2, "Debt", text), common).names == frozenset()


def test_likeness_is_told_in_words() -> None:
    assert tied(one(1, "Heat"), one(2, "Debt", ARTICLE)).words.startswith("says in other words: ")
    assert tied(one(1, "Heat"), one(2, "Pool", OTHER)).words == "no telling word in common"


def test_likeness_is_told_in_whole_words() -> None:
    text = "A generation of grandparents is fostering. Nobody asked the generation."
    found = tied(one(1, "Heat", text), one(2, "Debt", "One generation of grandparents was fostering."))
    assert found.words == "says in other words: generation, fostering, grandparents"


@pytest.mark.parametrize(
    ("a", "b", "later", "same_source"),
    [
        ("Children in care 2025", "Children in care 2026", 0, False),
        ("School nursing bulletin: April 2026", "School nursing bulletin: May 2026", 11, True),
        ("Heads on absence", "Government response to the heads on absence", 50, False),
        ("Our news from the helpline", "Our news from the helpline", 7, True),
        (
            "Inspection of Tarrant children's services",
            "Inspection of Isle of Wight children's services",
            0,
            True,
        ),
    ],
)
def test_another_edition_is_in_conflict(a: str, b: str, later: int, same_source: bool) -> None:
    second = one(2, b, later=later, source=1 if same_source else 2)
    assert tied(second, one(1, a)).conflict


@pytest.mark.parametrize(
    ("a", "b", "later", "same_source"),
    [
        ("Fewer children in care than in 2019", "Children in care 2025", 0, False),
        ("The price of school", "The price of school: easy read", 0, True),
        ("Ministers reject call to end fines", "Government response on fines", 1, False),
        ("Our news from the helpline", "Our news from the helpline", 1, True),
        ("Inspection of Tarrant children's services", "Tarrant children's services are inadequate", 0, True),
        ("Inspection of Tarrant children's services", "Inspection of Halden children's services", 0, False),
    ],
)
def test_forms_of_one_work_and_years_it_is_compared_with_are_no_conflict(
    a: str, b: str, later: int, same_source: bool
) -> None:
    second = one(2, b, later=later, source=1 if same_source else 2)
    assert tied(second, one(1, a)).conflict is None


def test_what_one_source_links_from_one_form_of_title_to_another_belongs_together() -> None:
    a = one(1, "Free school meals for toddlers", keys=["https://a.example.org/one"])
    b = one(2, "Free school meals for heads", ARTICLE, source=1)
    assert tied(a, b).conflict
    linking = one(2, "Free school meals for heads", ARTICLE, source=1, links=["https://a.example.org/one"])
    assert tied(a, linking).conflict is None


def test_links_to_sections_and_reference_works_are_left_out_and_the_rest_is_bounded() -> None:
    urls = [
        FILE + "?utm_source=mail",
        "https://www.legislation.gov.uk/ukpga/1989/41",
        "https://en.wikipedia.org/wiki/Kinship",
        "https://kin.example.org/donate/",
        "https://kin.example.org/tag/heating",
        "https://kin.example.org/own-page",
        "mailto:a@example.org",
    ]
    assert link_keys(urls, {"https://kin.example.org/own-page"}) == {FILE}
    many = [f"https://kin.example.org/report-{number}" for number in range(100)]
    assert len(link_keys(many)) == MOST_LINKS


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (FILE, True),
        ("https://kin.example.org/love-and-arrears", True),
        ("https://kin.example.org/download/4471", True),
        ("https://kin.example.org/a/b/c", True),
        ("https://kin.example.org/", False),
        ("https://kin.example.org/research", False),
    ],
)
def test_a_document_is_told_from_a_site_and_its_sections(key: str, expected: bool) -> None:
    assert is_document(key) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Weekly round-up: 22 May", True),
        ("The week in care", True),
        ("This week in care", True),
        ("Newsletter: summer", True),
        ("Rounding up absent pupils", False),
    ],
)
def test_a_round_up_says_so_in_its_title(title: str, expected: bool) -> None:
    assert one(1, title).is_roundup is expected


SLAVERY = "Modern slavery and human trafficking statement 2026"


@pytest.mark.parametrize(
    "title",
    [SLAVERY, "Gender pay gap report 2026", "Our safeguarding policy", "We are recruiting new trustees"],
)
def test_what_every_body_publishes_of_itself_is_two_of_two_bodies(title: str) -> None:
    assert tied(one(1, title), one(2, title)).conflict == "each publishes this of itself"


def test_a_paper_of_a_body_and_what_another_says_of_it_may_be_one_story() -> None:
    own = one(1, SLAVERY, keys=[FILE], publisher="Brackwell Trust")
    assert tied(own, one(2, SLAVERY, links=[FILE])).conflict is None
    assert tied(own, one(2, SLAVERY, f"The Brackwell Trust speaks. {REPORT}")).conflict is None


def test_articles_on_the_paper_of_a_body_that_they_name_may_be_one_story() -> None:
    titles = "Inspectorate annual report 2026: five findings", "Inspectorate annual report 2026: in short"
    assert tied(one(1, titles[0]), one(2, titles[1])).conflict is None


def test_what_tells_of_a_paper_may_name_the_year_that_the_paper_is_on() -> None:
    survey = one(1, "Brackwell carers survey 2026", keys=[FILE])
    headline = "Two in five carers borrowed in 2025"
    article = one(2, headline, ARTICLE, links=[FILE])
    quoting = one(3, headline, f"The report ‘Brackwell carers survey 2026’ is out. {ARTICLE}")
    assert tied(article, survey).conflict is None
    assert tied(survey, quoting).conflict is None
    assert tied(one(4, headline, ARTICLE), survey).conflict == "different year: 2025 / 2026"


def test_a_link_to_an_earlier_years_paper_or_a_later_link_is_for_comparison() -> None:
    before = one(1, "Carers survey 2025", keys=[FILE])
    article = one(2, "Two in five carers borrowed in 2026", ARTICLE, links=[FILE])
    assert tied(article, before).conflict == "different year: 2026 / 2025"
    survey = one(3, "Brackwell carers survey 2026", keys=[FILE], later=30)
    late = one(4, "Two in five carers borrowed in 2025", ARTICLE, links=[FILE])
    assert tied(late, survey).conflict == "different year: 2025 / 2026"
