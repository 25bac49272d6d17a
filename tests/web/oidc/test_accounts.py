"""What administrators say of people who sign in through the service."""

import re

from scraper.desk.roles import Role
from tests.web.oidc.conftest import House, Opens


def actions(house: House) -> list[str]:
    return [action for _, action, _, _ in house.events()]


def test_who_is_added_with_an_address_has_no_password_and_signs_in_by_it(house: House) -> None:
    admin = house.desk.client(Role.ADMIN)
    form = {"name": "Anna", "role": "reader", "email": " Anna@Example.org "}
    page = admin.post("/settings/users", form)
    assert "Anna is added, and signs in by her e-mail address." in page.plain
    assert 'class="word"' not in page.text
    assert (house.told("email")[-1], house.told("secret")[-1]) == ("anna@example.org", None)
    assert house.sign_in().status == 303


def test_who_is_added_without_an_address_gets_a_password_unless_nobody_signs_in_with_one(
    opens: Opens,
) -> None:
    admin = opens().desk.client(Role.ADMIN)
    assert 'class="word"' in admin.post("/settings/users", {"name": "Bea", "role": "reader"}).text
    refused = (
        opens(passwords=False)
        .desk.client(Role.ADMIN)
        .post("/settings/users", {"name": "Cleo", "role": "reader"})
    )
    assert refused.status == 422
    assert "An e-mail address is needed: people sign in with Example login only." in refused.plain


def test_an_address_that_is_none_or_somebody_elses_is_refused_and_stays_in_the_form(house: House) -> None:
    house.account()
    admin = house.desk.client(Role.ADMIN)
    for email, why in (
        ("anna", "“anna” is no e-mail address"),
        ("ANNA@example.org", "address of anna already"),
    ):
        page = admin.post("/settings/users", {"name": "Bea", "role": "reader", "email": email})
        assert (page.status, why in page.plain) == (422, True)
        assert f'name="email" type="email" value="{email}"' in page.text


def test_an_address_is_changed_and_a_tie_stays_until_it_is_undone(house: House) -> None:
    number = house.account(email=None)
    admin, place = house.desk.client(Role.ADMIN), f"/settings/users/{number}"
    assert house.sign_in().status == 401
    page = admin.post(f"{place}/email", {"email": "Anna@example.org"})
    assert "The e-mail address of anna is kept." in page.plain
    anna = house.browser()
    assert house.sign_in(anna).status == 303
    house.provider.person["sub"] = "b-2"
    assert house.sign_in().status == 401
    assert "anna is tied to nobody now." in admin.post(f"{place}/untie").plain
    assert anna.get("/help").status == 303
    assert house.sign_in().status == 303
    assert house.told("subject")[0] == "b-2"
    admin.post(f"{place}/email", {"email": ""})
    assert house.told("email")[0] is None
    told = [action for action in actions(house) if action in {"account-email", "account-untie"}]
    assert told == ["account-email", "account-untie", "account-email"]


def test_what_changes_nothing_is_no_event(house: House) -> None:
    number = house.account()
    admin, before = house.desk.client(Role.ADMIN), len(house.events())
    admin.post(f"/settings/users/{number}/email", {"email": "anna@EXAMPLE.org"})
    admin.post(f"/settings/users/{number}/untie")
    assert len(house.events()) == before


def test_only_administrators_change_addresses(house: House) -> None:
    number = house.account()
    editor = house.desk.client(Role.EDITOR)
    for act in ("email", "untie"):
        assert editor.post(f"/settings/users/{number}/{act}", {"email": ""}).status == 403


def test_the_list_of_users_says_who_is_tied(house: House) -> None:
    house.account()
    house.sign_in()
    admin = house.desk.client(Role.ADMIN)
    page = admin.get("/settings/users")
    assert re.search(r"/settings/users/\d+/untie", page.text)
    assert '"email":"anna@example.org","tied":true' in admin.get("/settings/users.json").text


def test_without_passwords_none_are_shown_or_given(opens: Opens) -> None:
    admin = opens(passwords=False).desk.client(Role.ADMIN)
    assert "New password" not in admin.get("/settings/users").plain
    assert "Your password" not in admin.get("/settings").plain


def test_who_has_no_password_is_not_asked_to_change_it(house: House) -> None:
    house.account()
    client = house.browser()
    house.sign_in(client)
    assert "Your password" not in client.get("/settings").plain
    assert "Your password" in house.desk.client(Role.EDITOR).get("/settings").plain
