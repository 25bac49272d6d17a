"""`gleaner user` as whoever runs the desk uses it."""

from pathlib import Path

import pytest

from tests.command import Gleaner

PASSWORD = "three plain words\n"


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    """A home in which somebody signs in with a password."""
    home = Gleaner(tmp_path / "home")
    home.run("user", "add", "anna", "--role", "admin", "--password-stdin", stdin=PASSWORD)
    return home


def test_an_account_gets_the_address_that_the_sign_in_service_knows(gleaner: Gleaner) -> None:
    assert "anna@example.org" in gleaner.run("user", "email", "anna", "Anna@Example.org").stdout
    gleaner.run("user", "add", "bea", "--email", "bea@example.org", "--no-password")
    said = {row["name"]: (row["email"], row["tied"]) for row in gleaner.json("user", "list")}
    assert said == {"anna": ("anna@example.org", False), "bea": ("bea@example.org", False)}
    assert "bea@example.org" in gleaner.run("user", "list").stdout
    assert "(none)" in gleaner.run("user", "email", "anna").stdout
    assert gleaner.json("user", "list")[0]["email"] == ""


def test_an_account_is_untied_at_the_terminal(gleaner: Gleaner) -> None:
    assert "anna is tied to nobody." in gleaner.run("user", "untie", "anna").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("user", "email", "anna", "anna"), 1, "is no e-mail address"),
        (("user", "email", "nobody", "a@example.org"), 1, "no account 'nobody'"),
        (("user", "add", "bea", "--no-password"), 2, "--no-password needs --email"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    gleaner: Gleaner, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = gleaner.run(*arguments, check=False)
    assert (done.returncode, words in done.stderr) == (code, True), done.stderr
