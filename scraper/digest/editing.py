"""One entry as it is written: found, saved, kept while somebody types, brought from state to state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scraper.digest.house_style import broken_notes, is_broken
from scraper.digest.interchange import entry_from_json, entry_to_json
from scraper.digest.mentions import keep_mentions
from scraper.digest.model import DigestEntry
from scraper.digest.model_draft import ModelDraft, settled
from scraper.digest.states import (
    WRITABLE,
    EntryAct,
    after_change_of_text,
    entry_after,
    in_words,
)
from scraper.errors import ActionRefusedError, NotFoundError
from scraper.outcomes import EntryState, IssueState
from scraper.storage.acts import By, record
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.desk_models import IssueEntry, Unsaved

#: How events name what they are about.
ENTRY, ISSUE = "entry", "issue"
#: The acts of changing a text, and the section it stands in.
WRITE, SECTION = "write", "section"
#: What an act changes of an entry.
CHANGING = ("position", "candidate_id", "content", "state", "author", "checked_by", "comment", "drafted")


def find_entry(session: Session, entry_id: int) -> IssueEntry:
    """The row of an entry.

    Raises:
        NotFoundError: no issue has an entry of this number.
    """
    row = session.get(IssueEntry, entry_id)
    if row is None:
        raise NotFoundError(f"no entry {entry_id}: it may have been held over or dropped")
    return row


def check_writable(issue: IssueRow) -> None:
    """Nothing changes an issue that was signed off or published.

    Raises:
        ActionRefusedError: it was.
    """
    state = IssueState(issue.state)
    if state not in WRITABLE:
        hint = "reopen it first" if state is IssueState.SIGNED_OFF else "correct it in a new version"
        raise ActionRefusedError(f"issue {issue.id} is {in_words(state)}: {hint}")


def text_of(row: IssueEntry) -> DigestEntry:
    """The entry as it is saved."""
    return entry_from_json(row.content)


def snapshot(row: IssueEntry) -> dict[str, Any]:
    """What acts change of an entry, as plain data, and the issue it stands in."""
    return {ISSUE: row.issue_id, **{name: getattr(row, name) for name in CHANGING}}


def put(row: IssueEntry, state: Mapping[str, Any]) -> None:
    """Bring an entry to such a state; where it stands is left to `arranging`."""
    for name in CHANGING[1:]:
        setattr(row, name, state[name])
    row.version += 1
    row.issue.version += 1


def save_text(session: Session, row: IssueEntry, typed: DigestEntry, version: int, by: By) -> bool:
    """Save an entry's text. False when somebody else saved another one since `version`: nothing is changed.

    A changed text has to be checked again.

    Raises:
        ActionRefusedError: the issue was signed off or published.
    """
    check_writable(row.issue)
    content = entry_to_json(typed)
    if content == row.content:
        forget_unsaved(session, row, by.actor)
        return True
    if version != row.version:
        return False
    before = snapshot(row)
    after = {
        **before,
        "content": content,
        "state": after_change_of_text(EntryState(row.state)).value,
        "author": by.actor,
        "checked_by": None,
        "drafted": settled(row.drafted, by.actor),
    }
    put(row, after)
    record(session, by, (ENTRY, row.id), WRITE, before=before, after=after)
    forget_unsaved(session, row, by.actor)
    keep_mentions(session, row.issue)
    return True


def put_section(session: Session, row: IssueEntry, section: str, by: By) -> None:
    """Name the section an entry stands in; its text stays as it was checked."""
    check_writable(row.issue)
    content = entry_to_json(replace(text_of(row), section=section))
    if content == row.content:
        return
    before = snapshot(row)
    put(row, {**before, "content": content})
    record(session, by, (ENTRY, row.id), SECTION, before=before, after=snapshot(row))
    session.flush()


def keep_unsaved(session: Session, row: IssueEntry, typed: DigestEntry, version: int, by: By) -> bool:
    """Keep what somebody has typed and not saved, until she saves. False when it is what is saved."""
    content = entry_to_json(typed)
    kept = session.get(Unsaved, (row.id, by.actor))
    if content == row.content:
        forget_unsaved(session, row, by.actor)
        return False
    if kept is None:
        session.add(
            Unsaved(issue_entry_id=row.id, actor=by.actor, version=version, content=content, at=by.at)
        )
    else:
        kept.version, kept.content, kept.at = version, content, by.at
    session.flush()
    return True


def forget_unsaved(session: Session, row: IssueEntry, actor: str) -> None:
    """What somebody typed was saved, or she does not want it."""
    session.execute(delete(Unsaved).where(Unsaved.issue_entry_id == row.id, Unsaved.actor == actor))


def unsaved_of(session: Session, row: IssueEntry, actor: str) -> Unsaved | None:
    """What somebody typed into an entry and has not saved; None when there is nothing."""
    return session.get(Unsaved, (row.id, actor))


def act_on_entry(
    session: Session, row: IssueEntry, act: EntryAct, by: By, *, comment: str = "", by_another: bool = False
) -> None:
    """Mark an entry ready or checked, or send it back.

    Args:
        comment: what is to be changed, when it is sent back.
        by_another: the house's rule that nobody checks what she wrote herself.

    Raises:
        ActionRefusedError: not from its state, without a comment, while it is broken or a model's draft
            waits, or checked by its author where somebody else has to.
    """
    check_writable(row.issue)
    state = entry_after(EntryState(row.state), act, comment)
    if act is EntryAct.READY and is_broken(text_of(row)):
        raise ActionRefusedError(" ".join(broken_words(text_of(row))))
    check_hands(row, act, by.actor, by_another=by_another)
    before = snapshot(row)
    checker = by.actor if act is EntryAct.CHECK else None
    told = " ".join(comment.split()) if act is EntryAct.SEND_BACK else ""
    put(row, {**before, "state": state.value, "checked_by": checker, "comment": told})
    record(session, by, (ENTRY, row.id), act, before=before, after=snapshot(row))
    session.flush()


def check_hands(row: IssueEntry, act: EntryAct, actor: str, *, by_another: bool) -> None:
    """What a model drafted is settled by a person and checked by a second one, whatever the house's rule.

    Raises:
        ActionRefusedError: a draft waits, or who checks has written the entry or had to do with its draft.
    """
    draft = ModelDraft.from_json(row.drafted)
    if draft is not None and draft.waits and act in {EntryAct.READY, EntryAct.CHECK}:
        raise ActionRefusedError("a model's draft waits in this entry: use it, write the text, or discard it")
    if act is not EntryAct.CHECK:
        return
    if by_another and row.author == actor:
        raise ActionRefusedError("you wrote this entry yourself: somebody else checks it")
    if draft is not None and actor in draft.hands | {row.author}:
        raise ActionRefusedError("a model drafted this entry for you: somebody else checks it")


def broken_words(entry: DigestEntry) -> list[str]:
    """Why an entry cannot go out, a sentence each."""
    return [note.words for note in broken_notes(entry)]
