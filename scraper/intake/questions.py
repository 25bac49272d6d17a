"""Questions that only a person can answer: is a flood of new entries news, or a site's mistake?"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from scraper.errors import ActionRefusedError, NotFoundError
from scraper.identity.urls import host_of
from scraper.outcomes import DropReason, PageState
from scraper.storage.desk_models import Event
from scraper.storage.hosts import due_host
from scraper.storage.identity_models import Question
from scraper.storage.models import Channel, Page

#: Addresses shown with a question.
EXAMPLES = 5


class Answer(StrEnum):
    """What becomes of the entries that were held."""

    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open question: where, about how many pages, in words, with examples."""

    id: int
    channel: str
    words: str
    count: int
    asked_at: datetime
    examples: tuple[str, ...]


def ask(session: Session, channel: Channel, count: int, now: datetime) -> Question:
    """The channel's open question about a flood, with these new entries; one at a time."""
    question = session.scalar(
        select(Question).where(Question.channel_id == channel.id, Question.answered_at.is_(None))
    )
    if question is None:
        question = Question(channel_id=channel.id, kind="flood", words="", count=0, asked_at=now)
        session.add(question)
    question.count += count
    question.words = (
        f"showed {question.count} new entries at once, far more than usual: are they publications?"
    )
    session.flush()
    return question


def open_questions(session: Session) -> list[Asked]:
    """What waits for an answer, the oldest first."""
    rows = session.scalars(select(Question).where(Question.answered_at.is_(None)).order_by(Question.id)).all()
    return [describe(session, row) for row in rows]


def describe(session: Session, question: Question) -> Asked:
    """A question with the first of the addresses that wait for its answer."""
    channel = session.get_one(Channel, question.channel_id)
    urls = session.scalars(
        select(Page.url).where(Page.question_id == question.id).order_by(Page.id).limit(EXAMPLES)
    )
    name = f"{channel.source.slug}/{channel.name}"
    return Asked(question.id, name, question.words, question.count, question.asked_at, tuple(urls))


def answer(session: Session, question_id: int, said: Answer, now: datetime, *, actor: str, via: str) -> int:
    """Let the held pages in, or decline them; another answer later takes the first one back.

    What was fetched meanwhile stays where it is. Returns how many pages the answer moved.

    Raises:
        NotFoundError: there is no such question.
        ActionRefusedError: it has this answer already.
    """
    question = session.get(Question, question_id)
    if question is None:
        raise NotFoundError(f"no question {question_id}: `gleaner questions` lists those that are open")
    if question.answer == said:
        raise ActionRefusedError(f"question {question_id} is answered with {said} already")
    before = {"answer": question.answer}
    question.answer, question.answered_at = said, now
    moved = let_in(session, question_id, now) if said is Answer.YES else decline(session, question_id)
    session.add(
        Event(
            at=now,
            actor=actor,
            via=via,
            object_type="question",
            object_id=question_id,
            action="answer",
            before=before,
            after={"answer": said, "pages": moved},
        )
    )
    session.flush()
    return moved


def let_in(session: Session, question_id: int, now: datetime) -> int:
    """The pages that wait, or were declined, are fetched like any others."""
    waiting = Page.reason == DropReason.DECLINED
    pages = session.scalars(
        select(Page).where(Page.question_id == question_id, (Page.state == PageState.HELD) | waiting)
    ).all()
    for page in pages:
        page.state, page.reason, page.next_at = PageState.PENDING, None, None
    for host in {host_of(page.url) for page in pages}:
        due_host(session, host, now)
    return len(pages)


def decline(session: Session, question_id: int) -> int:
    """The pages that wait, or are not fetched yet, are dropped with that reason."""
    declined = session.execute(
        update(Page)
        .where(Page.question_id == question_id, Page.state.in_((PageState.HELD, PageState.PENDING)))
        .values(state=PageState.DROPPED, reason=DropReason.DECLINED)
        .returning(Page.id)
        .execution_options(synchronize_session=False)
    )
    return len(declined.all())


def count_open(session: Session) -> int:
    """How many questions wait for an answer."""
    return session.scalar(select(func.count()).where(Question.answered_at.is_(None))) or 0
