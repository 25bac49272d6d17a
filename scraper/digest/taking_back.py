"""Taking back one's last act on an issue. Nothing is erased: taking back is an act of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from scraper.digest.arranging import MOVE, by_the_issue, reorder
from scraper.digest.editing import ENTRY, ISSUE, check_writable, put, snapshot
from scraper.digest.mentions import keep_mentions
from scraper.digest.signing import FRAME, put_sign, sign_of
from scraper.digest.states import IssueAct
from scraper.errors import ActionRefusedError
from scraper.outcomes import IssueState
from scraper.storage.acts import CANDIDATE, By, change, find_candidates, record, state_of
from scraper.storage.desk_models import Event, IssueEntry, SetAside
from scraper.storage.desk_models import Issue as IssueRow

UNDO = "undo"
#: Acts on an issue that can be taken back; a publication cannot: what went out is corrected.
REVERSIBLE = frozenset({MOVE, FRAME, IssueAct.SUBMIT, IssueAct.SIGN_OFF, IssueAct.REOPEN})


def last_act(session: Session, issue: IssueRow, actor: str) -> Event | None:
    """What somebody did last on an issue and may take back; None when there is nothing."""
    undoing = aliased(Event)
    stands = ~exists().where(undoing.undo_of == Event.id)
    mine = select(Event).where(Event.actor == actor, Event.action != UNDO, stands)
    of_issue = mine.where(Event.object_type == ISSUE, Event.object_id == issue.id)
    of_entries = mine.where(Event.object_type == ENTRY, Event.after[ISSUE].as_integer() == issue.id)
    newest = [
        session.scalars(each.order_by(Event.id.desc()).limit(1)).first() for each in (of_issue, of_entries)
    ]
    found = max((each for each in newest if each), key=lambda each: each.id, default=None)
    if found is not None and found.object_type == ISSUE and found.action not in REVERSIBLE:
        return None
    return found


def take_back(session: Session, issue: IssueRow, by: By) -> Event:
    """Take back what somebody did last on an issue; the event that was taken back.

    Raises:
        ActionRefusedError: there is nothing, or what it changed was changed again since.
    """
    event = last_act(session, issue, by.actor)
    if event is None:
        raise ActionRefusedError("there is nothing to undo here")
    if event.object_type == ISSUE:
        issue_back(session, issue, event)
        note_undo(session, issue, event, by)
    else:
        check_writable(issue)
        for each in of_one_act(session, event):
            entry_back(session, issue, each)
            note_undo(session, issue, each, by)
        candidates_back(session, event, by)
    session.flush()
    keep_mentions(session, issue)
    return event


def of_one_act(session: Session, event: Event) -> Sequence[Event]:
    """What the act of an event did to entries, the last first: several may be taken in at once."""
    same = select(Event).where(Event.bulk == event.bulk, Event.object_type == ENTRY)
    return session.scalars(same.order_by(Event.id.desc())).all()


def note_undo(session: Session, issue: IssueRow, event: Event, by: By) -> None:
    """Write down that an event was taken back."""
    record(
        session,
        by,
        (event.object_type, event.object_id),
        UNDO,
        before=event.after,
        after=event.before | {ISSUE: issue.id},
        undo_of=event.id,
    )


def changed_since() -> ActionRefusedError:
    """The refusal where somebody else went on."""
    return ActionRefusedError("that was changed again since: nothing was undone")


def issue_back(session: Session, issue: IssueRow, event: Event) -> None:
    """An order, a frame or a state as it was before."""
    if event.action == MOVE:
        check_writable(issue)
        if [each.id for each in issue.entries] != event.after["order"]:
            raise changed_since()
        reorder(session, issue, event.before["order"])
    elif event.action == FRAME:
        check_writable(issue)
        if issue.frame != event.after["frame"]:
            raise changed_since()
        issue.date, issue.frame = event.before["date"], event.before["frame"]
    else:
        if sign_of(issue) != event.after or issue.state == IssueState.PUBLISHED:
            raise changed_since()
        put_sign(issue, event.before)
    issue.version += 1


def entry_back(session: Session, issue: IssueRow, event: Event) -> None:
    """An entry as it was before: its text and state, or whether it stands in the issue at all."""
    if "set_aside" in event.after:
        aside = session.get(SetAside, event.after["set_aside"])
        if aside is None:
            raise changed_since()
        session.delete(aside)
        put_in(session, issue, event)
        return
    row = session.get(IssueEntry, event.object_id)
    if row is None or differs(snapshot(row), event.after):
        raise changed_since()
    if "content" in event.before:
        put(row, event.before)
        return
    if "from" in event.before:
        session.add(aside_again(session, row, event))
    issue.entries.remove(row)
    session.flush()
    reorder(session, issue, [each.id for each in issue.entries])


def free_id(session: Session, table: type[IssueEntry | SetAside], number: int) -> int | None:
    """The number that a row had, for earlier acts and addresses name it; None when another has it now."""
    return number if session.get(table, number) is None else None


def put_in(session: Session, issue: IssueRow, event: Event) -> None:
    """Put an entry into an issue again, where it stood."""
    state = event.before
    number = free_id(session, IssueEntry, event.object_id)
    row = IssueEntry(id=number, position=len(issue.entries) + 1, state=state["state"])
    issue.entries.append(row)
    session.flush()
    put(row, state)
    order = [each.id for each in issue.entries if each is not row]
    order.insert(state["position"] - 1, row.id)
    reorder(session, issue, order)


def aside_again(session: Session, row: IssueEntry, event: Event) -> SetAside:
    """What was taken in, set aside as it was."""
    return SetAside(
        id=free_id(session, SetAside, event.before["set_aside"]),
        issue_id=event.before["from"],
        candidate_id=row.candidate_id,
        state=event.before["state"],
        position=event.before["position"],
        author=row.author,
        comment=event.before["comment"],
        drafted=row.drafted,
        content=row.content,
        at=event.at,
    )


def differs(now: dict[str, Any], then: dict[str, Any]) -> bool:
    """Whether an entry is not as an act left it, wherever it stands."""
    return any(now[name] != value for name, value in then.items() if name != "position")


def candidates_back(session: Session, event: Event, by: By) -> None:
    """What the act meant for candidates, taken back with it where nobody decided anew."""
    parts = session.scalars(
        select(Event).where(Event.bulk == event.bulk, Event.object_type == CANDIDATE).order_by(Event.id)
    ).all()
    rows = {row.id: row for row in find_candidates(session, [each.object_id for each in parts])}
    for each in parts:
        state = state_of(rows[each.object_id])
        if all(state[name] == value for name, value in each.after.items()):
            change(session, by_the_issue(by), rows[each.object_id], UNDO, each.before, undo_of=each.id)
