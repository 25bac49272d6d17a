from datetime import UTC, date, datetime, timedelta

import pytest

from scraper.outcomes import Health
from scraper.work.message import (
    MOST_LETTERS,
    MOST_LINES,
    PASSING,
    Affairs,
    Gap,
    Mended,
    Message,
    Question,
    Standing,
    Told,
    Untold,
    compose,
    plain,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=3)


def standing(
    source: str = "voice", state: Health = Health.FAILING, since: datetime = LONG_AGO, detail: str = "404"
) -> Standing:
    return Standing(source, source.title(), state, since, detail, "open the site")


def told(**states: Health) -> Told:
    return Told(dict(states), frozenset(), 0, 0)


def message(told: Told, affairs: Affairs) -> Message:
    found = compose(told, affairs, NOW)
    assert found is not None
    return found


def test_a_source_that_broke_is_told_with_what_to_do_and_is_then_known() -> None:
    found = message(Told(), Affairs([standing()], poll=7, event=3))
    assert found.title == "Gleaner: 1 source is not well"
    assert found.body == (
        "1 source is not well.\n\nNot well\n"
        "- Voice (voice) is failing since 20 November 2026: 404\n  What to do: open the site.\n"
    )
    assert found.told == Told({"voice": "failing"}, frozenset(), 7, 3)
    assert compose(found.told, Affairs([standing()], poll=9), NOW) is None


def test_nothing_new_is_no_message() -> None:
    assert compose(Told(), Affairs([standing(state=Health.OK)]), NOW) is None
    assert compose(told(voice=Health.FAILING), Affairs([standing()]), NOW) is None


def test_a_recovery_is_news_and_what_is_still_so_is_named_beside_it() -> None:
    before = told(voice=Health.FAILING, other=Health.QUIET)
    now = [standing(state=Health.OK), standing("other", Health.QUIET)]
    found = message(before, Affairs(now))
    assert found.title == "Gleaner: 1 recovered"
    assert "- Voice (voice) is ok again" in found.body
    assert "Told before and still so: other (quiet)." in found.body
    assert found.told.states == {"other": "quiet"}


def test_another_trouble_of_the_same_source_is_news() -> None:
    found = message(told(voice=Health.FAILING), Affairs([standing(state=Health.BLOCKED)]))
    assert "Voice (voice) is blocked" in found.body


@pytest.mark.parametrize(("lasted", "news"), [(PASSING - timedelta(minutes=1), False), (PASSING, True)])
def test_a_fault_that_may_pass_is_told_when_it_has_lasted(lasted: timedelta, news: bool) -> None:
    affairs = Affairs([standing(since=NOW - lasted)])
    assert (compose(Told(), affairs, NOW) is not None) is news
    assert compose(Told(), Affairs([standing(state=Health.CHANGED, since=NOW)]), NOW) is not None


def test_a_passing_fault_of_a_source_known_to_be_quiet_is_no_recovery() -> None:
    found = compose(told(voice=Health.QUIET), Affairs([standing(since=NOW)]), NOW)
    assert found is None


def test_a_slow_source_is_nobodys_news() -> None:
    assert compose(Told(), Affairs([standing(state=Health.SLOW)]), NOW) is None


def test_a_source_that_is_no_longer_watched_is_forgotten() -> None:
    found = message(told(gone=Health.FAILING), Affairs([standing()]))
    assert found.told.states == {"voice": "failing"}
    assert "gone" not in found.body


def test_gaps_questions_and_repairs_are_told_once() -> None:
    affairs = Affairs(
        [],
        questions=[Question(4, "voice/feed", "showed 40 new entries at once")],
        gaps=[Gap("voice/feed", date(2026, 11, 21)), Gap("voice/feed", date(2026, 11, 22))],
        mended=[
            Mended("Voice", "feed", "there is no such page (404)", "https://example.org/news/ (listing)")
        ],
    )
    found = message(Told(), affairs)
    assert found.title == "Gleaner: 1 possible gap, 1 question, 1 repair"
    assert "- voice/feed on 22 November 2026: nothing it showed was known" in found.body
    assert (
        "- voice/feed showed 40 new entries at once\n  What to do: `gleaner questions` (number 4)."
        in found.body
    )
    assert (
        "- Voice: feed (there is no such page (404)) is now read at https://example.org/news/" in found.body
    )
    assert compose(found.told, Affairs([], questions=affairs.questions), NOW) is None
    assert found.told.questions == {4}
    assert compose(found.told, Affairs([]), NOW) is None


def test_a_webhook_that_was_given_up_is_told_once() -> None:
    untold = [Untold(3, "board", 12, "it answered 500 <b>")]
    found = message(Told(), Affairs([], untold=untold))
    assert found.title == "Gleaner: 1 webhook was not told"
    assert "- the webhook board was not told of issue 12: it answered 500 ‹b›\n  What to do: " in found.body
    assert compose(found.told, Affairs([], untold=untold), NOW) is None
    assert Told.from_json(found.told.as_json()).untold == {3}


def test_what_was_kept_before_there_were_webhooks_is_read() -> None:
    kept = {"states": {}, "questions": [], "poll": 1, "event": 2}
    assert Told.from_json(kept) == Told({}, frozenset(), 1, 2)


def test_a_message_that_did_not_arrive_is_told_even_when_nothing_else_is() -> None:
    found = compose(told(), Affairs([]), NOW, "The message of 2026-11-22 did not arrive: refused.")
    assert found is not None
    assert found.title == "Gleaner: an earlier message did not arrive"
    assert "The message of 2026-11-22 did not arrive: refused." in found.body


def test_a_message_is_short_whatever_happened() -> None:
    many = [standing(f"s{number}", detail="x" * 5000) for number in range(200)]
    found = message(Told(), Affairs(many))
    assert found.title == "Gleaner: 200 sources are not well"
    assert f"- and {200 - MOST_LINES} more: `gleaner sources health` tells them all" in found.body
    assert len(found.body) < 6000
    later = compose(found.told, Affairs([*many, standing("new")]), NOW)
    assert later is not None
    assert f"and {200 - MOST_LINES} more." in later.body


def test_what_a_recipient_knows_is_kept_and_read_again() -> None:
    known = Told({"voice": "failing"}, frozenset({3, 1}), 7, 9)
    assert Told.from_json(known.as_json()) == known


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one\r\nBcc: all@example.org", "one Bcc: all＠example.org"),
        ("<script>alert(1)</script>", "‹script›alert(1)‹/script›"),
        ("<!channel> *now*", "‹!channel› ·now·"),
        ("[here](https://example.org)", "(here)(https://example.org)"),
        ("a\u202eb\u200bc\x1b[31m", "a b c (31m"),
        ("`rm`", "'rm'"),
    ],
)
def test_words_of_a_site_are_plain(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_words_of_a_site_are_cut_to_a_bounded_length() -> None:
    assert len(plain("word " * 1000)) <= MOST_LETTERS


def test_a_site_cannot_put_lines_or_markup_into_a_message() -> None:
    nasty = "Voice\r\n\r\nNot well\n- Bank <b>asks</b> [click](http://example.org) @everyone"
    found = message(Told(), Affairs([Standing("voice", nasty, Health.BLOCKED, LONG_AGO, nasty, "wait")]))
    assert not set("<>[]@") & set(found.body)
    assert len(found.body.splitlines()) == 5
