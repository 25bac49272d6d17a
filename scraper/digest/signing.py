"""An issue as a whole: its frame, review, sign-off, publication, and the new version that corrects it."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.digest.arranging import by_the_issue
from scraper.digest.asking import addresses_of, links_seen
from scraper.digest.characters import tidy
from scraper.digest.checks import EntrySeen, Finding, check_issue, readiness
from scraper.digest.editing import ISSUE, check_writable
from scraper.digest.exporting import FORMATS, render
from scraper.digest.house import House
from scraper.digest.house_style import Level
from scraper.digest.interchange import entry_from_json
from scraper.digest.mentions import keep_mentions
from scraper.digest.model import Issue
from scraper.digest.model_draft import ModelDraft
from scraper.digest.outbox import tell
from scraper.digest.proof import prove_links
from scraper.digest.repeats import ran_before
from scraper.digest.states import ISSUE_DONE, IssueAct, issue_after
from scraper.errors import ActionRefusedError
from scraper.outcomes import EntryState, IssueState, Status
from scraper.storage.acts import By, change, decided, find_candidates, record
from scraper.storage.desk_models import Issue as IssueRow
from scraper.storage.desk_models import IssueEntry

#: The acts of changing date, title and intro, and of beginning a correction.
FRAME, CORRECT = "frame", "correct"


@dataclass(frozen=True, slots=True)
class FrameText:
    """Date, number, title and intro of an issue, as a person types them."""

    day: date | None
    number: int | None
    title: str
    intro: tuple[str, ...]


def frame_of(row: IssueRow) -> FrameText:
    """What stands around the entries of an issue."""
    day = date.fromisoformat(row.date) if row.date else None
    intro = tuple(row.frame.get("intro") or ())
    return FrameText(day, row.frame.get("number"), row.frame.get("title", ""), intro)


def mark_of(frame: FrameText) -> str:
    """A short mark of a frame: two that differ have two, so that nobody writes over what she has not seen."""
    return hashlib.sha256(repr(frame).encode()).hexdigest()[:16]


def save_frame(session: Session, row: IssueRow, typed: FrameText, mark: str, by: By) -> bool:
    """Save date, title and intro. False when they were changed since `mark`: nothing is changed then.

    Raises:
        ActionRefusedError: the issue was signed off or published.
    """
    check_writable(row)
    now = frame_of(row)
    clean = FrameText(typed.day, typed.number, tidy(typed.title), tuple(filter(None, map(tidy, typed.intro))))
    if clean == now:
        return True
    if mark != mark_of(now):
        return False
    before = {"date": row.date, "frame": row.frame}
    put_frame(row, clean)
    record(session, by, (ISSUE, row.id), FRAME, before=before, after={"date": row.date, "frame": row.frame})
    session.flush()
    return True


def put_frame(row: IssueRow, typed: FrameText) -> None:
    """Set date, number, title and intro; how an imported issue was typed stays."""
    row.date = typed.day.isoformat() if typed.day else None
    told = {"date": row.date, "number": typed.number, "title": typed.title, "intro": list(typed.intro)}
    row.frame = {**row.frame, **told}
    row.version += 1


def entries_seen(session: Session, row: IssueRow) -> list[EntrySeen]:
    """The entries of an issue as its check sees them. A fixed number of statements."""
    ran = ran_before(session, row)
    return [
        EntrySeen(
            id=each.id,
            position=each.position,
            text=entry_from_json(each.content),
            state=EntryState(each.state),
            author=each.author,
            checked_by=each.checked_by,
            ran_before=ran.get(each.id, ()),
            drafted=ModelDraft.from_json(each.drafted),
        )
        for each in row.entries
    ]


def known_headings(session: Session, row: IssueRow | None = None) -> list[str]:
    """The headings that past issues have, by alphabet, each once."""
    query = select(IssueEntry.content["heading"].as_string()).where(IssueEntry.state == EntryState.PUBLISHED)
    if row is not None:
        query = query.where(IssueEntry.issue_id != row.id)
    return sorted({each for each in session.scalars(query) if each}, key=str.lower)


def findings_of(
    session: Session, row: IssueRow, seen: Sequence[EntrySeen], house: House, *, by_another: bool
) -> list[Finding]:
    """The check of an issue."""
    known = frozenset(each.lower() for each in known_headings(session, row))
    day = date.fromisoformat(row.date) if row.date else None
    return check_issue(seen, day, known, house, by_another=by_another)


def act_on_issue(
    session: Session,
    row: IssueRow,
    act: IssueAct,
    by: By,
    *,
    by_another: bool = False,
    files: Mapping[str, str] | None = None,
    webhooks: Collection[str] = (),
    despite_links: bool = False,
) -> None:
    """Send an issue to review, sign it off, reopen it, or mark it as published.

    Args:
        by_another: the house's rule that somebody else than its author checks each entry.
        files: the SHA-256 of each file that goes out, by format, to be kept with the publication.
        webhooks: the names of those that are told of the publication.
        despite_links: sign it off although a link does not open: who signs has looked at it herself.

    Raises:
        ActionRefusedError: not from its state, or something in it keeps it from going out.
    """
    state = issue_after(IssueState(row.state), act)
    if act is IssueAct.SIGN_OFF:
        check_sign_off(session, row, by_another=by_another, despite_links=despite_links)
    before = sign_of(row)
    row.state = state
    row.version += 1
    row.signed_by, row.signed_at = (
        (by.actor, by.at) if act is IssueAct.SIGN_OFF else (row.signed_by, row.signed_at)
    )
    if act is IssueAct.REOPEN:
        row.signed_by = row.signed_at = None
    after = sign_of(row)
    if act is IssueAct.PUBLISH:
        publish(session, row, by)
        tell(session, row, webhooks, by.at)
        after |= {"files": dict(files or {})}
    record(session, by, (ISSUE, row.id), act, before=before, after=after)
    session.flush()


def check_sign_off(session: Session, row: IssueRow, *, by_another: bool, despite_links: bool = False) -> None:
    """Nothing broken is signed off; a link that was asked and does not open only by who says so.

    Raises:
        ActionRefusedError: something is; says what and how much.
    """
    day = date.fromisoformat(row.date) if row.date else None
    entries = entries_seen(session, row)
    found = list(readiness(entries, day, by_another=by_another))
    if not despite_links:
        served = {url: seen for url, (seen, _) in links_seen(session, addresses_of(entries)).items()}
        found += prove_links(entries, served, day, 0)
    findings = [each for each in found if each.level is Level.BROKEN]
    if findings:
        places = {each.id: each.position for each in entries}
        first = findings[0]
        where = f"entry {places[first.entry]}: " if first.entry is not None else ""
        more = f" The check lists {len(findings) - 1} more." if len(findings) > 1 else ""
        raise ActionRefusedError(
            f"it cannot be {ISSUE_DONE[IssueAct.SIGN_OFF]} yet: {where}{first.words}{more}"
        )


def sign_of(row: IssueRow) -> dict[str, Any]:
    """State and signature, as plain data."""
    at = row.signed_at.isoformat() if row.signed_at else None
    return {"state": str(row.state), "signed_by": row.signed_by, "signed_at": at}


def put_sign(row: IssueRow, told: Mapping[str, Any]) -> None:
    """Bring an issue to such a state and signature."""
    row.state, row.signed_by = IssueState(told["state"]), told["signed_by"]
    row.signed_at = datetime.fromisoformat(told["signed_at"]) if told["signed_at"] else None


def publish(session: Session, row: IssueRow, by: By) -> None:
    """What publication does: entries are final, their candidates used, what is corrected says so."""
    row.published_at = by.at
    for entry in row.entries:
        entry.state = EntryState.PUBLISHED
        entry.version += 1
    ids = [each.candidate_id for each in row.entries if each.candidate_id is not None]
    for candidate in find_candidates(session, ids):
        if candidate.status != Status.USED:
            change(session, by_the_issue(by), candidate, "use", decided(Status.USED))
    if row.corrects is not None and (old := session.get(IssueRow, row.corrects)) is not None:
        old.state = IssueState.CORRECTED
        old.version += 1


def checksums(issue: Issue, own: Mapping[str, str]) -> dict[str, str]:
    """The SHA-256 of an issue in each format; `own` are the house's templates. It takes its time."""
    return {name: hashlib.sha256(render(issue, name, own)).hexdigest() for name in FORMATS}


def newer_version(session: Session, row: IssueRow) -> int | None:
    """The number of the issue that corrects this one, published or being made; None while there is none."""
    return session.scalar(select(IssueRow.id).where(IssueRow.corrects == row.id).limit(1))


def correct(session: Session, row: IssueRow, by: By) -> IssueRow:
    """Begin the next version of a published issue: a copy to be changed; the old one stays as it went out.

    Raises:
        ActionRefusedError: it was not published, or a newer version stands already.
    """
    if row.state not in {IssueState.PUBLISHED, IssueState.IMPORTED}:
        raise ActionRefusedError(f"issue {row.id} is {row.state}: only what was published is corrected")
    later = newer_version(session, row)
    if later is not None:
        raise ActionRefusedError(f"issue {later} corrects it already")
    new = IssueRow(
        date=row.date,
        state=IssueState.DRAFT,
        frame=row.frame,
        created_at=by.at,
        author=by.actor,
        edition=row.edition + 1,
        corrects=row.id,
    )
    for each in row.entries:
        new.entries.append(
            IssueEntry(
                position=each.position,
                candidate_id=each.candidate_id,
                content=each.content,
                state=EntryState.READY,
                author=each.author,
                drafted=each.drafted,
            )
        )
    session.add(new)
    keep_mentions(session, new)
    record(
        session, by, (ISSUE, new.id), CORRECT, before={}, after={"corrects": row.id, "edition": new.edition}
    )
    return new
