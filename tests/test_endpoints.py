import base64
from pathlib import Path

import pytest

from scraper.config import load_settings
from scraper.endpoints import is_safe_address, secret_variable
from scraper.errors import ConfigError

KEY = bytes(range(32))
SECRET = "whsec_" + base64.b64encode(KEY).decode()


def write(home: Path, text: str) -> Path:
    (home / "gleaner.toml").write_text(text)
    return home


def test_webhooks_are_named_in_the_file_and_their_secrets_in_the_environment(tmp_path: Path) -> None:
    home = write(
        tmp_path, '[webhooks]\nboard = "https://hooks.example.org/t0k3n"\nteam-room = "http://localhost:1/"'
    )
    settings = load_settings(home, {"GLEANER_WEBHOOK_TEAM_ROOM_SECRET": SECRET}, {})
    assert {name: (each.url, each.secret) for name, each in settings.webhooks.items()} == {
        "board": ("https://hooks.example.org/t0k3n", b""),
        "team-room": ("http://localhost:1/", KEY),
    }
    assert "t0k3n" not in repr(settings)
    assert repr(KEY) not in repr(settings)


def test_the_variable_of_a_secret_is_named_after_its_webhook(tmp_path: Path) -> None:
    home = write(tmp_path, '[webhooks]\nteam-room-2 = "https://hooks.example.org/"')
    settings = load_settings(home, {secret_variable("team-room-2"): SECRET}, {})
    assert settings.webhooks["team-room-2"].secret == KEY


@pytest.mark.parametrize(
    ("text", "secret", "message"),
    [
        ("webhooks = 3", SECRET, "must be a table"),
        ("[webhooks]\nBoard = 'https://x.example.org/t0k3n'", "", "lower-case letters"),
        ("[webhooks]\nboard = 'http://x.example.org/t0k3n'", "", "the address of board must be an https"),
        ("[webhooks]\nboard = 'https://me:t0k3n@x.example.org/'", "", "without a password in it"),
        ("[webhooks]\nboard = 3", "", "the address of board"),
        ("", SECRET, "there is a secret for board, but no address"),
        ("[webhooks]\nboard = 'https://x.example.org/'", "t0k3n", "the secret of board must be whsec_"),
        ("[webhooks]\nboard = 'https://x.example.org/'", "whsec_t0k3n!", "24 to 64 bytes"),
        ("[webhooks]\nboard = 'https://x.example.org/'", "whsec_dDBrM24=", "24 to 64 bytes"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused_without_telling_its_address_or_secret(
    tmp_path: Path, text: str, secret: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        load_settings(write(tmp_path, text), {"GLEANER_WEBHOOK_BOARD_SECRET": secret}, {})
    assert "t0k3n" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://hooks.example.org/a?b=c", True),
        ("https://hooks.example.org:8443/", True),
        ("http://127.0.0.1:8000/", True),
        ("http://[::1]/", True),
        ("http://localhost/", True),
        ("http://10.0.0.1/", False),
        ("http://localhost.example.org/", False),
        ("ftp://hooks.example.org/", False),
        ("https://", False),
        ("https://hooks.example.org:0/", False),
        ("https://hooks.example.org:99999/", False),
        ("https://[::1/", False),
        ("https://hooks.example.org/a b", False),
        ("https://hooks.example.org/\r\nX: 1", False),
        ("https://höoks.example.org/", False),
        (b"https://hooks.example.org/", False),
    ],
)
def test_secrets_go_encrypted_or_stay_on_this_machine(url: object, safe: bool) -> None:
    assert is_safe_address(url) is safe


def test_no_model_drafts_unless_one_is_named(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"GLEANER_DRAFT_KEY": "s3cret"}, {}).draft is None


@pytest.mark.parametrize(
    "given", ["https://api.example.org/v1", "https://api.example.org/v1/chat/completions/"]
)
def test_a_model_is_named_by_its_endpoint_its_name_and_a_key_of_the_environment(
    tmp_path: Path, given: str
) -> None:
    home = write(
        tmp_path, f'[draft]\nendpoint = "{given}"\nmodel = "small-8b"\ninstructions = "Say it plainly."'
    )
    settings = load_settings(home, {"GLEANER_DRAFT_KEY": "s3cret"}, {})
    draft = settings.draft
    assert draft is not None
    assert (draft.endpoint, draft.host) == ("https://api.example.org/v1/chat/completions", "api.example.org")
    assert (draft.model, draft.instructions, draft.key) == ("small-8b", "Say it plainly.", "s3cret")
    assert "s3cret" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("draft = 'https://api.example.org'", "must be a table"),
        ("[draft]\nendpoint = 'https://api.example.org'", "must be a table"),
        ("[draft]\nendpoint = 'https://api.example.org'\nmodel = ' '", "must be a table"),
        ("[draft]\nendpoint = 'https://api.example.org'\nmodel = 'a'\nkey = 's3cret'", "must be a table"),
        ("[draft]\nendpoint = 'https://api.example.org'\nmodel = 4", "must be a table"),
        ("[draft]\nendpoint = 'http://api.example.org'\nmodel = 'a'", "must be an https"),
        (
            f"[draft]\nendpoint = 'https://api.example.org'\nmodel = 'a'\ninstructions = '{'x' * 4001}'",
            "at most 4,000 letters",
        ),
        ("[draft]\nendpoint = 'https://api.example.org'\nmodel = 'a'", "printable ASCII"),
    ],
)
def test_a_model_that_cannot_be_is_refused_without_telling_its_key(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        load_settings(write(tmp_path, text), {"GLEANER_DRAFT_KEY": "s3cret\nX-Other: 1"}, {})
    assert "s3cret" not in str(refused.value)
