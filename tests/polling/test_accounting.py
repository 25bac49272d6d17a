from datetime import UTC, datetime
from typing import Any

import pytest

from scraper.outcomes import DropReason, PageState, Status, Verdict
from scraper.polling.accounting import (
    NO_LOSS,
    STATUS_WORDS,
    UNREADABLE,
    Accounts,
    CandidateSeen,
    Fate,
    SightingSeen,
    account,
)

ISSUE = 3


def sighting(**changes: Any) -> SightingSeen:
    values: dict[str, Any] = {
        "id": 1,
        "source": "voice",
        "channel": "news",
        "title": "One story",
        "url": "https://voice.example.org/one",
        "first_seen_at": datetime(2026, 11, 20, tzinfo=UTC),
        "first": True,
        "state": PageState.STORED,
        "verdict": Verdict.NEW,
        "publication": "One story",
    }
    return SightingSeen(**(values | changes))


def dropped(
    reason: DropReason | None, detail: str = "", state: PageState = PageState.DROPPED
) -> SightingSeen:
    return sighting(state=state, verdict=None, reason=reason, detail=detail)


NEW = CandidateSeen(7, Status.NEW)


@pytest.mark.parametrize(
    ("seen", "fate", "words"),
    [
        (sighting(candidate=NEW), Fate.CANDIDATE, "in the queue, not decided"),
        (
            sighting(candidate=CandidateSeen(7, Status.EXCLUDED, "off topic")),
            Fate.CANDIDATE,
            "excluded: off topic",
        ),
        (
            sighting(candidate=CandidateSeen(7, Status.EXCLUDED, "too local")),
            Fate.CANDIDATE,
            "excluded: too local",
        ),
        (
            sighting(candidate=CandidateSeen(7, Status.SHORTLISTED, None, ISSUE)),
            Fate.CANDIDATE,
            "in this issue",
        ),
        (sighting(candidate=CandidateSeen(7, Status.USED, None, 2)), Fate.CANDIDATE, "in issue 2"),
        (sighting(candidate=NEW, verdict=Verdict.UPDATED), Fate.UPDATE, "in the queue, not decided"),
        (sighting(verdict=Verdict.DUPLICATE, candidate=NEW), Fate.DUPLICATE, "duplicate of “One story”"),
        (sighting(verdict=Verdict.UNCHANGED, candidate=NEW), Fate.KNOWN, "the same as “One story”"),
        (sighting(verdict=Verdict.RELATED, candidate=NEW), Fate.KNOWN, "one publication with “One story”"),
        (
            sighting(detail="you decided against it on 1 November 2026"),
            Fate.KNOWN,
            "you decided against it on 1 November 2026",
        ),
        (sighting(first=False), Fate.AGAIN, "a page that another channel had shown before"),
        (dropped(DropReason.NO_LINK), Fate.DROPPED, "the entry has no link"),
        (
            dropped(DropReason.BLOCKED, "the site answers 403"),
            Fate.UNREAD,
            "the site refuses us: the site answers 403",
        ),
        (
            dropped(DropReason.FETCH_FAILED, state=PageState.FAILED),
            Fate.UNREAD,
            "it could not be fetched",
        ),
        (sighting(state=PageState.HELD, verdict=None), Fate.QUESTION, "held until a question is answered"),
        (sighting(state=PageState.PENDING, verdict=None), Fate.WAITING, "to be fetched"),
        (
            dropped(DropReason.FETCH_FAILED, state=PageState.PENDING),
            Fate.WAITING,
            "to be fetched again: it could not be fetched",
        ),
        (dropped(None, "held abc: shrank", PageState.PENDING), Fate.WAITING, "to be fetched again"),
        (dropped(None), Fate.UNACCOUNTED, "dropped, and no reason is known"),
        (sighting(candidate=None), Fate.UNACCOUNTED, "no account of it is known"),
        (sighting(verdict=None, candidate=NEW), Fate.UNACCOUNTED, "no account of it is known"),
    ],
)
def test_every_sighting_has_one_fate_in_words(seen: SightingSeen, fate: Fate, words: str) -> None:
    found = account(seen, ISSUE)
    assert (found.fate, found.words) == (fate, words)


def test_every_reason_and_every_status_has_its_words() -> None:
    assert set(NO_LOSS) | set(UNREADABLE) == set(DropReason)
    assert not set(NO_LOSS) & set(UNREADABLE)
    assert set(STATUS_WORDS) == set(Status)


def test_the_sums_add_up_and_a_sum_that_does_not_is_told() -> None:
    seen = [sighting(candidate=NEW), dropped(DropReason.NO_LINK), dropped(DropReason.NO_LINK, "a")]
    each = tuple(account(one, ISSUE) for one in seen)
    whole = Accounts(3, each)
    assert whole.whole
    assert whole.sums() == {
        Fate.CANDIDATE: {"in the queue, not decided": 1},
        Fate.DROPPED: {"the entry has no link": 2},
    }
    assert not Accounts(4, each).whole
    lost = Accounts(4, (*each, account(dropped(None), ISSUE)))
    assert (lost.accounted, lost.whole) == (3, False)
