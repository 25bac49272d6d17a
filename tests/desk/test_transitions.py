"""The table of acts: what it allows, and that the document says the same."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.desk.query import Operator
from scraper.desk.roles import PERMISSIONS, Permission, Role
from scraper.desk.transitions import BURIED, DECISIONS, TRANSITIONS, UNDECIDED, Action, Step, judge
from scraper.outcomes import EXCLUSIONS, Status

DOCUMENT = (Path(__file__).parents[2] / "docs" / "desk.md").read_text()


def line(*cells: str) -> str:
    """One line of a table of the document."""
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


def test_the_document_shows_the_table_as_it_is() -> None:
    lines = [
        line(
            action,
            ", ".join(status for status in Status if status in each.allowed),
            each.to,
            each.permission or "a rule",
            each.needs or "",
            "yes" if each.buries else "",
        )
        for action, each in TRANSITIONS.items()
    ]
    assert "\n".join(["|---|---|---|---|---|---|", *lines, "", ""]) in DOCUMENT


def test_the_document_names_what_each_role_may() -> None:
    lines = [line(role, ", ".join(p for p in Permission if p in PERMISSIONS[role])) for role in Role]
    assert "\n".join(["| role | may |", "|---|---|", *lines, "", ""]) in DOCUMENT


def test_the_document_lists_the_reasons() -> None:
    lines = [line(f"`{key}`", words) for key, words in EXCLUSIONS.items()]
    assert "\n".join(["| key | words |", "|---|---|", *lines, "", ""]) in DOCUMENT


@pytest.mark.parametrize("operator", list(Operator))
def test_the_document_shows_every_operator(operator: Operator) -> None:
    assert f"`{operator}:" in DOCUMENT


def test_every_act_is_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Action)


@given(st.lists(st.sampled_from(Action), max_size=30), st.sampled_from(sorted(UNDECIDED)))
def test_no_path_of_acts_leads_where_the_table_does_not(acts: list[Action], status: Status) -> None:
    for action in acts:
        step = judge(action, status, same=False, moved=False)
        allowed = status in TRANSITIONS[action].allowed
        assert (step is Step.REFUSE) == (not allowed and status is not TRANSITIONS[action].to)
        if step is Step.APPLY:
            assert allowed or status is TRANSITIONS[action].to
            status = TRANSITIONS[action].to
        assert status is not Status.USED


@pytest.mark.parametrize("action", list(Action))
def test_what_was_used_stays_used(action: Action) -> None:
    assert judge(action, Status.USED, same=False, moved=False) is Step.REFUSE


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.USED}))
def test_from_everywhere_else_a_person_can_go_back_to_new(status: Status) -> None:
    allowed = TRANSITIONS[Action.REOPEN].allowed | {TRANSITIONS[Action.REOPEN].to}
    assert status in allowed


def test_rules_decide_nothing_and_what_is_let_go_stays_away() -> None:
    assert set(Action) - DECISIONS == {Action.WAKE, Action.EXPIRE}
    assert {Status.EXCLUDED, Status.EXPIRED} == BURIED
    assert TRANSITIONS[Action.MAYBE].permission is Permission.SUGGEST


@pytest.mark.parametrize(
    ("status", "same", "step"),
    [
        (Status.EXCLUDED, False, Step.UNCHANGED),
        (Status.EXCLUDED, True, Step.UNCHANGED),
        (Status.SHORTLISTED, False, Step.CONFLICT),
        (Status.USED, False, Step.CONFLICT),
    ],
)
def test_what_moved_meanwhile_is_the_same_decision_or_a_conflict(
    status: Status, same: bool, step: Step
) -> None:
    assert judge(Action.EXCLUDE, status, same=same, moved=True) is step


def test_the_same_act_with_another_reason_is_applied() -> None:
    assert judge(Action.EXCLUDE, Status.EXCLUDED, same=False, moved=False) is Step.APPLY
