from itertools import product
from pathlib import Path

import pytest

from scraper.desk.roles import Permission
from scraper.digest.states import (
    DONE,
    ENTRY_STEPS,
    ISSUE_DONE,
    ISSUE_STEPS,
    EntryAct,
    IssueAct,
    after_change_of_text,
    entry_after,
    in_words,
    issue_after,
)
from scraper.errors import ActionRefusedError
from scraper.outcomes import EntryState, IssueState


@pytest.mark.parametrize(("state", "act"), [*product(EntryState, EntryAct)])
def test_an_entry_moves_where_the_table_says_and_nowhere_else(state: EntryState, act: EntryAct) -> None:
    if state in ENTRY_STEPS[act].allowed:
        assert entry_after(state, act, "why") is ENTRY_STEPS[act].to
    else:
        with pytest.raises(ActionRefusedError, match="cannot be"):
            entry_after(state, act, "why")


@pytest.mark.parametrize(("state", "act"), [*product(IssueState, IssueAct)])
def test_an_issue_moves_where_the_table_says_and_nowhere_else(state: IssueState, act: IssueAct) -> None:
    if state in ISSUE_STEPS[act].allowed:
        assert issue_after(state, act) is ISSUE_STEPS[act].to
    else:
        with pytest.raises(ActionRefusedError, match="cannot be"):
            issue_after(state, act)


def test_what_went_out_is_left_by_no_act() -> None:
    final = {EntryState.PUBLISHED, EntryState.HELD_OVER, EntryState.DROPPED}
    assert not any(step.allowed & final for step in ENTRY_STEPS.values())
    gone = {IssueState.PUBLISHED, IssueState.CORRECTED, IssueState.IMPORTED}
    assert not any(step.allowed & gone for step in ISSUE_STEPS.values())


def test_an_issue_is_published_only_after_it_was_signed_off() -> None:
    assert ISSUE_STEPS[IssueAct.PUBLISH].allowed == {IssueState.SIGNED_OFF}


def test_every_act_has_a_permission_that_roles_know_and_words() -> None:
    for step in (*ENTRY_STEPS.values(), *ISSUE_STEPS.values()):
        assert step.permission in set(Permission)
    assert (set(DONE), set(ISSUE_DONE)) == (set(EntryAct), set(IssueAct))


def test_nothing_is_sent_back_without_a_word() -> None:
    with pytest.raises(ActionRefusedError, match="comment"):
        entry_after(EntryState.READY, EntryAct.SEND_BACK, " ")


def test_a_changed_text_has_to_be_checked_again() -> None:
    after = {state: after_change_of_text(state) for state in EntryState}
    assert after.pop(EntryState.CHECKED) is EntryState.READY
    assert all(state is then for state, then in after.items())


def test_states_are_said_as_people_say_them() -> None:
    assert (in_words(EntryState.HELD_OVER), in_words(IssueState.SIGNED_OFF)) == ("held over", "signed off")


def test_the_tables_of_the_document_are_those_of_the_code() -> None:
    document = (Path(__file__).parents[2] / "docs" / "making-an-issue.md").read_text()
    for act, step in (*ENTRY_STEPS.items(), *ISSUE_STEPS.items()):
        allowed = ", ".join(sorted(step.allowed))
        assert f"| {act} | {allowed} | {step.to} | {step.permission} |" in document
