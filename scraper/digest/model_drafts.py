"""Drafts by a model as they are kept with their entries: asked for, kept, used, discarded."""

from dataclasses import replace

from sqlalchemy.orm import Session

from scraper.digest.bases import basis_of
from scraper.digest.drafting import material_of
from scraper.digest.editing import ENTRY, check_writable, snapshot, text_of
from scraper.digest.exporting.naming import is_web_address
from scraper.digest.house import House
from scraper.digest.house_style import TO_BE_WRITTEN, StyleNote, style_notes
from scraper.digest.model import DigestEntry
from scraper.digest.model_draft import ModelDraft, after, discarded
from scraper.digest.prefill import Material
from scraper.digest.source_check import against_source
from scraper.errors import ActionRefusedError
from scraper.storage.acts import By, record
from scraper.storage.desk_models import Candidate, IssueEntry

#: The acts of keeping a model's draft, and of discarding it.
DRAFT, DISCARD = "model-draft", "discard-draft"


def draft_of(row: IssueEntry) -> ModelDraft | None:
    """What a model drafted for an entry; None when it was never asked, or nobody wanted it."""
    return ModelDraft.from_json(row.drafted)


def material_for(session: Session, row: IssueEntry, house: House) -> Material:
    """What a model is sent for an entry: what is public of the publication it was made from.

    Raises:
        ActionRefusedError: the issue was signed off or published, or there is no such text.
    """
    check_writable(row.issue)
    candidate = session.get(Candidate, row.candidate_id) if row.candidate_id is not None else None
    if candidate is None:
        raise ActionRefusedError("this entry was not made from a candidate: there is no text to send")
    if not is_web_address(candidate.publication.url):
        raise ActionRefusedError("its text did not stand on a public page, so it is not sent")
    if not candidate.revision.text.strip():
        raise ActionRefusedError("its source has no text")
    return material_of(session, candidate, house)


def keep_draft(session: Session, row: IssueEntry, draft: ModelDraft, by: By) -> None:
    """Keep a draft beside an entry's text, which it does not touch; one that waited gives way.

    Raises:
        ActionRefusedError: the issue was signed off or published.
    """
    check_writable(row.issue)
    before = snapshot(row)
    # No new version: the text is the same, and nobody who writes it must meet a conflict.
    row.drafted = after(draft_of(row), draft).as_json()
    record(session, by, (ENTRY, row.id), DRAFT, before=before, after=snapshot(row))
    session.flush()


def discard_draft(session: Session, row: IssueEntry, by: By) -> None:
    """Forget a draft that nobody used.

    Raises:
        ActionRefusedError: there is none, or the issue was signed off or published.
    """
    check_writable(row.issue)
    before = snapshot(row)
    row.drafted = discarded(row.drafted)
    record(session, by, (ENTRY, row.id), DISCARD, before=before, after=snapshot(row))
    session.flush()


def draft_notes(session: Session, row: IssueEntry, draft: ModelDraft, house: House) -> list[StyleNote]:
    """What needs a look in a draft: the house's style, and what its source does not say."""
    entry = replace(text_of(row), summary=draft.text)
    candidate = session.get(Candidate, row.candidate_id) if row.candidate_id is not None else None
    notes = [note for note in style_notes(entry, house) if note.place == "summary"]
    if candidate is not None:
        publication = candidate.publication
        basis = basis_of(candidate.revision.text, candidate.revision.title, publication, publication.source)
        notes += against_source(entry, basis)
    return notes


def with_draft(entry: DigestEntry, draft: ModelDraft) -> DigestEntry:
    """The entry with a draft as its summary; below it when there are words of hers."""
    written = tuple(part for part in entry.summary if TO_BE_WRITTEN not in part)
    return replace(entry, summary=(*written, *draft.text))
