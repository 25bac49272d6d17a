"""The sign-in service as a setting: where it is written, and what is refused."""

from pathlib import Path

import pytest

from scraper.config import load_settings
from scraper.desk.roles import Role
from scraper.errors import ConfigError
from scraper.sign_in import NEWCOMER_ROLES, SignInService, address_in, is_safe_address

LEAST = '[sign_in]\nissuer = "https://login.example.org/"\nclient_id = "gleaner"\n'


def service(home: Path, text: str, environ: dict[str, str] | None = None) -> SignInService | None:
    (home / "gleaner.toml").write_text(text, encoding="utf-8")
    return load_settings(home, environ or {}, {}).sign_in


def test_without_a_table_there_is_no_service(tmp_path: Path) -> None:
    assert service(tmp_path, "") is None


def test_issuer_and_client_are_enough_and_let_in_nobody_unknown(tmp_path: Path) -> None:
    assert service(tmp_path, LEAST) == SignInService(
        "https://login.example.org/", "gleaner", "", "login.example.org", (), "", True, False
    )


def test_the_environment_wins_and_is_the_only_place_for_the_secret(tmp_path: Path) -> None:
    environ = {
        "GLEANER_SIGN_IN_SECRET": "s3cret",
        "GLEANER_SIGN_IN_CLIENT_ID": "desk",
        "GLEANER_SIGN_IN_DOMAINS": "@Example.org, example.net",
        "GLEANER_SIGN_IN_PASSWORDS": "false",
        "GLEANER_SIGN_IN_NEWCOMERS": "reader",
    }
    chosen = service(tmp_path, LEAST + 'name = "Example login"', environ)
    assert chosen is not None
    assert (chosen.secret, chosen.client_id, chosen.name) == ("s3cret", "desk", "Example login")
    assert (chosen.domains, chosen.newcomers, chosen.passwords) == (
        ("example.org", "example.net"),
        "reader",
        False,
    )
    assert "s3cret" not in repr(load_settings(tmp_path, environ, {}))
    with pytest.raises(ConfigError, match="the secret belongs into GLEANER_SIGN_IN_SECRET only"):
        service(tmp_path, LEAST + 'secret = "s3cret"')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sign_in = 1", "must be a table"),
        (LEAST + "isuer = 1", "isuer: unknown setting"),
        (LEAST + "name = 1", "name must be a text in quotes"),
        (LEAST.replace("gleaner", ""), 'a "client_id"'),
        (LEAST.replace("https", "http"), "begins with https://"),
        (LEAST + 'newcomers = "admin"', "newcomers must be one of reader, contributor, editor"),
        (LEAST + 'newcomers = "reader"', "newcomers needs domains"),
        (LEAST + "domains = 1", "domains must be a list of texts"),
        (LEAST + "domains = [1]", "domains must be a list of texts"),
        (LEAST + 'domains = ["example"]', 'domains must be such as "example.org"'),
        (LEAST + 'passwords = "perhaps"', "passwords must be 1, 0, true or false"),
        (LEAST + "trust_addresses = []", "trust_addresses must be 1, 0, true or false"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        service(tmp_path, text, {"GLEANER_SIGN_IN_SECRET": "s3cret"} if "[sign_in]" in text else {})
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://login.example.org/realms/house", True),
        ("https://10.0.0.7:8443", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:8080", True),
        ("http://localhost", True),
        ("http://login.example.org", False),
        ("http://localhost.example.org", False),
        ("http://169.254.169.254/latest", False),
        ("https://user@login.example.org", False),
        ("https://login.example.org/#here", False),
        ("https://login.example.org:port", False),
        ("https://login.example.org/\n", False),
        ("https://", False),
        ("file:///etc/passwd", False),
    ],
)
def test_only_what_nobody_on_the_way_can_read_is_asked(url: str, is_safe: bool) -> None:
    assert is_safe_address(url) is is_safe


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Anna@Example.org ", "anna@example.org"),
        ("anna+news@mail.example.org", "anna+news@mail.example.org"),
        ("\u212aate@example.org", None),  # the sign for kelvin becomes a k in lower case
        ("anna@example", None),
        ("@example.org", None),
        ("anna@other.org@example.org", None),
        ("anna, bea@example.org", None),
        (f"{'a' * 250}@example.org", None),
        ("", None),
    ],
)
def test_an_address_is_kept_in_one_spelling(text: str, address: str | None) -> None:
    assert address_in(text) == address


def test_newcomers_get_a_role_that_there_is_and_never_all_rights() -> None:
    assert set(NEWCOMER_ROLES) == {*Role} - {Role.ADMIN}
