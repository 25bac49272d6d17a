"""Whatever is wrong on the way or in a token: nobody is let in, one sentence says why, no token is logged."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.desk.roles import Role
from scraper.storage.engine import Database
from scraper.web.accounts import find_account
from scraper.web.oidc.arrivals import MOST_TOLD
from scraper.web.oidc.journey import LASTS
from scraper.web.oidc.network import MOST_BYTES
from scraper.web.oidc.refusals import WORDS, Refusal
from scraper.web.people import close
from tests.web.desk import Client, Reply
from tests.web.oidc.conftest import House, Opens
from tests.web.oidc_provider import ACCESS_TOKEN, SECRET, Provider, Said, by_nobody, by_the_public_key, key

Changes = Callable[[Provider], object]


@pytest.fixture
def database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """SQLite only: what is asked of the tables, `test_flow` and `test_accounts` ask on both engines."""
    path = tmp_path / "gleaner.db"
    path.write_bytes(sqlite_template.read_bytes())
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.close()


def refused(house: House, client: Client, reply: Reply, reason: Refusal) -> None:
    """That nobody was let in, with this reason told on the page and in the log."""
    sentence = WORDS[reason].format(service="Example login")
    assert (reply.status, sentence in reply.plain) == (
        503 if reason in {Refusal.UNREACHABLE, Refusal.BUSY} else 401,
        True,
    ), reply.plain
    assert "gleaner" not in client.cookies
    assert "gleaner-service" not in client.cookies
    assert client.get("/help").status == 303
    actor, action, _, after = house.events()[-1]
    assert (actor, action, after["reason"]) == ("nobody", "sign-in-refused", reason)


def claims(**said: object) -> Changes:
    return lambda provider: provider.claims.update(said)


def person(**said: object) -> Changes:
    return lambda provider: provider.person.update(said)


def instead(path: str, said: Said) -> Changes:
    return lambda provider: provider.instead.update({path: said})


def described(**said: object) -> Changes:
    return lambda provider: provider.described.update(said)


def signing(sign: Callable[[Provider, dict[str, object]], str]) -> Changes:
    return lambda provider: setattr(provider, "sign", lambda said: sign(provider, said))


AT = 1_795_424_400  # the desk's moment, 2026-11-23 09:00 UTC
EVIL = "&iss=https%3A%2F%2Fevil.example.org"
JSON = b'{"id_token": "x"}'


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(claims(nonce="another"), id="a nonce of another journey"),
        pytest.param(claims(nonce=None), id="no nonce"),
        pytest.param(claims(aud="another"), id="for another desk"),
        pytest.param(claims(aud="another", azp="gleaner"), id="for another desk, asked by this one"),
        pytest.param(claims(aud=["gleaner", "another"]), id="for several, and for whom is not said"),
        pytest.param(claims(aud=["gleaner", "another"], azp="another"), id="for several, asked by another"),
        pytest.param(claims(azp="another"), id="asked by another"),
        pytest.param(claims(aud=None), id="for nobody"),
        pytest.param(claims(iss="https://evil.example.org"), id="of another issuer"),
        pytest.param(claims(exp=AT - 61), id="expired"),
        pytest.param(claims(exp=None), id="without an end"),
        pytest.param(claims(exp="never"), id="an end that is no moment"),
        pytest.param(claims(nbf=AT + 61), id="not valid yet"),
        pytest.param(claims(iat=AT + 61), id="made in the future"),
        pytest.param(claims(sub=None), id="about nobody"),
        pytest.param(claims(sub=""), id="about an empty number"),
        pytest.param(claims(sub=7), id="about a number that is no text"),
        pytest.param(claims(sub="a" * 256), id="about an endless number"),
        pytest.param(claims(at_hash="another"), id="of another access token"),
        pytest.param(signing(lambda _, said: by_nobody(said)), id="not signed"),
        pytest.param(
            signing(lambda provider, said: by_the_public_key(said, provider.keys[0])),
            id="signed with the public key as a secret",
        ),
        pytest.param(
            signing(lambda provider, said: provider.signed(said, key("another"))), id="an unknown key"
        ),
        pytest.param(
            signing(lambda provider, said: provider.signed(said, key("another"), kid="one")),
            id="another key under a known name",
        ),
        pytest.param(lambda provider: setattr(provider, "algorithm", "RS512"), id="signed in another way"),
        pytest.param(signing(lambda *_: "no.token.atall"), id="no token at all"),
        pytest.param(signing(lambda *_: ""), id="an empty token"),
        pytest.param(instead("/token", Said(body=b"{}")), id="no token"),
    ],
)
def test_a_token_that_is_not_to_be_believed_lets_nobody_in(
    house: House, caplog: pytest.LogCaptureFixture, change: Changes
) -> None:
    house.account()
    change(house.provider)
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.UNTRUSTED)
    assert house.told("subject") == [None]
    assert "sign-in refused (untrusted)" in caplog.text
    assert ACCESS_TOKEN not in caplog.text
    assert "eyJ" not in caplog.text  # how every token begins


@pytest.mark.parametrize(
    ("issuer", "names_itself"), [("", True), (EVIL, True), (EVIL, None)], ids=["nobody", "evil", "unasked"]
)
def test_an_answer_that_another_service_gave_is_not_believed(
    house: House, issuer: str, names_itself: bool | None
) -> None:
    house.account()
    house.provider.described["authorization_response_iss_parameter_supported"] = names_itself
    client = house.browser()
    way = house.go(client).partition("&iss=")[0]
    refused(house, client, client.ask("GET", way + issuer), Refusal.UNTRUSTED)
    assert house.provider.times_asked("/token") == 0


def test_a_service_that_does_not_name_itself_on_the_way_back_is_taken(house: House) -> None:
    house.account()
    house.provider.described["authorization_response_iss_parameter_supported"] = None
    client = house.browser()
    assert client.ask("GET", house.go(client).partition("&iss=")[0]).status == 303


@pytest.mark.parametrize(
    ("exp", "nbf", "status"), [(AT - 59, AT + 59, 303), (AT - 60, AT, 401), (AT, AT + 61, 401)]
)
def test_the_two_clocks_may_be_a_minute_apart(house: House, exp: int, nbf: int, status: int) -> None:
    house.account()
    house.provider.claims |= {"exp": exp, "nbf": nbf}
    assert house.sign_in().status == status


def test_an_unknown_key_is_asked_for_once_only(house: House) -> None:
    house.account()
    house.provider.sign = lambda said: house.provider.signed(said, key("another"))
    assert house.sign_in().status == 401
    assert house.provider.times_asked("/keys") == 2


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(instead("/token", Said(500, b"fault")), id="a fault"),
        pytest.param(instead("/token", Said(500, b'{"error": "server_error"}')), id="a fault as data"),
        pytest.param(instead("/token", Said(400, b'{"error": "invalid_grant"}')), id="a code it knows not"),
        pytest.param(instead("/token", Said(200, JSON, delay=5)), id="hanging"),
        pytest.param(instead("/token", Said(200, JSON, drip=0.2)), id="drop by drop"),
        pytest.param(instead("/token", Said(200, b" " * MOST_BYTES + JSON)), id="a huge answer"),
        pytest.param(instead("/token", Said(200, b"[" * 100_000)), id="a deep answer"),
        pytest.param(instead("/token", Said(200, b"[]")), id="an answer that is no object"),
        pytest.param(
            instead("/token", Said(307, JSON, {"Location": "https://evil.example.org/token"})),
            id="sent to another host",
        ),
        pytest.param(instead("/token", Said(302, JSON, {"Location": "/realm/keys"})), id="sent elsewhere"),
        pytest.param(instead("/keys", Said(503, b"{}")), id="no keys"),
        pytest.param(
            instead("/keys", Said(200, b'{"keys": [{"kty": "oct", "k": "eA"}, 7]}')), id="no usable key"
        ),
        pytest.param(instead("/keys", Said(200, b'{"keys": 7}')), id="keys that are none"),
    ],
)
def test_a_service_that_does_not_answer_well_lets_nobody_in(
    house: House, caplog: pytest.LogCaptureFixture, change: Changes
) -> None:
    house.account()
    house.desk.app.state.desk.service.seconds = 1.0
    change(house.provider)
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.UNREACHABLE)
    assert "sign-in refused (unreachable)" in caplog.text
    assert SECRET not in caplog.text
    assert ACCESS_TOKEN not in caplog.text


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(instead("/.well-known/openid-configuration", Said(404, b"{}")), id="none"),
        pytest.param(described(issuer="https://evil.example.org"), id="another issuer's"),
        pytest.param(described(token_endpoint="http://evil.example.org/token"), id="tokens over plain http"),
        pytest.param(described(jwks_uri="file:///etc/passwd"), id="keys from a file"),
        pytest.param(described(authorization_endpoint=None), id="no place to sign in"),
        pytest.param(described(userinfo_endpoint=7), id="userinfo at a number"),
    ],
)
def test_a_service_that_describes_itself_wrongly_is_not_used(house: House, change: Changes) -> None:
    change(house.provider)
    client = house.browser()
    refused(house, client, client.ask("GET", "/sign-in/service"), Refusal.UNREACHABLE)


def test_a_service_that_is_not_there_is_said_to_be_away(house: House) -> None:
    house.provider.__exit__(None, None, None)
    client = house.browser()
    refused(house, client, client.ask("GET", "/sign-in/service"), Refusal.UNREACHABLE)


def test_a_state_is_good_once(house: House) -> None:
    house.account()
    client = house.browser()
    way = house.go(client)
    cookie = client.cookies["gleaner-service"]
    assert client.ask("GET", way).status == 303
    again = house.browser()
    again.cookies["gleaner-service"] = cookie
    refused(house, again, again.ask("GET", way), Refusal.LOST)


@pytest.mark.parametrize("state", ["state=another", "state=", "", "state=%C3%A9"])
def test_another_state_lets_nobody_in_and_ends_the_journey(house: House, state: str) -> None:
    house.account()
    client = house.browser()
    way = house.go(client)
    cookie = client.cookies["gleaner-service"]
    refused(house, client, client.ask("GET", f"/sign-in/service/return?code=code-0&{state}"), Refusal.LOST)
    client.cookies["gleaner-service"] = cookie
    refused(house, client, client.ask("GET", way), Refusal.LOST)
    assert house.provider.times_asked("/token") == 0


def test_a_code_is_of_no_use_in_another_browser(house: House) -> None:
    house.account()
    way = house.go(house.browser())
    stranger = house.browser()
    refused(house, stranger, stranger.ask("GET", way), Refusal.LOST)
    house.go(stranger)
    refused(house, stranger, stranger.ask("GET", way), Refusal.LOST)


def test_a_cookie_that_nobody_was_given_lets_nobody_in(house: House) -> None:
    client = house.browser()
    client.cookies["gleaner-service"] = "made-up"
    refused(house, client, client.ask("GET", "/sign-in/service/return?code=1&state=1"), Refusal.LOST)


def test_who_takes_too_long_has_to_begin_again(house: House) -> None:
    house.account()
    client = house.browser()
    way = house.go(client)
    house.desk.now += LASTS
    refused(house, client, client.ask("GET", way), Refusal.LOST)


def test_a_browser_without_a_code_or_with_an_error_is_not_let_in(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for said, reason in (("", Refusal.LOST), ("error=access_denied", Refusal.DENIED)):
        client = house.browser()
        state = house.go(client).partition("state=")[2]
        reply = client.ask("GET", f"/sign-in/service/return?{said}&state={state}")
        refused(house, client, reply, reason)
    client = house.browser()
    state = house.go(client).partition("state=")[2]
    forged = "error=%0Asign-in+of+admin"
    refused(
        house, client, client.ask("GET", f"/sign-in/service/return?{forged}&state={state}"), Refusal.DENIED
    )
    assert "access_denied" in caplog.text
    assert "sign-in of admin" not in caplog.text


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (person(email_verified=False), Refusal.UNCONFIRMED),
        (person(email_verified=None), Refusal.UNCONFIRMED),
        (person(email_verified="false"), Refusal.UNCONFIRMED),
        (person(email_verified=1), Refusal.UNCONFIRMED),
        (person(email=None), Refusal.UNCONFIRMED),
        (person(email=["anna@example.org"]), Refusal.UNCONFIRMED),
        (person(email="\u0430nna@example.org"), Refusal.UNCONFIRMED),  # its first letter is Cyrillic
        (person(email="bea@example.org"), Refusal.NO_ACCOUNT),
    ],
)
def test_only_a_confirmed_address_of_an_account_lets_in(
    house: House, change: Changes, reason: Refusal
) -> None:
    house.account()
    change(house.provider)
    client = house.browser()
    refused(house, client, house.sign_in(client), reason)
    assert house.told("subject") == [None]


@pytest.mark.parametrize(
    "email",
    ["anna@example.net", "anna@evil-example.org", "anna@example.org.evil.net", "anna@sub.example.org"],
)
def test_an_address_of_another_domain_is_refused_even_when_there_is_an_account(
    opens: Opens, email: str
) -> None:
    house = opens(domains=["example.org"], newcomers="reader")
    house.account(email=email)
    house.provider.person["email"] = email
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.OTHER_DOMAIN)
    assert house.events()[-1][3]["email"] == email


def test_who_is_known_is_refused_too_when_her_address_leaves_the_domain(opens: Opens) -> None:
    house = opens(domains=["example.org"])
    house.account()
    assert house.sign_in().status == 303
    house.provider.person["email"] = "anna@example.net"
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.OTHER_DOMAIN)
    house.provider.person |= {"email": "anna@example.org", "email_verified": False}
    refused(house, client, house.sign_in(client), Refusal.UNCONFIRMED)


@pytest.mark.parametrize("is_tied", [True, False])
def test_a_closed_account_is_refused(house: House, is_tied: bool) -> None:
    tie = {"issuer": house.provider.issuer, "subject": "a-1"} if is_tied else {}
    number = house.account(closed_at=house.desk.now, **tie)
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.CLOSED)
    assert house.events()[-1][2] == number
    assert house.told("subject") == ["a-1" if is_tied else None]


def test_a_session_ends_when_its_account_is_closed(house: House) -> None:
    house.account()
    client = house.browser()
    house.sign_in(client)
    with house.desk.database.writing() as session:
        close(session, find_account(session, "anna"), house.desk.now, actor="editor", via="web")
    assert client.get("/help").status == 303


@pytest.mark.parametrize("other", [{"subject": "a-2"}, {"issuer": "https://former.example.org"}])
def test_an_address_that_was_given_to_somebody_else_does_not_open_her_account(
    house: House, other: dict[str, str]
) -> None:
    house.account(**{"issuer": house.provider.issuer, "subject": "a-1"} | other)
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.TIED)
    assert house.told("subject") == [other.get("subject", "a-1")]


def test_userinfo_about_somebody_else_is_not_believed(house: House) -> None:
    house.account()
    house.provider.in_token = False
    house.provider.instead["/userinfo"] = Said(
        body=b'{"sub": "b-2", "email": "anna@example.org", "email_verified": true}'
    )
    client = house.browser()
    refused(house, client, house.sign_in(client), Refusal.UNTRUSTED)
    house.provider.instead["/userinfo"] = Said(401, b"{}")
    refused(house, client, house.sign_in(client), Refusal.UNREACHABLE)
    house.provider.described["userinfo_endpoint"] = None
    house.desk.now += timedelta(hours=2)
    refused(house, client, house.sign_in(client), Refusal.UNCONFIRMED)


@pytest.mark.parametrize(
    "place",
    ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/%09//evil.example", "/" * 2001],
)
def test_nobody_is_led_to_another_site(house: House, place: str) -> None:
    house.account()
    assert house.sign_in(back=f"?back={place}").headers["location"] == "/"


def test_the_log_of_the_desk_is_not_flooded_by_refusals(house: House) -> None:
    client = house.browser()
    for _ in range(MOST_TOLD + 3):
        assert client.ask("GET", "/sign-in/service/return").status == 401
    assert len(house.events()) == MOST_TOLD
    house.desk.now += timedelta(minutes=16)
    client.ask("GET", "/sign-in/service/return")
    assert len(house.events()) == MOST_TOLD + 1


def test_a_service_that_hangs_does_not_take_the_desk_with_it(house: House) -> None:
    service = house.desk.app.state.desk.service
    with service._turn(), service._turn(), service._turn(), service._turn():
        client = house.browser()
        refused(house, client, client.ask("GET", "/sign-in/service"), Refusal.BUSY)
    assert client.ask("GET", "/sign-in/service").status == 303


def test_refusals_can_be_read_in_the_log(house: House) -> None:
    house.sign_in()
    page = house.desk.client(Role.ADMIN).get("/settings/log?what=sign-in-refused")
    assert "reason: nothing → no-account" in page.plain
    assert "email: nothing → anna@example.org" in page.plain
