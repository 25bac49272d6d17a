"""The states of an entry and of an issue in one table each: which act is allowed from where, and by whom.

A permission is named here and given to roles elsewhere (`desk/roles.py`): the rooms are strangers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from scraper.errors import ActionRefusedError
from scraper.outcomes import EntryState, IssueState


class EntryAct(StrEnum):
    """What a person does with an entry beside writing it."""

    READY = "ready"
    CHECK = "check"
    SEND_BACK = "send-back"
    HOLD_OVER = "hold-over"
    DROP = "drop"


class IssueAct(StrEnum):
    """What a person does with an issue as a whole."""

    SUBMIT = "submit"
    SIGN_OFF = "sign-off"
    REOPEN = "reopen"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class EntryStep:
    """Where an act leads, from which states, who may do it, and whether it needs a comment."""

    to: EntryState
    allowed: frozenset[EntryState]
    permission: str
    needs_comment: bool = False


@dataclass(frozen=True, slots=True)
class IssueStep:
    """Where an act leads, from which states, and who may do it."""

    to: IssueState
    allowed: frozenset[IssueState]
    permission: str


_UNPUBLISHED = frozenset({EntryState.DRAFT, EntryState.READY, EntryState.CHECKED})

ENTRY_STEPS: Mapping[EntryAct, EntryStep] = MappingProxyType(
    {
        EntryAct.READY: EntryStep(EntryState.READY, frozenset({EntryState.DRAFT}), "decide"),
        EntryAct.CHECK: EntryStep(EntryState.CHECKED, frozenset({EntryState.READY}), "check"),
        EntryAct.SEND_BACK: EntryStep(
            EntryState.DRAFT, frozenset({EntryState.READY, EntryState.CHECKED}), "decide", needs_comment=True
        ),
        EntryAct.HOLD_OVER: EntryStep(EntryState.HELD_OVER, _UNPUBLISHED, "decide"),
        EntryAct.DROP: EntryStep(EntryState.DROPPED, _UNPUBLISHED, "decide"),
    }
)

ISSUE_STEPS: Mapping[IssueAct, IssueStep] = MappingProxyType(
    {
        IssueAct.SUBMIT: IssueStep(IssueState.IN_REVIEW, frozenset({IssueState.DRAFT}), "decide"),
        IssueAct.SIGN_OFF: IssueStep(
            IssueState.SIGNED_OFF, frozenset({IssueState.DRAFT, IssueState.IN_REVIEW}), "sign-off"
        ),
        IssueAct.REOPEN: IssueStep(
            IssueState.DRAFT, frozenset({IssueState.IN_REVIEW, IssueState.SIGNED_OFF}), "decide"
        ),
        IssueAct.PUBLISH: IssueStep(IssueState.PUBLISHED, frozenset({IssueState.SIGNED_OFF}), "sign-off"),
    }
)

#: In these an issue takes entries, and its entries change.
WRITABLE = frozenset({IssueState.DRAFT, IssueState.IN_REVIEW})


def entry_after(state: EntryState, act: EntryAct, comment: str = "") -> EntryState:
    """The state that an act leads an entry to.

    Raises:
        ActionRefusedError: it is not allowed from `state`, or its comment is missing.
    """
    step = ENTRY_STEPS[act]
    if state not in step.allowed:
        raise ActionRefusedError(f"this entry is {in_words(state)}: it cannot be {DONE[act]}")
    if step.needs_comment and not comment.strip():
        raise ActionRefusedError("say in a comment what is to be changed")
    return step.to


def issue_after(state: IssueState, act: IssueAct) -> IssueState:
    """The state that an act leads an issue to.

    Raises:
        ActionRefusedError: it is not allowed from `state`.
    """
    step = ISSUE_STEPS[act]
    if state not in step.allowed:
        raise ActionRefusedError(f"this issue is {in_words(state)}: it cannot be {ISSUE_DONE[act]}")
    return step.to


def after_change_of_text(state: EntryState) -> EntryState:
    """A changed text has to be checked again; what was ready stays so."""
    return EntryState.READY if state is EntryState.CHECKED else state


def in_words(state: EntryState | IssueState) -> str:
    """The state as people say it: "held over", "in review", "signed off"."""
    return state.value.replace("-", " ")


#: What was done to an entry, in words.
DONE: Mapping[EntryAct, str] = MappingProxyType(
    {
        EntryAct.READY: "marked ready",
        EntryAct.CHECK: "marked checked",
        EntryAct.SEND_BACK: "sent back",
        EntryAct.HOLD_OVER: "held over",
        EntryAct.DROP: "dropped",
    }
)
#: What was done to an issue, in words.
ISSUE_DONE: Mapping[IssueAct, str] = MappingProxyType(
    {
        IssueAct.SUBMIT: "sent to review",
        IssueAct.SIGN_OFF: "signed off",
        IssueAct.REOPEN: "reopened",
        IssueAct.PUBLISH: "published",
    }
)
