import pytest

from scraper.desk.roles import Permission, Role, may
from scraper.web.routes import PUBLIC, permissions_of
from tests.web.desk import Client, RunningDesk


def test_every_answer_carries_the_headers_that_keep_strangers_out(desk: RunningDesk, editor: Client) -> None:
    for path in ("/help", "/nowhere", "/static/desk.css", "/sign-in"):
        headers = editor.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"], path
        assert "unsafe" not in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff", path


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_an_act_from_anywhere_else_is_refused(editor: Client, headers: dict[str, str]) -> None:
    reply = editor.ask("POST", "/sign-out", {}, headers)
    assert (reply.status, "nothing was done" in reply.text) == (403, True)
    assert editor.get("/help").status == 200


def test_a_form_of_unknown_or_huge_length_is_not_read(editor: Client) -> None:
    assert editor.ask("POST", "/sign-out", {}, {"Content-Length": "99999999"}).status == 413


def test_every_route_lets_in_whom_it_names_and_nobody_else(desk: RunningDesk) -> None:
    """The whole matrix: each role at each route."""
    clients = {role: desk.client(role) for role in Role} | {None: desk.client(None)}
    wrong = []
    for (method, path), permission in permissions_of(desk.app).items():
        if path in {"/sign-in", "/sign-out"}:
            continue
        asked = path.replace("{", "").replace("}", "")
        for role, client in clients.items():
            reply = client.ask(method, asked, {})
            let_in = permission == PUBLIC or (role is not None and may(role, Permission(permission)))
            kept_out = reply.status == 403 or (
                role is None and (reply.status == 401 or "/sign-in" in reply.headers.get("location", ""))
            )
            if let_in == kept_out:
                wrong.append((method, path, role, reply.status))
    assert wrong == []
