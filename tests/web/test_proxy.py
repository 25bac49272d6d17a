"""The desk behind a proxy that speaks HTTPS, as the operator's guide has it."""

from scraper.desk.roles import Role
from tests.web.desk import PASSWORD, RunningDesk


def test_behind_https_the_cookie_is_secure_and_forms_are_taken(desk: RunningDesk) -> None:
    client = desk.client(None)
    name = desk.account(Role.EDITOR)
    form = {"name": name, "password": PASSWORD}
    proxied = {
        "Host": "desk.example.org",
        "Origin": "https://desk.example.org",
        "X-Forwarded-Proto": "https",
    }
    reply = client.ask("POST", "/sign-in", form, proxied)
    assert (reply.status, "; Secure" in reply.headers["set-cookie"]) == (303, True)
    told_wrongly = client.ask("POST", "/sign-in", form, proxied | {"X-Forwarded-Proto": "http"})
    assert told_wrongly.status == 403
