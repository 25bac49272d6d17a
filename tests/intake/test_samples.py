import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from scraper.desk.decisions import Act, decide
from scraper.desk.transitions import Action
from scraper.desk.undoing import undo
from scraper.intake import samples
from scraper.intake.admit import Admitted, admit
from scraper.intake.ledger import write_reading
from scraper.outcomes import Verdict
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.identity_models import Shingle, TemplateShingle, Tombstone
from scraper.storage.models import Alias, Evidence, Page, Publication, Source
from tests.factories import NOW, channel_plan, entry, make_source, page_read, publication, reading
from tests.identity.test_near import edited, prose


def arrive(session: Session, path: str, text: str, title: str = "One story") -> Admitted:
    """One page on its way through the ledger and intake, of the only source."""
    source = session.scalar(select(Source)) or make_source(session)
    plan = channel_plan(source.channels[0])
    write_reading(session, reading(plan, entry(path, title)), NOW, 42)
    page = session.scalars(select(Page).order_by(Page.id.desc())).first()
    assert page is not None
    return admit(session, page_read(page, publication(url=page.url, text=text, title=title)), NOW, 42)


@pytest.mark.parametrize("how", ["menu before", "introduction", "cut"])
def test_an_edited_copy_is_no_row_of_its_own_and_says_so(database: Database, how: str) -> None:
    text = prose(1, 300)
    with database.writing() as session:
        assert arrive(session, "/a", text).verdict is Verdict.NEW
        assert arrive(session, "/b", edited(text, how)).verdict is Verdict.DUPLICATE
        assert session.scalar(select(func.count()).select_from(Candidate)) == 1
        words = session.scalar(select(Evidence.words))
        assert "of the shorter text is the same as at https://example.example.org/a" in words


def test_the_next_edition_of_nearly_the_same_text_is_a_row_of_its_own(database: Database) -> None:
    text = prose(1, 300)
    with database.writing() as session:
        arrive(session, "/a", text, "Annual report 2024")
        assert arrive(session, "/b", edited(text, "cut"), "Annual report 2025").verdict is Verdict.NEW


def test_short_items_in_one_template_stay_apart(database: Database) -> None:
    footer = prose(99, 117)
    with database.writing() as session:
        for number in range(3):  # the first ones of a site teach its template
            arrive(session, f"/first/{number}", f"{prose(200 + number, 300)}\n{footer}")
        for number in range(10):
            text = f"{prose(number, 60)}\n{footer}"
            assert arrive(session, f"/{number}", text).verdict is Verdict.NEW


def test_a_revision_is_found_by_its_new_text_and_no_more_by_its_old(database: Database) -> None:
    old, new = prose(1, 300), prose(2, 300)
    with database.writing() as session:
        arrive(session, "/a", old)
        publication_row = session.scalars(select(Publication)).one()
        samples.keep_sample(session, publication_row, new, old)
        kept = {samples.unsigned(value) for value in session.scalars(select(Shingle.h))}
        assert kept == samples.sampled(new)


def test_a_run_of_words_that_everybody_uses_finds_nobody(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "MOST_POSTINGS", 2)
    samples.postings.cache_clear()
    text = prose(1, 300)
    with database.writing() as session:
        for number in range(3):
            arrive(session, f"/{number}", text, f"Annual report {2020 + number}")
        assert samples.near(session, 999, text) == ()
    samples.postings.cache_clear()


def test_a_lookup_takes_a_fixed_number_of_statements(database: Database) -> None:
    counts = set()
    with database.writing() as session:
        for number in range(12):
            statements: list[str] = []
            listen = _listen(statements)
            event.listen(database.engine, "before_cursor_execute", listen)
            samples.near(session, 1, prose(1, 300))
            event.remove(database.engine, "before_cursor_execute", listen)
            counts.add(len(statements))
            arrive(session, f"/{number}", prose(1, 300) + prose(number + 50, 200), f"Report {2000 + number}")
    assert max(counts) <= 3


def _listen(statements: list[str]):  # type: ignore[no-untyped-def]
    return lambda *seen: statements.append(seen[2])


def test_copies_teach_no_template(database: Database) -> None:
    text = prose(1, 300)
    with database.writing() as session:
        for number in range(6):
            arrive(session, f"/{number}", text if number == 0 else edited(text, "menu before"))
        assert set(session.scalars(select(TemplateShingle.count))) == {1}


def test_what_was_decided_against_never_returns_as_new(database: Database) -> None:
    text = prose(1, 300)
    with database.writing() as session:
        arrive(session, "/a", text)
        decide(session, [1], Act(Action.EXCLUDE, "ed", "cli"), NOW)
        assert session.scalar(select(func.count()).select_from(Tombstone)) == 2
        purge(session)
        assert arrive(session, "/quite/another", text).verdict is Verdict.UNCHANGED
        assert arrive(session, "/a-new-text", prose(5, 300)).verdict is Verdict.NEW
        details = session.scalars(select(Page.detail).where(Page.url.contains("quite"))).one()
        assert details == "you decided against it on 23 November 2026"


def test_a_decision_taken_back_is_forgotten_here_too(database: Database) -> None:
    with database.writing() as session:
        arrive(session, "/a", prose(1, 300))
        decide(session, [1], Act(Action.EXCLUDE, "ed", "cli"), NOW)
        undo(session, "ed", "cli", NOW)
        assert session.scalars(select(Tombstone)).all() == []
        decide(session, [1], Act(Action.EXCLUDE, "ed", "cli"), NOW)
        decide(session, [1], Act(Action.REOPEN, "ed", "cli"), NOW)
        assert session.scalars(select(Tombstone)).all() == []


def purge(session: Session) -> None:
    """What a clean-up of old rows would leave: the page, without what was understood of it."""
    for row in session.scalars(select(Alias)):
        row.key = f"{row.key}#purged"
    for publication_row in session.scalars(select(Publication)):
        publication_row.key += "#purged"
        for revision in publication_row.revisions:
            revision.text_hash = revision.mask_hash = "0" * 64
    session.query(Shingle).delete()
    session.flush()
