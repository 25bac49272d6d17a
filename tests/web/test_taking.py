"""Taking on the next rows of a list."""

import re

import pytest
from sqlalchemy import select

from scraper.desk.roles import Role
from scraper.storage.desk_models import Candidate
from tests.desk.filling import put
from tests.web.desk import Client, RunningDesk


def fill(desk: RunningDesk, count: int) -> None:
    """Candidates, every tenth a report; the highest number stands first in the queue."""
    with desk.database.writing() as session:
        for number in range(1, count + 1):
            put(session, number, kind="news" if number % 10 else "report")


def taken(desk: RunningDesk, name: str) -> list[int]:
    with desk.database.reading() as session:
        return list(
            session.scalars(select(Candidate.id).where(Candidate.assignee == name).order_by(Candidate.id))
        )


def test_two_editors_share_a_list(desk: RunningDesk, editor: Client) -> None:
    fill(desk, 30)
    admin = desk.client(Role.ADMIN)
    assert "Take the next 25" in editor.get("/queue").plain
    page = editor.post("/take", {"list": "/queue"})
    assert "Taken on: 25 stories." in page.plain
    assert "Queue: mine" in page.plain
    assert "Taken on: 5 stories." in admin.post("/take", {"list": "/queue"}).plain
    assert "Somebody has each of this list." in editor.post("/take", {"list": "/queue"}).plain
    assert (taken(desk, "editor"), taken(desk, "admin")) == ([*range(6, 31)], [*range(1, 6)])


def test_a_filter_holds_and_the_act_is_undone_as_one(desk: RunningDesk, editor: Client) -> None:
    fill(desk, 30)
    page = editor.post("/take", {"list": "/queue?kind=report"})
    assert taken(desk, "editor") == [10, 20, 30]
    (act,) = re.findall(r'name="act" value="(\d+)"', page.text)
    editor.post("/undo", {"act": act})
    assert taken(desk, "editor") == []


@pytest.mark.parametrize("said", ["/queue?kind=nonsense", "/queue?view=nonsense", "/queue?search=("])
def test_a_list_that_makes_no_sense_is_refused(desk: RunningDesk, editor: Client, said: str) -> None:
    fill(desk, 1)
    assert editor.ask("POST", "/take", {"list": said}).status == 422
    assert taken(desk, "editor") == []


def test_who_may_not_decide_takes_nothing_on(desk: RunningDesk) -> None:
    fill(desk, 1)
    contributor = desk.client(Role.CONTRIBUTOR)
    assert "Take the next" not in contributor.get("/queue").plain
    assert contributor.ask("POST", "/take", {"list": "/queue"}).status == 403
