"""What is nearly the same as something known and still a publication of its own gets its own row."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scraper.desk.decisions import Act, decide
from scraper.desk.transitions import Action
from scraper.intake.admit import Admitted, admit
from scraper.items import Link
from scraper.outcomes import Verdict, Witness
from scraper.storage.desk_models import Candidate
from scraper.storage.engine import Database
from scraper.storage.models import Evidence, Page, Publication, Source
from tests.factories import NOW, WORDS, day, make_source, page_read, publication
from tests.identity.test_apart import OCTOBER, SEPTEMBER

HOST = "https://example.example.org"


def arrive(
    session: Session,
    path: str,
    title: str,
    text: str = WORDS,
    *,
    on: date = date(2026, 11, 20),
    files: Sequence[str] = (),
    asked: str | None = None,
) -> Admitted:
    """A page of the only source, asked for at `asked` where a redirect led to it."""
    source = session.scalar(select(Source)) or make_source(session)
    url = HOST + path
    page = Page(
        key=url,
        url=HOST + (asked or path),
        source_id=source.id,
        state="pending",
        baseline=False,
        first_seen_at=NOW,
        attempts=0,
    )
    session.add(page)
    session.flush()
    links = tuple(Link(HOST + file, "Download") for file in files)
    found = publication(url=url, title=title, text=text, published=day(on, Witness.META), links=links)
    return admit(session, page_read(page, found), NOW, 42)


def exclude(session: Session, candidate_id: int | None) -> None:
    assert candidate_id is not None
    decide(session, [candidate_id], Act(Action.EXCLUDE, "ann", "cli", reason="too-local"), NOW)


def test_next_months_figures_are_a_row_of_their_own_and_say_why(database: Database) -> None:
    with database.writing() as session:
        arrive(session, "/figures/1", SEPTEMBER.title, SEPTEMBER.text, on=date(2026, 9, 20))
        found = arrive(session, "/figures/2", OCTOBER.title, OCTOBER.text, on=date(2026, 10, 20))
        assert found.verdict is Verdict.NEW
        assert session.scalar(select(func.count()).select_from(Candidate)) == 2
        assert (
            "the same title on another day, with other figures"
            in session.scalars(select(Evidence.words)).one()
        )


def test_next_months_file_below_the_same_words_is_a_row_of_its_own(database: Database) -> None:
    with database.writing() as session:
        arrive(session, "/figures/1", "Monthly figures", on=date(2026, 9, 20), files=["/september.pdf"])
        found = arrive(
            session, "/figures/2", "Monthly figures", on=date(2026, 10, 20), files=["/october.pdf"]
        )
        assert found.verdict is Verdict.NEW


def test_what_is_posted_again_stays_one_row(database: Database) -> None:
    with database.writing() as session:
        arrive(session, "/news/1", "One story", on=date(2024, 9, 20), files=["/story.pdf"])
        again = arrive(session, "/news/2", "One story", on=date(2026, 10, 20), files=["/story.pdf"])
        assert again.verdict is Verdict.DUPLICATE


def test_a_correction_elsewhere_is_a_row_of_its_own(database: Database) -> None:
    with database.writing() as session:
        arrive(session, "/news/1", "Young carers wait")
        corrected = WORDS.replace("one named worker", "two named workers")
        assert arrive(session, "/news/2", "Correction: Young carers wait", corrected).verdict is Verdict.NEW


def test_this_years_edition_comes_though_last_years_was_excluded_with_the_same_words(
    database: Database,
) -> None:
    with database.writing() as session:
        exclude(session, arrive(session, "/report/2025", "Annual report 2025").candidate_id)
        assert arrive(session, "/report/2026", "Annual report 2026").candidate_id is not None


def test_this_years_edition_comes_though_last_years_was_excluded_at_the_address_of_the_latest(
    database: Database,
) -> None:
    with database.writing() as session:
        first = arrive(session, "/report/2025", "Annual report 2025", asked="/report/latest")
        exclude(session, first.candidate_id)
        other = WORDS.replace("inspectors", "reviewers") + " A new chapter on schools was added this week."
        found = arrive(session, "/report/2026", "Annual report 2026", other, asked="/report/latest")
        assert found.candidate_id is not None


DUTIES = (
    f"{WORDS}\nWho works in a school has to\nwrite down what the child said\nring the police\nRelated\n"
    "Why families wait for help"
)


def changed(session: Session, text: str, link: str) -> Verdict | None:
    """What a page comes to whose text becomes this one, with the link beside it."""
    url = f"{HOST}/guidance"
    arrive(session, "/guidance", "Guidance for schools", DUTIES)
    first = session.scalars(select(Publication)).one()
    first.links = [{"url": f"{HOST}/related", "text": "Why families wait for help"}]
    page = Page(
        key=f"{url}#2",
        url=url,
        source_id=first.source_id,
        state="pending",
        baseline=False,
        first_seen_at=NOW,
        attempts=0,
    )
    session.add(page)
    session.flush()
    links = (Link(f"{HOST}/other", link),)
    found = publication(url=url, title="Guidance for schools", text=text, links=links)
    return admit(session, page_read(page, found), NOW, 42).verdict


def test_a_changed_line_of_a_list_is_an_update(database: Database) -> None:
    with database.writing() as session:
        text = DUTIES.replace("the police", "the local authority")
        assert changed(session, text, "Why families wait for help") is Verdict.UPDATED


def test_other_links_beside_the_text_are_no_update(database: Database) -> None:
    with database.writing() as session:
        text = DUTIES.replace("Why families wait for help", "How carers cope")
        assert changed(session, text, "How carers cope") is Verdict.UNCHANGED
