"""Signing in through a service, all the way."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from scraper.desk.roles import Role
from scraper.web.oidc.tokens import challenge_of
from tests.web.desk import PASSWORD
from tests.web.oidc.conftest import House, Opens
from tests.web.oidc_provider import Provider, key


def test_who_has_an_account_is_let_in_and_led_to_where_she_wanted(house: House) -> None:
    number = house.account()
    client = house.browser()
    asked = client.ask("GET", "/help?from=here")
    page = client.get(asked.headers["location"])
    assert "Sign in with Example login" in page.plain
    assert 'href="/sign-in/service?back=%2Fhelp%3Ffrom%3Dhere"' in page.text
    reply = house.sign_in(client, "?back=%2Fhelp%3Ffrom%3Dhere")
    assert (reply.status, reply.headers["location"]) == (303, "/help?from=here")
    assert "anna" in client.get("/help").plain
    assert house.events() == [
        ("anna", "account-tie", number, {"subject": "a-1"}),
        ("anna", "sign-in", number, {}),
    ]


def test_what_is_asked_of_the_service_is_bound_to_this_browser(house: House) -> None:
    house.account()
    client = house.browser()
    sent = client.ask("GET", "/sign-in/service")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent.headers["location"]).query).items()}
    assert asked["redirect_uri"] == f"{house.desk.address}/sign-in/service/return"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert (
        len({asked["state"], asked["nonce"], asked["code_challenge"], client.cookies["gleaner-service"]}) == 4
    )
    cookie = sent.headers["set-cookie"]
    for said in ("HttpOnly", "SameSite=lax", "Path=/sign-in/service", "Max-Age=600"):
        assert said in cookie
    other = house.browser().ask("GET", "/sign-in/service")
    assert asked["state"] not in other.headers["location"]


def test_behind_https_the_cookie_of_the_journey_is_secure_and_the_way_back_is_https(house: House) -> None:
    proxied = {"Host": "desk.example.org", "X-Forwarded-Proto": "https"}
    sent = house.browser().ask("GET", "/sign-in/service", headers=proxied)
    assert "; Secure" in sent.headers["set-cookie"]
    assert (
        "redirect_uri=https%3A%2F%2Fdesk.example.org%2Fsign-in%2Fservice%2Freturn" in sent.headers["location"]
    )


def test_afterwards_she_is_known_by_her_number_whatever_her_address_is(house: House) -> None:
    house.account()
    assert house.sign_in().status == 303
    house.provider.person |= {"email": "anna.married@example.net", "email_verified": False}
    assert house.sign_in().status == 303
    assert house.told("email") == ["anna@example.org"]
    assert house.told("subject") == ["a-1"]


def test_a_sign_in_gives_the_browser_a_new_session_and_not_one_it_brought(house: House) -> None:
    house.account()
    client = house.browser()
    client.cookies["gleaner"] = "planted-by-somebody-else"
    assert house.sign_in(client).status == 303
    assert client.cookies["gleaner"] != "planted-by-somebody-else"
    stranger = house.browser()
    stranger.cookies["gleaner"] = "planted-by-somebody-else"
    assert stranger.get("/help").status == 303
    assert "gleaner-service" not in client.cookies


def test_signing_out_ends_the_session_here(house: House) -> None:
    house.account()
    client = house.browser()
    house.sign_in(client)
    word = dict(client.cookies)
    client.post("/sign-out")
    client.cookies = word
    assert client.get("/help").status == 303


@pytest.mark.parametrize(("algorithm", "kind"), [("PS256", "RSA"), ("ES256", "EC"), ("EdDSA", "OKP")])
def test_the_usual_signatures_are_taken(house: House, algorithm: str, kind: str) -> None:
    house.account()
    house.provider.algorithm, house.provider.keys = algorithm, [key(kind, kind)]
    assert house.sign_in().status == 303


def test_new_keys_are_asked_for_once_and_then_kept(house: House) -> None:
    house.account()
    house.sign_in()
    house.sign_in()
    assert house.provider.times_asked("/keys") == 1
    house.provider.keys = [key("two")]
    assert house.sign_in().status == 303
    assert house.provider.times_asked("/keys") == 2
    assert house.provider.times_asked("/.well-known/openid-configuration") == 1
    house.desk.now += timedelta(hours=2)
    assert house.sign_in().status == 303
    assert house.provider.times_asked("/.well-known/openid-configuration") == 2


def test_an_address_that_stands_at_userinfo_only_is_asked_for(house: House) -> None:
    house.account()
    house.provider.in_token = False
    assert house.sign_in().status == 303
    assert house.provider.times_asked("/userinfo") == 1


@pytest.mark.parametrize("methods", [["client_secret_post"], None])
def test_the_desk_proves_itself_as_the_service_wants_it(house: House, methods: list[str] | None) -> None:
    house.account()
    if methods:
        house.provider.described["token_endpoint_auth_methods_supported"] = methods
    assert house.sign_in().status == 303


def test_a_desk_without_a_secret_is_known_by_its_verifier_alone(opens: Opens, provider: Provider) -> None:
    house = opens(secret="")
    house.account()
    provider.is_public = True
    assert house.sign_in().status == 303


def test_newcomers_get_the_role_that_the_house_gives_them(opens: Opens) -> None:
    house = opens(newcomers="reader", domains=["example.org"])
    assert house.sign_in().status == 303
    assert (house.told("name"), house.told("role")) == (["Anna Example"], [Role.READER])
    assert (house.told("email"), house.told("secret")) == (["anna@example.org"], [None])
    after = {"name": "Anna Example", "role": "reader", "email": "anna@example.org", "subject": "a-1"}
    assert house.events()[0] == ("Anna Example", "account-add", 1, after)
    assert house.sign_in().status == 303
    assert len(house.told("name")) == 1


def test_a_newcomer_whose_name_is_taken_is_called_by_her_address(opens: Opens) -> None:
    house = opens(newcomers="reader", domains=["example.org"])
    house.account("anna example", None)
    assert house.sign_in().status == 303
    assert house.told("name") == ["anna example", "anna@example.org"]
    house.provider.person |= {"sub": "a-2", "email": "bea@example.org"}
    house.account("bea@example.org", None)
    assert house.sign_in().status == 401


def test_a_directory_that_confirms_nothing_can_be_trusted(opens: Opens) -> None:
    house = opens(trust_addresses=True)
    house.account()
    del house.provider.person["email_verified"]
    assert house.sign_in().status == 303


def test_with_passwords_off_only_the_service_lets_in(opens: Opens) -> None:
    house = opens(passwords=False)
    name = house.desk.account(Role.EDITOR)
    client = house.browser()
    page = client.get("/sign-in")
    assert "Sign in with Example login" in page.plain
    assert 'type="password"' not in page.text
    refused = client.ask("POST", "/sign-in", {"name": name, "password": PASSWORD})
    assert (refused.status, "Passwords are not taken here: use Example login." in refused.plain) == (
        403,
        True,
    )


def test_beside_the_service_passwords_are_taken_and_lead_back(house: House) -> None:
    name = house.desk.account(Role.EDITOR)
    page = house.browser().get("/sign-in?back=%2Fhelp")
    assert page.text.index("Sign in with Example login") < page.text.index('type="password"')
    assert 'action="/sign-in?back=%2Fhelp"' in page.text
    form = {"name": name, "password": PASSWORD}
    assert house.browser().ask("POST", "/sign-in?back=%2Fhelp", form).headers["location"] == "/help"


def test_the_way_to_the_service_is_the_challenge_of_rfc_7636() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # its appendix B
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
