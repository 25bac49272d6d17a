"""One page's end of the path: candidate, revision, evidence on an existing one, or a drop with its reason."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.identity.match import Decision, decide
from scraper.identity.urls import without_tracking
from scraper.intake.content_items import is_withdrawn, last_stated, without_minor_edit
from scraper.intake.counters import forget
from scraper.intake.facts import write_facts
from scraper.intake.files import expect_file, file_that_came_first, keep_file, landing_of, make_room, offer
from scraper.intake.in_place import without_stand_in
from scraper.intake.memory import remember
from scraper.intake.moving import earliest_admitted
from scraper.intake.recall import recall
from scraper.intake.revisions import keep_record, keep_revision, latest_revision
from scraper.intake.sightings import is_before
from scraper.intake.statements import set_date, stated_date
from scraper.intake.stories import keep_story
from scraper.intake.websites import expect_sites, keep_announcements, note_links, without_known_site
from scraper.items import DateFact, Fingerprint
from scraper.items import Publication as Understood
from scraper.outcomes import DropReason, PageState, Status, Verdict
from scraper.plans import PageRead
from scraper.storage.desk_models import Candidate
from scraper.storage.facts import chosen_one, with_choice
from scraper.storage.identity_models import Tombstone
from scraper.storage.models import Alias, Evidence, Page, Publication

#: Waits before a page that could not be fetched is tried again; after the last one it is given up, visibly.
RETRY_WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))

#: What harmed the process that read it: never read again by itself, its record is named for a person.
QUARANTINED = frozenset({DropReason.CRASHED_EXTRACTION, DropReason.TOO_SLOW})


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of a page: its state, the verdict when it was stored, the reason when it was not."""

    state: PageState
    verdict: Verdict | None = None
    reason: str | None = None
    candidate_id: int | None = None


def admit(session: Session, read: PageRead, now: datetime, first_poll_days: int) -> Admitted:
    """Write what became of a page, in the one transaction of the caller; told twice, it changes nothing."""
    page = session.get_one(Page, read.plan.page_id)
    if page.state != PageState.PENDING:
        return Admitted(PageState(page.state), None, page.reason)
    read = without_stand_in(session, page, without_known_site(session, page, read))
    if read.publication is None or read.fingerprint is None:
        return drop(session, page, read, now)
    if joined := join_page_and_file(session, page, read, now):
        return joined
    fingerprint = read.fingerprint
    stated = read.publication.published or stated_date(page)
    known = recall(session, page.source_id, fingerprint, read.publication, str(stated) if stated else None)
    decision = decide(fingerprint, known, read.publication.title)
    row = session.get(Publication, decision.publication_id) if decision.publication_id else None
    decision = without_minor_edit(decision, row, read.publication)
    if decision.hold:
        if not held_before(page, fingerprint):
            return hold(page, fingerprint, decision, now)
        decision = replace(decision, verdict=Verdict.UPDATED, hold=False)
    publication = keep_publication(session, page, read, decision, now)
    session.flush()
    keep_aliases(session, publication, fingerprint, decision, publication.url)
    keep_evidence(session, publication, page, decision, now)
    keep_announcements(session, page, publication, now)
    page.publication_id, page.verdict, page.next_at = publication.id, decision.verdict, None
    page.state = PageState.STORED
    if decision.verdict not in {Verdict.NEW, Verdict.UPDATED}:
        return Admitted(PageState.STORED, decision.verdict)
    return introduce(session, page, publication, read, decision, now=now, first_poll_days=first_poll_days)


def introduce(
    session: Session,
    page: Page,
    publication: Publication,
    read: PageRead,
    decision: Decision,
    *,
    now: datetime,
    first_poll_days: int,
) -> Admitted:
    """A new or updated publication on its way to the editor, unless it is old or she decided against it."""
    understood, fingerprint = read.publication, read.fingerprint
    if understood is None or fingerprint is None:
        raise ValueError("only a page that was understood can be introduced")
    fresh = note_links(session, understood, now)
    earliest = now.date() - timedelta(days=first_poll_days)
    if page.baseline:
        earliest = earliest_admitted(session, [each.channel_id for each in page.sightings], earliest)
    if reason := passed_over(page, understood, decision, earliest):
        page.state, page.reason = PageState.DROPPED, reason
        return Admitted(PageState.DROPPED, None, page.reason)
    if decision.verdict is Verdict.NEW and stays_away(session, page, decision.marks):
        return Admitted(PageState.STORED, Verdict.UNCHANGED)
    candidate = keep_candidate(session, publication, decision.verdict, now)
    expect_file(session, page, publication, read, now)
    remember(session, publication, understood.text, now)
    changed = decision.verdict is Verdict.UPDATED
    keep_story(session, publication, understood.text, decision.related, now=now, changed=changed)
    expect_sites(session, page, publication, understood, fresh, now=now)
    return Admitted(PageState.STORED, decision.verdict, None, candidate.id)


def join_page_and_file(session: Session, page: Page, read: PageRead, now: datetime) -> Admitted | None:
    """What became of the file of a known landing page, or of the landing page of a known file; else None."""
    if landing := landing_of(session, read):
        keep_file(session, page, landing, read, now)
        return Admitted(PageState.STORED, Verdict.RELATED)
    if file := file_that_came_first(session, read):
        return keep_landing(session, page, file, read, now)
    return None


def keep_landing(session: Session, page: Page, row: Publication, read: PageRead, now: datetime) -> Admitted:
    """The landing page of a file that came first: it takes the file's row, and the editor sees one."""
    understood, fingerprint = read.publication, read.fingerprint
    if understood is None or fingerprint is None:
        raise ValueError("only a page that was understood can be introduced")
    url, told = row.url, list(row.facts)
    make_room(session, row, fingerprint.key, now)
    fill(row, read, stated_date(page))
    offer(row, url, told)
    session.flush()
    keep_revision(session, row, read, now)
    session.add(Alias(key=fingerprint.key, publication_id=row.id, url=row.url, how="fetched"))
    page.publication_id, page.verdict, page.next_at = row.id, Verdict.RELATED, None
    page.state = PageState.STORED
    candidate = keep_candidate(session, row, Verdict.NEW, now)
    keep_story(session, row, understood.text, now=now, changed=True)
    return Admitted(PageState.STORED, Verdict.RELATED, None, candidate.id)


def held_before(page: Page, fingerprint: Fingerprint) -> bool:
    """Whether this very text was held at the last fetch: what stays like that is meant."""
    return page.detail.startswith(f"held {fingerprint.text_hash}")


def hold(page: Page, fingerprint: Fingerprint, decision: Decision, now: datetime) -> Admitted:
    """A text that collapsed or went back is fetched once more before it is believed."""
    page.detail = f"held {fingerprint.text_hash}: {'; '.join(decision.evidence)}"
    page.next_at = now + RETRY_WAITS[0]
    return Admitted(PageState.PENDING, None, DropReason.HELD)


def drop(session: Session, page: Page, read: PageRead, now: datetime) -> Admitted:
    """Record why there is no publication; what may pass is tried again later, and then given up."""
    dropped = read.dropped
    page.reason = dropped.reason if dropped else DropReason.UNREADABLE
    page.detail = dropped.detail if dropped else ""
    if page.reason in QUARANTINED and read.record is not None:
        keep_record(session, read.record)
        page.detail += f"; kept in {read.record.file} at byte {read.record.offset}"
    if not read.retry:
        page.state, page.next_at = PageState.DROPPED, None
    elif page.attempts < len(RETRY_WAITS):
        page.next_at = now + RETRY_WAITS[page.attempts]
    else:
        page.state, page.next_at = PageState.FAILED, None
    page.attempts += 1
    if read.plan.counted is not None and page.state != PageState.PENDING:
        forget(session, page)
    return Admitted(PageState(page.state), None, page.reason)


def stays_away(session: Session, page: Page, marks: Collection[str]) -> bool:
    """Whether an editor decided against this address or text, whatever became of the rows she saw."""
    since = session.scalar(select(Tombstone.at).where(Tombstone.key.in_(marks)).limit(1))
    if since is not None:
        page.detail = f"you decided against it on {since.day} {since:%B %Y}"
    return since is not None


def passed_over(page: Page, found: Understood, decision: Decision, earliest: date) -> DropReason | None:
    """Why what nobody knew is no candidate: withdrawn, or from before the days that a first poll admits."""
    if decision.verdict is not Verdict.NEW:
        return None
    if is_withdrawn(found):
        return DropReason.NOT_A_PUBLICATION
    old = page.baseline and is_before(last_stated(found) or stated_date(page), earliest)
    return DropReason.PUBLISHED_EARLIER if old else None


def keep_publication(
    session: Session, page: Page, read: PageRead, decision: Decision, now: datetime
) -> Publication:
    """The publication's row: a new one, the known one brought up to date, or the known one as it was."""
    stated = stated_date(page)
    if decision.publication_id is not None and decision.verdict is not Verdict.NEW:
        publication = session.get_one(Publication, decision.publication_id)
        if decision.verdict is not Verdict.UPDATED:
            return publication
    else:
        key = read.fingerprint.key if read.fingerprint else page.key
        publication = Publication(source_id=page.source_id, key=key, first_seen_at=page.first_seen_at)
        session.add(publication)
    fill(publication, read, stated)
    session.flush()
    keep_revision(session, publication, read, now)
    return publication


def fill(publication: Publication, read: PageRead, stated: DateFact | None) -> None:
    """Copy what was understood into the row; an update never takes away the date first stated."""
    understood, fingerprint = read.publication, read.fingerprint
    if understood is None or fingerprint is None:
        raise ValueError("only a page that was understood can be kept")
    publication.url = without_tracking(understood.url)
    first_stated = chosen_one(publication.facts or (), "published")
    write_facts(publication, understood)
    if publication.published is None:  # a channel read while the page was under way may know the date
        set_date(publication, understood.published or stated)
    elif first_stated is not None:
        publication.facts = with_choice(publication.facts, first_stated)


def keep_aliases(
    session: Session, publication: Publication, fingerprint: Fingerprint, decision: Decision, url: str
) -> None:
    """Every address the publication goes by; its own key may so far have been an alias of another."""
    if decision.verdict is Verdict.DUPLICATE:  # a copy may change on its own: its address stays its own
        return
    wanted = dict.fromkeys(decision.new_aliases, "claimed") | {fingerprint.key: "fetched"}
    for key, how in wanted.items():
        alias = session.get(Alias, key)
        address = url if key == fingerprint.key else key
        if alias is None:
            session.add(Alias(key=key, publication_id=publication.id, url=address, how=how))
        elif decision.verdict is Verdict.NEW:
            alias.publication_id, alias.url, alias.how = publication.id, address, how
    session.flush()


def keep_evidence(
    session: Session, publication: Publication, page: Page, decision: Decision, now: datetime
) -> None:
    """Why the page is not a row of its own, in words for an editor."""
    if decision.verdict is Verdict.NEW and not decision.evidence:
        return
    session.add(
        Evidence(
            publication_id=publication.id,
            page_id=page.id,
            relation=decision.verdict,
            words="; ".join(decision.evidence),
            at=now,
        )
    )


def keep_candidate(session: Session, publication: Publication, verdict: Verdict, now: datetime) -> Candidate:
    """A row of the queue. One that nobody has decided yet is brought up to date instead of doubled."""
    revision = latest_revision(session, publication.id)
    if revision is None:
        raise ValueError("a publication is kept with its first revision")
    earlier = session.scalars(
        select(Candidate).where(Candidate.publication_id == publication.id).order_by(Candidate.id.desc())
    ).first()
    if earlier is not None and earlier.status == Status.NEW:
        earlier.revision_id = revision.id
        earlier.version += 1
        return earlier
    candidate = Candidate(
        publication_id=publication.id,
        revision_id=revision.id,
        change=verdict,
        update_of=earlier.id if earlier else None,
        status=Status.NEW,
        reasons=[],
        found_at=now,
    )
    session.add(candidate)
    session.flush()
    return candidate
