from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.outcomes import Health, Outcome
from scraper.polling.drift import Drift
from scraper.polling.health import ChannelHealth, NamedHealth, PollFact, channel_health, source_health
from scraper.polling.silence import Usual
from scraper.sources.definition import Role

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
OFTEN = Usual(timedelta(days=3), timedelta(days=13))


def polls(*outcomes: Outcome) -> list[PollFact]:
    """Polls six hours apart, newest first; each says its outcome in words."""
    return [
        PollFact(outcome, f"it was {outcome}", NOW - timedelta(hours=6 * number))
        for number, outcome in enumerate(outcomes)
    ]


def health(*outcomes: Outcome) -> ChannelHealth:
    found = channel_health(polls(*outcomes), NOW)
    assert found is not None
    return found


def test_a_channel_never_polled_has_no_health() -> None:
    assert channel_health([], NOW) is None


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([Outcome.NEW], Health.OK),
        ([Outcome.UNCHANGED, Outcome.FAILED], Health.OK),
        ([Outcome.FAILED, Outcome.NEW], Health.FAILING),
        ([Outcome.GONE], Health.FAILING),
        ([Outcome.EMPTY, Outcome.NEW], Health.FAILING),
        ([Outcome.EMPTY, Outcome.EMPTY], Health.CHANGED),
        ([Outcome.EMPTY, Outcome.SUSPECT], Health.CHANGED),
        ([Outcome.BLOCKED, Outcome.FAILED], Health.BLOCKED),
        ([Outcome.FAILED, Outcome.BLOCKED], Health.FAILING),
        ([Outcome.SUSPECT, Outcome.NEW], Health.FAILING),
        ([Outcome.SUSPECT, Outcome.SUSPECT], Health.CHANGED),
        ([Outcome.SUSPECT, Outcome.FAILED, Outcome.SUSPECT], Health.CHANGED),
        ([Outcome.SUSPECT, Outcome.NEW, Outcome.SUSPECT], Health.FAILING),
        ([Outcome.FAILED, Outcome.SUSPECT, Outcome.SUSPECT], Health.FAILING),
    ],
)
def test_the_last_polls_say_how_a_channel_stands(outcomes: list[Outcome], state: Health) -> None:
    assert health(*outcomes).state is state


def test_a_trouble_counts_from_the_first_poll_that_had_it_and_says_the_last_words() -> None:
    found = health(Outcome.SUSPECT, Outcome.FAILED, Outcome.NEW)
    assert (found.since, found.detail) == (NOW - timedelta(hours=6), "it was suspect")


def test_a_sound_channel_counts_from_its_recovery() -> None:
    found = health(Outcome.UNCHANGED, Outcome.NEW, Outcome.FAILED)
    assert (found.state, found.since) == (Health.OK, NOW - timedelta(hours=6))


def test_a_trouble_without_words_says_its_outcome() -> None:
    found = channel_health([PollFact(Outcome.FAILED, "", NOW)], NOW)
    assert found is not None
    assert found.detail == "failed"


@pytest.mark.parametrize(
    ("silent", "gap", "state"),
    [
        (30, 10, Health.OK),
        (31, 10, Health.QUIET),
        (400, None, Health.OK),
    ],
)
def test_a_channel_is_quiet_when_its_patience_is_over(silent: int, gap: int | None, state: Health) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    found = channel_health(
        polls(Outcome.UNCHANGED),
        now,
        newest=TODAY - timedelta(days=silent),
        usual=None if gap is None else Usual(timedelta(days=gap), timedelta(days=30)),
    )
    assert found is not None
    assert found.state is state


def test_a_quiet_channel_says_since_when_and_what_is_usual() -> None:
    found = channel_health(polls(Outcome.UNCHANGED), NOW, newest=date(2026, 9, 1), usual=OFTEN)
    assert found == ChannelHealth(
        Health.QUIET,
        datetime(2026, 9, 1, tzinfo=UTC),
        "nothing new since 2026-09-01, usually something every 3 days",
        "open the site: if it shows something newer, `gleaner sources check`; if not, all is well",
    )


def test_a_failing_channel_is_not_called_quiet() -> None:
    found = channel_health(polls(Outcome.FAILED), NOW, newest=date(2020, 1, 1), usual=OFTEN)
    assert found is not None
    assert found.state is Health.FAILING


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2027, 1, 3, tzinfo=UTC), Health.OK),
        (datetime(2027, 1, 14, tzinfo=UTC), Health.OK),
        (datetime(2027, 1, 15, tzinfo=UTC), Health.QUIET),
    ],
)
def test_the_days_between_the_years_are_no_silence(now: datetime, state: Health) -> None:
    last = [PollFact(Outcome.UNCHANGED, "", now)]
    found = channel_health(last, now, newest=date(2026, 12, 20), usual=OFTEN)
    assert found is not None
    assert found.state is state


def answers(*seconds: float | None) -> list[PollFact]:
    """Sound polls that took so long, newest first; None for one that made several requests."""
    times = [None if each is None else timedelta(seconds=each) for each in seconds]
    return [
        PollFact(Outcome.UNCHANGED, "", NOW - timedelta(hours=number), 200, took)
        for number, took in enumerate(times)
    ]


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        ([20, 18, 25], Health.SLOW),
        ([20, None, 18, 25, 1], Health.SLOW),
        ([20, 1, 25], Health.OK),
        ([20, 18], Health.OK),
    ],
)
def test_a_channel_is_slow_when_its_last_three_answers_were(
    seconds: list[float | None], state: Health
) -> None:
    found = channel_health(answers(*seconds), NOW)
    assert found is not None
    assert found.state is state
    assert ("20 seconds each" in found.detail) is (state is Health.SLOW)


@pytest.mark.parametrize(
    ("outcome", "status", "detail", "advice"),
    [
        (Outcome.BLOCKED, 403, "refused", "the site refuses us (403): open it by hand"),
        (Outcome.BLOCKED, 429, "too many", "the site wants fewer requests (429)"),
        (Outcome.BLOCKED, None, "robots.txt forbids it", "its robots.txt does not allow it"),
        (Outcome.BLOCKED, None, "", "the site refuses us: open it by hand"),
        (Outcome.GONE, 410, "", "if the page moved, `gleaner sources edit`"),
        (Outcome.FAILED, 404, "", "if the page moved, `gleaner sources edit`"),
        (Outcome.FAILED, None, "timed out", "if not, it may pass"),
        (Outcome.SUSPECT, 200, "a login page", "wait for the next poll"),
        (Outcome.EMPTY, 200, "no items", "wait for the next poll"),
    ],
)
def test_every_trouble_says_what_a_person_can_do(
    outcome: Outcome, status: int | None, detail: str, advice: str
) -> None:
    found = channel_health([PollFact(outcome, detail, NOW, status)], NOW)
    assert found is not None
    assert advice in found.advice


def test_a_sound_channel_asks_nothing_of_anybody() -> None:
    assert health(Outcome.NEW).advice == ""


def channel(name: str, state: Health, role: Role = Role.MAIN, detail: str = "so it is") -> NamedHealth:
    return NamedHealth(name, role, ChannelHealth(state, NOW, detail))


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ([Health.OK, Health.QUIET], Health.QUIET),
        ([Health.CHANGED, Health.QUIET], Health.CHANGED),
        ([Health.CHANGED, Health.FAILING], Health.FAILING),
        ([Health.BLOCKED, Health.FAILING], Health.BLOCKED),
        ([Health.OK, Health.SLOW], Health.SLOW),
        ([Health.OK, Health.OK], Health.OK),
    ],
)
def test_a_source_stands_as_its_most_telling_channel(states: list[Health], state: Health) -> None:
    named = [channel(f"c{number}", each) for number, each in enumerate(states)]
    for order in (named, named[::-1]):
        found = source_health(order)
        assert found is not None
        assert found.state is state


def test_a_source_with_several_channels_names_the_one_it_speaks_of() -> None:
    found = source_health([channel("feed", Health.FAILING), channel("news", Health.OK)])
    assert found == ChannelHealth(Health.FAILING, NOW, "feed: so it is")
    alone = source_health([channel("feed", Health.FAILING), channel("old", Health.OK, Role.FALLBACK)])
    assert alone is not None
    assert alone.detail == "so it is"


def test_a_broken_fallback_does_not_count_unless_there_is_nothing_else() -> None:
    broken = channel("feed", Health.FAILING, Role.FALLBACK)
    beside = source_health([broken, channel("news", Health.OK)])
    assert beside is not None
    assert beside.state is Health.OK
    alone = source_health([broken])
    assert alone is not None
    assert alone.state is Health.FAILING


def test_a_source_never_polled_has_no_health() -> None:
    assert source_health([]) is None


def test_drift_makes_a_source_changed_unless_its_channels_tell_more() -> None:
    drifted = Drift("all alike", NOW - timedelta(days=3))
    sound = source_health([channel("feed", Health.OK)], drifted)
    assert sound is not None
    assert (sound.state, sound.since, sound.detail) == (Health.CHANGED, drifted.since, "all alike")
    silent = source_health([channel("feed", Health.QUIET)], drifted)
    assert silent is not None
    assert silent.state is Health.CHANGED
    broken = source_health([channel("feed", Health.BLOCKED)], drifted)
    assert broken is not None
    assert broken.state is Health.BLOCKED
