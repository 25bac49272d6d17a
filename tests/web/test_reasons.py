"""The page of the reasons to exclude."""

import pytest

from scraper.desk.roles import Role
from tests.desk.filling import put
from tests.web.desk import Client, RunningDesk

PATH = "/settings/reasons"


def offered(desk: RunningDesk, editor: Client) -> str:
    """The reasons that a candidate's page offers."""
    with desk.database.writing() as session:
        put(session, 1)
    return editor.get("/item/1").text


def test_a_reason_that_is_added_is_offered_and_kept(desk: RunningDesk, editor: Client) -> None:
    page = editor.post(PATH, {"words": "press release only"})
    assert "press release only is offered now." in page.plain
    assert "12 reasons offered" in page.plain
    assert '<option value="press-release-only">press release only</option>' in offered(desk, editor)
    editor.post("/decide", {"action": "exclude", "id": "1:1", "reason": "press-release-only"})
    assert "Excluded: press release only" in editor.get("/item/1").plain


def test_a_reason_is_reworded_retired_and_offered_again(desk: RunningDesk, editor: Client) -> None:
    assert "Its words are changed" in editor.post(f"{PATH}/not-uk", {"words": "not British"}).plain
    page = editor.post(f"{PATH}/not-uk/retire")
    assert "10 reasons offered, 1 retired" in page.plain
    assert "retired 09:00 Offer not-uk again" in page.plain
    assert "not British" not in offered(desk, editor)
    assert "not British" not in editor.get("/settings").plain
    assert "11 reasons offered" in editor.post(f"{PATH}/not-uk/restore").plain
    assert "words: not UK → not British" in editor.get("/settings/log?about=reason").plain


@pytest.mark.parametrize(
    ("place", "words"), [("", ""), ("", "other"), ("/not-uk", "x" * 81), ("/not-uk", "other")]
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    editor: Client, place: str, words: str
) -> None:
    reply = editor.post(PATH + place, {"words": words})
    assert (
        reply.status,
        'id="problem"' in reply.text,
        "problem" in reply.text.partition("aria-describedby")[2],
    ) == (
        422,
        True,
        True,
    )
    assert f'value="{words}"' in reply.text
    assert "11 reasons offered" in editor.get(PATH).plain


@pytest.mark.parametrize(
    "path", ["/nothing-of-it", "/nothing-of-it/retire", "/%01", "/" + "x" * 41, "/A/restore"]
)
def test_a_reason_that_is_not_there_is_told(editor: Client, path: str) -> None:
    assert editor.post(PATH + path, {"words": "some"}).status in {404, 422}


def test_who_may_not_manage_the_house_sees_no_way_to_it(desk: RunningDesk) -> None:
    contributor = desk.client(Role.CONTRIBUTOR)
    assert PATH not in contributor.get("/settings").text
    assert contributor.ask("POST", PATH, {"words": "some"}).status == 403


def test_the_list_is_data_too(editor: Client) -> None:
    assert editor.get(f"{PATH}.csv").text.splitlines()[0] == "key,words,retired"
