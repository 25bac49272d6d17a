"""Deciding on candidates, alone or with their whole story. Every act is an event for each of its members."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scraper.desk.roles import Permission, Role, may
from scraper.desk.stories import join_stories
from scraper.desk.tombstones import keep_away
from scraper.desk.transitions import BURIED, TRANSITIONS, UNDECIDED, Action, Need, Step, judge
from scraper.errors import ActionRefusedError, ConflictError
from scraper.outcomes import Status
from scraper.storage.acts import CANDIDATE, By, change, decided, find_candidates, state_of
from scraper.storage.desk_models import Candidate, Event
from scraper.storage.models import Publication
from scraper.storage.reasons import house_reasons

#: When one of a story is taken, the others have no entry to themselves.
COPIES = {Action.INCLUDE: Action.DUPLICATE}


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what, by which way ("cli", "web"), and why, until when or as a copy of which candidate.

    `versions` are those of the candidates as the person saw them; one that was changed since is not changed
    again unseen. `role` is hers; None is somebody at the machine itself, who may do all.
    """

    action: Action
    actor: str
    via: str
    reason: str | None = None
    until: datetime | None = None
    of: int | None = None
    versions: Mapping[int, int] | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """A candidate that somebody changed since the person looked: where it stands, who did it, when, why.

    `reason` is in words. `actor` and `at` are None when a crawl brought its text up to date.
    """

    candidate_id: int
    status: Status
    actor: str | None = None
    at: datetime | None = None
    reason: str | None = None

    @property
    def words(self) -> str:
        """The conflict as one line."""
        if self.actor is None or self.at is None:
            return f"candidate {self.candidate_id} was brought up to date since you looked: look again"
        why = f" ({self.reason})" if self.reason else ""
        when = f"{self.at.day} {self.at:%B %Y, %H:%M} UTC"
        return f"candidate {self.candidate_id} is {self.status}{why} by {self.actor} since {when}: look again"


@dataclass(frozen=True, slots=True)
class Decided:
    """What an act came to. `act` is its number, by which it is undone; None when it changed nothing.

    `followed` are members of a story that went with the ones that were named.
    """

    act: int | None
    applied: tuple[Candidate, ...] = ()
    unchanged: tuple[Candidate, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    followed: tuple[Candidate, ...] = ()


def decide(
    session: Session, ids: Sequence[int], act: Act, now: datetime, *, whole_story: bool = False
) -> Decided:
    """Apply one act to candidates as one undoable act; what somebody else changed meanwhile is left alone.

    With `whole_story` the other undecided members of their stories follow: the same is done to them, but of
    an included story only the named ones are shortlisted, and the others are its duplicates.

    Raises:
        NotFoundError: an id names no candidate.
        ActionRefusedError: the act is not allowed for one of them, or lacks its day or its other candidate;
            then none is changed.
        ConflictError: only one was named, and somebody changed it since.
    """
    candidates = find_candidates(session, ids, to_change=True)
    other = required(session, act, ids)
    reason = house_reasons(session).settle(act.reason) if act.reason else None
    wanted = decided(TRANSITIONS[act.action].to, reason, act.until)
    wanted["duplicate_of"] = act.of if act.action is Action.DUPLICATE else None
    steps = {each.id: step_of(each, act, wanted) for each in candidates}
    by_step = {step: tuple(each for each in candidates if steps[each.id] is step) for step in Step}
    for each in by_step[Step.REFUSE]:
        raise ActionRefusedError(f"candidate {each.id} is {each.status}: cannot {act.action} it")
    conflicts = conflicts_of(session, by_step[Step.CONFLICT])
    if conflicts and len(candidates) == 1:
        (one,) = conflicts
        raise ConflictError(one.words, one.candidate_id, one.status, one.actor, one.at)
    applied = by_step[Step.APPLY]
    leads = [*applied, *by_step[Step.UNCHANGED]]
    following = members_of(session, leads, {*ids, act.of}) if whole_story else {}
    states = states_of_following(act.action, wanted, following)
    by = By(act.actor, act.via, now)
    events = write(session, by, act.action, dict.fromkeys(applied, wanted))
    events += write(session, by, COPIES.get(act.action, act.action), states)
    if other is not None and applied:
        events += join_stories(session, [other, *applied], by)
    session.flush()
    number = min((event.id for event in events), default=None)
    return Decided(number, applied, by_step[Step.UNCHANGED], conflicts, tuple(states))


def required(session: Session, act: Act, ids: Sequence[int]) -> Candidate | None:
    """The other candidate that an act is about, None when it needs none.

    Raises:
        NotFoundError: there is none of its id.
        ActionRefusedError: what the act needs is missing, or the other cannot stand for these.
    """
    need = TRANSITIONS[act.action].needs
    if need is Need.DAY and act.until is None:
        raise ActionRefusedError("to hold a candidate, say until which day, as 2026-12-01")
    if need is not Need.OTHER:
        return None
    if act.of is None:
        raise ActionRefusedError("to set a candidate aside as a duplicate, say of which")
    (other,) = find_candidates(session, [act.of])
    if other.id in ids:
        raise ActionRefusedError(f"candidate {other.id} is no duplicate of itself")
    if other.status == Status.DUPLICATE:
        raise ActionRefusedError(
            f"candidate {other.id} is itself a duplicate of {other.duplicate_of}: name that one"
        )
    return other


def step_of(candidate: Candidate, act: Act, wanted: Mapping[str, Any]) -> Step:
    """What the act comes to for a candidate.

    Raises:
        ActionRefusedError: the role does not allow it.
    """
    status = Status(candidate.status)
    # Whoever may only suggest does not take back what others decided.
    needed = TRANSITIONS[act.action].permission if status in UNDECIDED else Permission.DECIDE
    if act.role is not None and (needed is None or not may(act.role, needed)):
        raise ActionRefusedError(f"as a {act.role} you cannot {act.action} what is {status}")
    moved = (
        act.versions is not None and act.versions.get(candidate.id, candidate.version) != candidate.version
    )
    return judge(act.action, status, same=not differs(candidate, wanted), moved=moved)


def conflicts_of(session: Session, candidates: Sequence[Candidate]) -> tuple[Conflict, ...]:
    """Who changed candidates last. Two statements."""
    if not candidates:
        return ()
    later = aliased(Event)
    rows = session.scalars(
        select(Event).where(
            Event.object_type == CANDIDATE,
            Event.object_id.in_([each.id for each in candidates]),
            ~exists().where(
                later.object_type == CANDIDATE, later.object_id == Event.object_id, later.id > Event.id
            ),
        )
    )
    last = {row.object_id: row for row in rows if row.after.get("status")}
    told, reasons = [], house_reasons(session)
    for each in candidates:
        event, status = last.get(each.id), Status(each.status)
        if event is None:
            told.append(Conflict(each.id, status))
        else:
            told.append(Conflict(each.id, status, event.actor, event.at, reasons.words(each.reason)))
    return tuple(told)


def members_of(
    session: Session, leads: Sequence[Candidate], apart: Collection[int | None]
) -> dict[Candidate, Candidate]:
    """The undecided candidates of stories, each beside the first lead of its story. Two statements."""
    rows = select(Candidate.id, Publication.story_id).join(Candidate.publication)
    named = session.execute(
        rows.where(Candidate.id.in_([each.id for each in leads]), Publication.story_id.is_not(None))
    )
    story_of = {row.id: row.story_id for row in named}
    first = {story_of[each.id]: each for each in reversed(leads) if each.id in story_of}
    others = session.execute(
        select(Candidate, Publication.story_id)
        .join(Candidate.publication)
        .where(
            Publication.story_id.in_(first),
            Candidate.status.in_(UNDECIDED),
            Candidate.id.not_in([each for each in apart if each is not None]),
        )
        .order_by(Candidate.id)
        .with_for_update(of=Candidate)
        .execution_options(populate_existing=True)
    )
    return {candidate: first[story] for candidate, story in others}


def states_of_following(
    action: Action, wanted: Mapping[str, Any], following: Mapping[Candidate, Candidate]
) -> dict[Candidate, Mapping[str, Any]]:
    """What an act on leads means for the members that follow them."""
    if action in COPIES:
        return {member: copy_of(lead.id) for member, lead in following.items()}
    allowed = TRANSITIONS[action].allowed
    return {each: wanted for each in following if each.status in allowed and differs(each, wanted)}


def copy_of(lead: int) -> dict[str, Any]:
    """The state of a member whose story is told by another."""
    return decided(Status.DUPLICATE, f"same story as {lead}") | {"duplicate_of": lead}


def differs(candidate: Candidate, wanted: Mapping[str, Any]) -> bool:
    """Whether a candidate does not stand so already."""
    state = state_of(candidate)
    return any(state[name] != value for name, value in wanted.items())


def write(
    session: Session, by: By, action: Action, states: Mapping[Candidate, Mapping[str, Any]]
) -> list[Event]:
    """Bring candidates to their states, each with its event; tombstones follow."""
    statuses = {each.id: Status(each.status) for each in states}
    events = [change(session, by, each, action, state) for each, state in states.items()]
    turned = [each.id for each in states if {statuses[each.id], Status(each.status)} & BURIED]
    if turned:
        keep_away(session, turned)
    return events
