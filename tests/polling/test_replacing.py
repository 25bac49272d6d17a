"""What of a detection takes the place of a broken channel?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from scraper.items import Entry
from scraper.outcomes import Kind, Precision, Strategy
from scraper.polling.replacing import (
    BY_STRUCTURE,
    EVERY_ADDRESS,
    Broken,
    Case,
    Repair,
    Shown,
    plan_repair,
    title_key,
)
from scraper.polling.trouble import Trouble
from scraper.sources.choice import DetectedChannel
from scraper.sources.definition import ChannelDefinition, Role, SourceDefinition
from scraper.sources.detect import Detected
from tests.factories import NOW, day

BASE = "https://www.example.org"
FEED = ChannelDefinition("feed", Strategy.FEED, f"{BASE}/feed/", kind=Kind.NEWS)
REPORTS = ChannelDefinition("reports", Strategy.LISTING, f"{BASE}/reports/")
DEFINITION = SourceDefinition(
    slug="example",
    name="Example",
    home=f"{BASE}/",
    channels=(FEED, REPORTS),
    hosts=("www.example.org", "example.org"),
    attribution="Example",
)
GONE = Trouble("there is no such page (404)")
DRY = Trouble("nothing new since 2026-09-01", dry=True)
A_MONTH_AGO = NOW - timedelta(days=31)


def shown(number: int, channel: str = "feed", **changes: Any) -> Shown:
    """What a channel showed: story number 1 was published on 1 November."""
    key = f"https://example.org/news/story-{number}"
    title = f"Story number {number} about waiting times"
    return Shown(
        **(
            {"channel": channel, "page_id": number, "key": key, "title": title, "publication": number}
            | changes
        )
    )


def story(number: int, folder: str = "/news/", published: int | None = None, **changes: Any) -> Entry:
    """An entry of story `number`, dated that day of November when asked to be."""
    fact = day(date(2026, 11, published)) if published else None
    title = f"Story number {number} about waiting times"
    return Entry(**({"url": f"{BASE}{folder}story-{number}", "title": title, "published": fact} | changes))


def place(*entries: Entry, **changes: Any) -> DetectedChannel:
    values = {
        "name": "news",
        "strategy": Strategy.LISTING,
        "url": f"{BASE}/news/",
        "entries": entries,
        "why": "linked",
    }
    return DetectedChannel(**(values | changes))


def case(
    *known: Shown,
    trouble: Trouble = GONE,
    definition: SourceDefinition = DEFINITION,
    last_shown: Any = NOW,
    broken: ChannelDefinition = FEED,
) -> Case:
    channel = Broken(7, broken, trouble, last_shown)
    return Case(definition, (channel,), definition.channels, known, frozenset({"feed", "reports"}))


def repair(of: Case, *places: DetectedChannel, home: str = f"{BASE}/") -> Repair:
    return plan_repair(of, Detected(home, "Example", places, (), 5), NOW)


def urls(found: Repair) -> list[str]:
    return [each.channel.url.removeprefix(BASE) for each in found.adopted]


def test_a_place_that_shows_a_known_address_is_adopted_and_the_broken_channel_stays_as_fallback() -> None:
    found = repair(case(shown(1)), place(story(2), story(1)))
    (adopted,) = found.adopted
    assert adopted.channel.url == f"{BASE}/news/"
    assert adopted.shows == "Story number 1 about waiting times"
    assert [broken.name for broken in adopted.replaces] == ["feed"]
    assert (adopted.channel.kind, adopted.channel.verified) == (Kind.NEWS, "2026-11")
    assert "no such page (404)" in adopted.channel.note
    assert found.definition is not None
    assert [(each.name, each.role) for each in found.definition.channels] == [
        ("feed", Role.FALLBACK),
        ("reports", Role.MAIN),
        ("news", Role.MAIN),
    ]
    assert found.definition.hosts == DEFINITION.hosts


def test_spellings_of_an_address_are_one_address() -> None:
    assert urls(repair(case(shown(1)), place(story(9, url="http://example.org/news/story-1/?utm_source=x"))))


def test_a_place_that_shows_known_titles_at_new_addresses_is_adopted() -> None:
    assert urls(repair(case(shown(1)), place(story(1, "/insights/")))) == ["/news/"]


def test_a_place_that_shows_nothing_known_is_not_adopted() -> None:
    found = repair(case(shown(1)), place(story(2)))
    assert (found.adopted, found.why_not) == ((), f"{BASE}/news/ shows no publication that is known")


def test_short_titles_prove_nothing() -> None:
    assert title_key("Latest news") == ""
    assert title_key("  THE Promise — Plan 24-30 ") == "the promise plan 24 30"
    known = shown(1, title="Latest news")
    assert not repair(case(known), place(story(2, title="Latest news"))).adopted


def test_a_detection_without_channels_says_its_problem() -> None:
    problem = Detected(f"{BASE}/", "Example", (), (), 1, "the site refused us (403)")
    assert plan_repair(case(shown(1)), problem, NOW).why_not == "the site refused us (403)"
    assert plan_repair(case(shown(1)), replace(problem, problem=""), NOW).why_not


def test_what_is_read_already_is_no_replacement() -> None:
    listed = place(story(1), url="http://www.example.org/reports")
    assert repair(case(shown(1)), listed).why_not == (
        "http://www.example.org/reports is read already, as reports"
    )
    assert "as feed" in repair(case(shown(1)), place(story(1), strategy=Strategy.FEED, url=FEED.url)).why_not


def test_the_broken_channels_own_address_may_be_read_in_another_way() -> None:
    assert urls(repair(case(shown(1)), place(story(1), url=FEED.url))) == ["/feed/"]


def test_a_watched_page_is_no_replacement() -> None:
    found = repair(case(shown(1)), place(story(1), strategy=Strategy.PAGE))
    assert "single page" in found.why_not


def test_an_address_that_no_definition_may_hold_is_no_replacement() -> None:
    assert "spaces" in repair(case(shown(1)), place(story(1), url=f"{BASE}/our news/")).why_not


def test_another_host_of_the_same_domain_is_adopted_and_named() -> None:
    found = repair(case(shown(1)), place(story(1), url="https://news.example.org/"))
    assert found.definition is not None
    assert found.definition.hosts == (*DEFINITION.hosts, "news.example.org")


def test_another_site_is_adopted_only_when_the_home_moved_there() -> None:
    there = place(story(1, url="https://media.voice.example/a/1"), url="https://www.voice.example/news/")
    stays = repair(case(shown(1)), there)
    assert stays.why_not == "https://www.voice.example/news/ stands on another site"
    moved = repair(case(shown(1)), there, home="https://www.voice.example/")
    assert moved.definition is not None
    assert moved.definition.hosts == (*DEFINITION.hosts, "www.voice.example")


def test_hosts_of_entries_on_the_new_site_are_named_when_the_channel_stands_on_the_old() -> None:
    here = place(story(1, url="https://media.voice.example/a/1"))
    moved = repair(case(shown(1)), here, home="https://www.voice.example/")
    assert moved.definition is not None
    assert moved.definition.hosts == (*DEFINITION.hosts, "media.voice.example")


def test_entries_on_foreign_sites_and_refused_addresses_prove_nothing() -> None:
    foreign = place(story(1, url="https://partner.example.com/story-1"), story(1, url=None))
    assert not repair(case(shown(1)), foreign).adopted
    refusing = replace(DEFINITION, not_publications=("/news/",))
    assert not repair(case(shown(1), definition=refusing), place(story(1))).adopted


def test_a_place_that_shows_only_what_other_channels_showed_waits_until_the_own_may_have_left() -> None:
    of_reports = shown(1, "reports")
    recent = repair(case(of_reports, shown(2)), place(story(1)))
    assert (recent.adopted, recent.why_not) == (
        (),
        f"{BASE}/news/ shows nothing of what feed showed",
    )
    assert urls(repair(case(of_reports, shown(2), last_shown=A_MONTH_AGO), place(story(1))))
    assert urls(repair(case(of_reports, last_shown=None), place(story(1))))


def test_of_several_places_those_that_show_the_broken_channels_own_are_taken() -> None:
    own = place(story(2), url=f"{BASE}/news/")
    other = place(story(1), url=f"{BASE}/blog/", name="blog")
    found = repair(case(shown(1, "reports"), shown(2), last_shown=A_MONTH_AGO), other, own)
    assert urls(found) == ["/news/"]


def test_names_stay_unique_among_all_channels_the_source_ever_had() -> None:
    taken = replace(case(shown(1)), taken=frozenset({"feed", "reports", "news", "news-2"}))
    assert [each.channel.name for each in repair(taken, place(story(1))).adopted] == ["news-3"]
    long = replace(case(shown(1)), taken=frozenset({"n" * 80}))
    assert [each.channel.name for each in repair(long, place(story(1), name="n" * 80)).adopted] == [
        f"{'n' * 75}-2"
    ]


def test_a_definition_that_would_be_refused_is_not_adopted() -> None:
    found = repair(case(shown(1)), place(story(1), name="No Slug"))
    assert found.adopted == ()
    assert "name" in found.why_not


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [(Strategy.LISTING, BY_STRUCTURE), (Strategy.FEED, EVERY_ADDRESS), (Strategy.SITEMAP, EVERY_ADDRESS)],
)
def test_patterns_written_for_former_addresses_do_not_stand_before_what_was_seen(
    strategy: Strategy, expected: str
) -> None:
    patterned = replace(DEFINITION, publications=("/news/",))
    moved = place(story(1, "/insights/"), strategy=strategy)
    (adopted,) = repair(case(shown(1), definition=patterned), moved).adopted
    assert adopted.channel.rules.publications == (expected,)


def test_patterns_that_still_fit_and_those_of_detection_are_kept() -> None:
    patterned = replace(DEFINITION, publications=("/news/",))
    (fitting,) = repair(case(shown(1), definition=patterned), place(story(1))).adopted
    (detected,) = repair(
        case(shown(1), definition=patterned), place(story(1), publications=("/insights/",))
    ).adopted
    assert fitting.channel.rules.publications == ()
    assert detected.channel.rules.publications == ("/insights/",)


def test_a_dry_channel_is_replaced_by_a_place_with_later_days() -> None:
    dry = case(shown(1, day="2026-11-01"), trouble=DRY)
    assert urls(repair(dry, place(story(2, published=2), story(1, published=1))))


@pytest.mark.parametrize(
    "entries",
    [
        (story(1, published=1),),
        (story(1, published=1), story(2, published=1)),
        (story(2, published=30), story(1)),  # still to come
        (story(2), story(1)),  # one without a date may be pinned there
        (story(1), story(2), story(3)),  # below what is known: older
    ],
)
def test_a_dry_channel_is_not_replaced_by_a_place_that_shows_nothing_newer(
    entries: tuple[Entry, ...],
) -> None:
    found = repair(case(shown(1, day="2026-11-01"), trouble=DRY), place(*entries))
    assert (found.adopted, found.why_not) == ((), f"{BASE}/news/ shows nothing newer")


def test_several_undated_entries_above_the_known_are_newer() -> None:
    assert urls(repair(case(shown(1), trouble=DRY), place(story(3), story(2), story(1))))


def test_without_any_day_of_its_own_a_dry_channel_is_judged_by_when_it_last_showed_something() -> None:
    dry = case(shown(1), trouble=DRY, last_shown=NOW - timedelta(days=9))
    assert urls(repair(dry, place(story(2, published=15), story(1))))
    assert not urls(repair(dry, place(story(2, published=13), story(1))))
    assert not urls(
        repair(case(shown(1), trouble=DRY, last_shown=None), place(story(2, published=15), story(1)))
    )


def test_what_only_other_channels_showed_says_nothing_of_a_dry_one() -> None:
    dry = case(shown(1, "reports"), shown(3), trouble=DRY, last_shown=A_MONTH_AGO)
    assert not repair(dry, place(story(2, published=20), story(1))).adopted


@pytest.mark.parametrize(
    ("stated", "known", "moved"),
    [
        (day(date(2026, 11, 1)), "2026-11-01", [True]),
        (day(date(2026, 11, 2)), "2026-11-01", [True]),  # a day in another zone
        (day(date(2026, 11, 4)), "2026-11-01", []),  # the next of a series
        (day(date(2026, 11, 4)), "", [False]),
        (None, "2026-11-01", [False]),
        (day(date(2026, 11, 1), precision=Precision.MONTH), "2026-11-09", [False]),
        (day(date(2026, 10, 1), precision=Precision.MONTH), "2026-11-09", []),
    ],
)
def test_a_known_publication_at_a_new_address_is_recognised_by_title_and_day(
    stated: Any, known: str, moved: list[bool]
) -> None:
    entry = story(1, "/insights/", published=None)
    (adopted,) = repair(case(shown(1, day=known)), place(replace(entry, published=stated))).adopted
    assert [each.sure for each in adopted.moved] == moved


def test_titles_that_stand_twice_on_either_side_recognise_nothing() -> None:
    twice_known = case(shown(1), shown(2, title=shown(1).title))
    assert repair(twice_known, place(story(1, "/insights/"))).adopted[0].moved == ()
    twice_shown = place(story(1, "/insights/"), story(1, "/reports/"))
    assert repair(case(shown(1)), twice_shown).adopted[0].moved == ()


def test_a_known_address_has_not_moved() -> None:
    assert repair(case(shown(1)), place(story(1))).adopted[0].moved == ()


def test_a_publication_without_a_title_is_named_by_its_address() -> None:
    assert repair(case(shown(1, title="")), place(story(1))).adopted[0].shows == shown(1).key


def test_two_broken_channels_may_share_a_replacement() -> None:
    both = Case(
        DEFINITION,
        (Broken(7, FEED, GONE, NOW), Broken(8, REPORTS, GONE, NOW)),
        DEFINITION.channels,
        (shown(1), shown(2, "reports")),
        frozenset(),
    )
    (adopted,) = repair(both, place(story(1), story(2))).adopted
    assert [broken.name for broken in adopted.replaces] == ["feed", "reports"]
    assert adopted.channel.kind is None
