"""Page and file meet in one row, whichever comes first; what an editor decided stays as it was."""

from datetime import date
from typing import Any

from sqlalchemy import select

from scraper.intake.admit import Admitted, admit
from scraper.items import Fact, Link
from scraper.outcomes import Confidence, Kind, PageState, Precision, Status, Verdict, Witness
from scraper.plans import PageRead
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.facts import chosen_one
from scraper.storage.models import Alias, Evidence, Page, Publication
from tests.factories import NOW, WORDS, day, page_read, publication
from tests.intake.test_admit import make_page, rows

HOST = "https://example.example.org"
FILE = f"{HOST}/media/who-stays.pdf"
LANDING: dict[str, Any] = {
    "url": f"{HOST}/reports/who-stays",
    "title": "Who stays with families",
    "kind": Kind.REPORT,
    "kind_witness": Witness.URL,
    "links": (Link(FILE, "Download the report (PDF)"),),
    "published": None,
}
SAID = (
    Fact("title", "Who stays? In four areas", Witness.HEADING, confidence=Confidence.MEDIUM, chosen=True),
    Fact("published", "2026-11-19", Witness.VISIBLE_TEXT, Precision.DAY, Confidence.MEDIUM, chosen=True),
    Fact("kind", "report", Witness.GUESS, confidence=Confidence.LOW, chosen=True),
    Fact("summary", "In short.", Witness.VISIBLE_TEXT, confidence=Confidence.MEDIUM, chosen=True),
    Fact("pages", "42", Witness.PDF_INFO, confidence=Confidence.HIGH, chosen=True),
)
OTHER = WORDS.replace("inspectors", "reviewers").replace("Practitioners", "Teachers") * 3


def tell_landing(database: Database, **changes: Any) -> Admitted:
    page = make_page(database, "/reports/who-stays")
    return tell(database, page_read(page, publication(**(LANDING | changes))))


def tell_file(database: Database, page: Page | None = None, url: str = FILE, **changes: Any) -> Admitted:
    page = page or make_page(database, "/media/who-stays.pdf")
    values: dict[str, Any] = {
        "url": url,
        "title": "Who stays? In four areas",
        "text": OTHER,
        "media_type": "application/pdf",
        "pages": 42,
        "facts": SAID,
        "published": day(date(2026, 11, 19), Witness.VISIBLE_TEXT),
    }
    return tell(database, page_read(page, publication(**(values | changes))))


def tell(database: Database, read: PageRead) -> Admitted:
    with database.writing() as session:
        return admit(session, read, NOW, 42)


def waiting(database: Database) -> Page:
    with database.reading() as session:
        page = session.scalars(select(Page).where(Page.state == PageState.PENDING)).one()
        assert page.sightings == []  # no channel showed it
        return page


def the_one(database: Database) -> tuple[str, str, int | None, str | None, str | None]:
    (kept,) = rows(database, Publication)
    (candidate,) = rows(database, Candidate)
    assert candidate.publication_id == kept.id
    summary = chosen_one(kept.facts, "summary")
    return kept.url, kept.title, kept.pages, kept.published, summary["value"] if summary else None


EXPECTED = (LANDING["url"], LANDING["title"], 42, "2026-11-19", "In short.")


def test_an_admitted_page_puts_its_file_among_the_pages_that_wait(database: Database) -> None:
    assert tell_landing(database).verdict is Verdict.NEW
    page = waiting(database)
    assert page.url == FILE
    assert tell_file(database, page) == Admitted(PageState.STORED, Verdict.RELATED)
    assert the_one(database) == EXPECTED
    assert {(alias.url, alias.how) for alias in rows(database, Alias)} == {
        (LANDING["url"], "fetched"),
        (FILE, "file"),
    }
    (evidence,) = rows(database, Evidence)
    assert evidence.words == f"its file (PDF, 42 pages) is titled “Who stays? In four areas”: {FILE}"


def test_a_page_takes_the_row_of_its_file_that_came_first(database: Database) -> None:
    assert tell_file(database).verdict is Verdict.NEW
    assert tell_landing(database).verdict is Verdict.RELATED
    assert the_one(database) == EXPECTED
    (candidate,) = rows(database, Candidate)
    assert candidate.change == Verdict.NEW
    (kept,) = rows(database, Publication)
    assert [fact["value"] for fact in kept.facts if fact.get("of") == FILE] == [
        "Who stays? In four areas",
        "2026-11-19",
        "In short.",
        "42",
    ]


def test_the_page_s_own_date_stands_before_its_file_s(database: Database) -> None:
    stated = day(date(2026, 11, 21), Witness.META)
    tell_file(database)
    tell_landing(database, published=stated)
    assert the_one(database)[3] == "2026-11-21"


def test_a_file_that_an_editor_decided_on_stays_a_row_of_its_own(database: Database) -> None:
    tell_file(database)
    with database.writing() as session:
        session.scalars(select(Candidate)).one().status = Status.EXCLUDED
    assert tell_landing(database).verdict is Verdict.NEW
    assert len(rows(database, Candidate)) == 2


def test_a_file_that_is_redirected_is_joined_under_both_addresses(database: Database) -> None:
    tell_landing(database)
    there = f"{HOST}/files/9/who-stays.pdf"
    assert tell_file(database, waiting(database), url=there).verdict is Verdict.RELATED
    assert {alias.url for alias in rows(database, Alias) if alias.how == "file"} == {FILE, there}


def test_a_page_that_waits_already_is_not_asked_for_twice(database: Database) -> None:
    page = make_page(database, "/media/who-stays.pdf")
    tell_landing(database)
    assert waiting(database).id == page.id
    assert tell_file(database, page).verdict is Verdict.RELATED


def test_a_changed_page_keeps_what_its_file_said(database: Database) -> None:
    tell_landing(database)
    tell_file(database, waiting(database))
    page = make_page(database, "/reports/who-stays", version="#version=2")
    changed = publication(**(LANDING | {"text": f"{WORDS} And a new chapter on what schools did."}))
    assert tell(database, page_read(page, changed)).verdict is Verdict.UPDATED
    assert the_one(database) == EXPECTED


def test_the_file_of_a_changed_page_is_read_anew(database: Database) -> None:
    """A new edition often has the old one's address."""
    tell_landing(database)
    tell_file(database, waiting(database))
    page = make_page(database, "/reports/who-stays", version="#version=2")
    changed = publication(**(LANDING | {"text": f"{WORDS} And a new chapter on what schools did."}))
    tell(database, page_read(page, changed))
    told = [Fact("pages", "44", Witness.PDF_INFO, confidence=Confidence.HIGH, chosen=True)]
    again = waiting(database)
    assert tell_file(database, again, pages=44, facts=(*SAID[:-1], *told)).verdict is Verdict.RELATED
    assert the_one(database)[2] == 44
    assert [
        row.words.partition(",")[2][:9] for row in rows(database, Evidence) if "its file" in row.words
    ] == [
        " 42 pages",
        " 44 pages",
    ]


def test_a_file_read_anew_and_unchanged_is_told_once(database: Database) -> None:
    tell_landing(database)
    tell_file(database, waiting(database))
    page = make_page(database, "/reports/who-stays", version="#version=2")
    changed = publication(**(LANDING | {"text": f"{WORDS} And a new chapter on what schools did."}))
    tell(database, page_read(page, changed))
    tell_file(database, waiting(database))
    assert sum("its file" in row.words for row in rows(database, Evidence)) == 1
    assert the_one(database) == EXPECTED
