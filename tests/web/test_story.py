"""The page of a story: members, evidence, splitting and putting together."""

import pytest

from tests.desk.filling import put
from tests.web.desk import Client, RunningDesk


@pytest.fixture
def together(desk: RunningDesk) -> RunningDesk:
    """Three candidates of one story, and one that stands alone."""
    with desk.database.writing() as session:
        for number in (1, 2, 3):
            put(session, number, story=7)
        put(session, 4)
    return desk


def test_it_names_its_members(together: RunningDesk, editor: Client) -> None:
    said = editor.get("/story/2").plain
    assert "Story: Title 2" in said
    assert "3 publications of it" in said
    assert all(f"Title {number}" in said for number in (1, 2, 3))


def test_members_are_split_off_and_the_split_is_taken_back(together: RunningDesk, editor: Client) -> None:
    said = editor.post("/story/1/split", {"id": ["2", "3"]}).plain
    assert "Split: the selected stand in a story of their own." in said
    assert "1 publication of it" in said
    assert "2 publications of it" in editor.get("/story/3").plain
    editor.post("/undo", {})
    assert "3 publications of it" in editor.get("/story/1").plain


def test_only_what_is_alone_is_said_to_stand_alone(together: RunningDesk, editor: Client) -> None:
    assert "No evidence stands between these" in editor.get("/story/1").plain
    assert "It stands alone so far." in editor.get("/story/4").plain


def test_a_field_for_a_number_says_what_it_takes(together: RunningDesk, editor: Client) -> None:
    # The browser shows the title when words were typed where a number is needed.
    for place in ("/story/1", "/item/1"):
        assert 'pattern="[0-9]+" title="Choose one of the list, or give its number"' in editor.get(place).text


def test_another_one_is_put_to_it_with_the_editor_as_evidence(together: RunningDesk, editor: Client) -> None:
    said = editor.post("/story/1/merge", {"id": "4"}).plain
    assert "Put together: they are one story now." in said
    assert "4 publications of it" in said
    assert "put together by editor" in said
    editor.post("/undo", {})
    assert "3 publications of it" in editor.get("/story/1").plain


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/story/1/split", {}, 409),
        ("/story/1/split", {"id": ["1", "2", "3"]}, 409),
        ("/story/1/split", {"id": "x"}, 409),
        ("/story/1/merge", {"id": "2"}, 409),
        ("/story/1/merge", {"id": "99"}, 404),
        ("/story/99/merge", {"id": "1"}, 404),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    together: RunningDesk, editor: Client, path: str, form: dict[str, object], status: int
) -> None:
    refused = editor.ask("POST", path, form)
    assert refused.status == status
    assert "3 publications of it" in editor.get("/story/1").plain
