import random
from datetime import date, timedelta

import pytest

from scraper.identity.stories import Joined, New, Suggested, group, is_roundup
from scraper.identity.story_ties import Profile, Relation, profile
from scraper.identity.story_words import Counts
from tests.identity.story_groups import HALVES, Run, grouped, pairwise, profile_of, read_half

DAY = date(2026, 3, 2)
REPORT = (
    "The study by Ada Fairbrother of 1,386 carers in Brackwell shows that two in five borrowed for heating."
)
ARTICLE = "Carers in Brackwell borrow for heating: two in five of 1,386 carers had to, Ada Fairbrother says."
OTHER = (
    "Swimming lessons start again in the new pool by the harbour; bring a towel and a coin for the locker."
)


def one(number: int, title: str, text: str, **changes: object) -> Profile:
    values: dict[str, object] = {"source": number, "day": DAY} | changes
    return profile(number, values.pop("source"), title, text, values.pop("day"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", HALVES)
def test_labelled_stories_are_found_and_nothing_else_is_joined(name: str) -> None:
    half = read_half(name)
    precision, recall, wrong = pairwise(half.publications, grouped(half.publications))
    assert precision >= 0.98, [(a.title, b.title) for a, b in wrong if a.story != b.story]
    assert recall >= 0.90, [(a.title, b.title) for a, b in wrong if a.story == b.story]


@pytest.mark.parametrize("name", HALVES)
def test_without_links_the_words_find_nearly_as_much(name: str) -> None:
    half = read_half(name)
    run = Run()
    for each in half.publications:
        bare = profile_of(each)
        run.add(profile(bare.id, bare.source, each.title, each.text, each.day, publisher=each.publisher))
    story_of = {member.id: number for number, members in run.stories.items() for member in members}
    precision, recall, _ = pairwise(half.publications, story_of)
    assert precision >= 0.98
    assert recall >= 0.80


@pytest.mark.parametrize("name", HALVES)
def test_no_pair_that_looks_alike_is_joined(name: str) -> None:
    half = read_half(name)
    story_of = grouped(half.publications)
    made = {
        group_: {story_of[each.number] for each in half.publications if each.story == group_}
        for group_ in {each.story for each in half.publications}
    }
    assert [pair for pair in half.hard if made[pair[0]] & made[pair[1]]] == []


def test_the_set_is_as_large_as_it_has_to_be() -> None:
    halves = [read_half(name) for name in HALVES]
    sizes = [
        sum(1 for each in half.publications if each.story == group_)
        for half in halves
        for group_ in {each.story for each in half.publications}
    ]
    assert sum(size > 1 for size in sizes) >= 70
    assert sum(sizes) >= 200
    assert sum(len(half.hard) for half in halves) >= 60


def test_what_resembles_in_words_and_figures_joins() -> None:
    found = group(one(2, "Debt", ARTICLE), {7: [one(1, "Heat", REPORT)]}, Counts())
    assert isinstance(found, Joined)
    assert found.stories == (7,)
    (edge,) = found.edges
    assert (edge.other, edge.relation, edge.suggested) == (1, Relation.WORDS, False)
    assert edge.words.startswith("says in other words: ")


def test_what_is_known_of_nothing_alike_is_new() -> None:
    assert group(one(2, "Pool", OTHER), {7: [one(1, "Heat", REPORT)]}, Counts()) == New()
    assert group(one(2, "Pool", OTHER), {7: []}, Counts()) == New()


def test_after_two_weeks_words_join_no_more() -> None:
    late = one(2, "Debt", ARTICLE, day=DAY + timedelta(days=15))
    assert group(late, {7: [one(1, "Heat", REPORT)]}, Counts()) == New()


def test_after_a_week_more_likeness_is_asked_for() -> None:
    text = (
        "Two in five of 1,386 carers in Brackwell asked for buses, dentists and a park with"
        " benches near the harbour."
    )
    soon = group(one(2, "Buses", text), {7: [one(1, "Heat", REPORT)]}, Counts())
    late = one(2, "Buses", text, day=DAY + timedelta(days=8))
    assert isinstance(soon, Joined)
    assert isinstance(group(late, {7: [one(1, "Heat", REPORT)]}, Counts()), Suggested)


def test_weak_likeness_is_only_suggested() -> None:
    text = "Carers in the county borrow for heating, buses, dentists and a park with benches."
    found = group(one(2, "Buses", text), {7: [one(1, "Heat", REPORT)]}, Counts())
    assert isinstance(found, Suggested)
    assert [(edge.other, edge.suggested) for edge in found.edges] == [(1, True)]


def test_another_edition_never_joins_however_alike() -> None:
    before, now = one(1, "Carers 2025", REPORT), one(2, "Carers 2026", REPORT)
    assert group(now, {7: [before]}, Counts()) == New()


def test_a_publication_that_belongs_to_two_stories_makes_them_one() -> None:
    target = "https://kin.example.org/reports/love-and-arrears"
    release = one(1, "Heat", REPORT, links=[target])
    article = one(2, "Debt", ARTICLE, links=[target])
    report = one(3, "Love and arrears", REPORT, keys=[target])
    found = group(report, {7: [release], 8: [article]}, Counts())
    assert isinstance(found, Joined)
    assert sorted(found.stories) == [7, 8]


def test_two_stories_that_are_not_alike_stay_two_whoever_links_to_both() -> None:
    a, b = "https://kin.example.org/reports/love-and-arrears", "https://pool.example.org/a/b/lessons"
    stories = {7: [one(1, "Heat", REPORT, keys=[a])], 8: [one(2, "Pool", OTHER, keys=[b])]}
    found = group(one(3, "Debt", f"{ARTICLE} {OTHER}", links=[a, b]), stories, Counts())
    assert isinstance(found, Joined)
    assert len(found.stories) == 1


def test_a_split_is_respected_by_joins_and_by_merges() -> None:
    target = "https://kin.example.org/reports/love-and-arrears"
    release, article = one(1, "Heat", REPORT, links=[target]), one(2, "Debt", ARTICLE, links=[target])
    cannot = frozenset({(1, 2)})
    assert group(article, {7: [release]}, Counts(), cannot) == New()
    report = one(3, "Love and arrears", REPORT, keys=[target])
    found = group(report, {7: [release], 8: [article]}, Counts(), cannot)
    assert isinstance(found, Joined)
    assert len(found.stories) == 1


def test_a_publication_stays_in_the_story_it_stands_in() -> None:
    changed = one(3, "Pool", OTHER)
    found = group(changed, {7: [one(1, "Heat", REPORT)]}, Counts(), own=7)
    assert isinstance(found, Joined)
    assert found.stories == (7,)


def test_a_common_publisher_is_too_little_to_make_two_stories_one() -> None:
    meeting = (
        "Kinfolk opens its yearly meeting in Brackwell with songs, a debate on allowances for"
        " carers and a supper."
    )
    survey = "Allowances for carers differ by county: of 1,386 carers two in five have none, a survey shows."
    text = (
        "Of 1,386 carers two in five have no allowance, a survey shows. Kinfolk will debate it in Brackwell."
    )
    stories = {
        7: [one(1, "Songs and supper", meeting, publisher="Kinfolk")],
        8: [one(2, "Allowances of carers", survey, publisher="Gazette")],
    }
    candidate = one(3, "Survey of allowances", text, publisher="Post")
    alone = group(candidate, {7: stories[7]}, Counts())
    both = group(candidate, stories, Counts())
    assert isinstance(alone, Joined)
    assert isinstance(both, Joined)
    assert both.stories == (8,)


def test_what_links_to_four_stories_is_a_round_up_and_joins_none() -> None:
    urls = [f"https://s{number}.example.org/news/story-number-{number}" for number in range(5)]
    stories = {number: [one(number + 1, "Heat", REPORT, keys=[urls[number]])] for number in range(5)}
    assert is_roundup(one(9, "All of it", REPORT, links=urls[:4]), stories)
    assert not is_roundup(one(9, "All of it", REPORT, links=urls[:3]), stories)
    assert group(one(9, "All of it", REPORT, links=urls), stories, Counts()) == New()


def test_nothing_joins_a_round_up_that_came_first() -> None:
    digest = one(
        1, "Weekly round-up: 2 March", REPORT, links=["https://kin.example.org/reports/love-and-arrears"]
    )
    report = one(2, "Heat", REPORT, keys=["https://kin.example.org/reports/love-and-arrears"])
    assert group(report, {7: [digest]}, Counts()) == New()


@pytest.mark.parametrize("name", HALVES)
def test_a_week_that_arrives_in_any_order_is_grouped_as_well(name: str) -> None:
    half = read_half(name)
    chance = random.Random(7)  # noqa: S311 - no secret
    order = sorted(half.publications, key=lambda each: (each.day.isocalendar().week, chance.random()))
    precision, recall, _ = pairwise(half.publications, grouped(order))
    assert precision >= 0.96
    assert recall >= 0.90


def test_one_source_has_to_be_more_alike_than_two() -> None:
    text = (
        "Of 1,386 carers in Brackwell two in five borrowed, and they ask for a park with"
        " benches near the harbour."
    )
    assert isinstance(group(one(2, "Buses", text), {7: [one(1, "Heat", REPORT)]}, Counts()), Joined)
    same = one(2, "Buses", text, source=1)
    assert isinstance(group(same, {7: [one(1, "Heat", REPORT)]}, Counts()), Suggested)
