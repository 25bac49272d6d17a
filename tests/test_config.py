"""Where a setting may be written, which place wins, and what is refused."""

import re
import tomllib
from pathlib import Path

import pytest

from scraper.config import (
    _READERS,
    AGENT_VERSION,
    SETTING_NAMES,
    MailLogin,
    Settings,
    default_home,
    load_settings,
)
from scraper.errors import ConfigError

PROJECT = Path(__file__).parents[1]


def write(home: Path, text: str) -> Path:
    (home / "gleaner.toml").write_text(text, encoding="utf-8")
    return home


def test_an_empty_home_gives_the_defaults_and_a_database_inside_it(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {}, {})
    assert settings == Settings(home=tmp_path, database=f"sqlite:///{tmp_path.as_posix()}/gleaner.db")
    assert settings.download_delay == 2.0
    assert settings.max_body_bytes == 10_485_760
    assert settings.first_poll_days == 42


def test_a_home_that_does_not_exist_yet_is_no_error(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "later", {}, {}).home == tmp_path / "later"


def test_where_no_home_is_named_it_is_a_folder_of_the_users_own() -> None:
    assert default_home().is_absolute()
    assert default_home().name == "gleaner"


def test_the_browser_is_named_by_a_text(tmp_path: Path) -> None:
    named = write(tmp_path, "chromium = '/usr/bin/chromium'")
    assert load_settings(named, {}, {}).chromium == "/usr/bin/chromium"
    with pytest.raises(ConfigError, match=r"gleaner\.toml: chromium: must be a text in quotes"):
        load_settings(write(tmp_path, "chromium = true"), {}, {})


def test_a_relative_home_becomes_absolute_so_that_the_database_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(Path("h"), {}, {}).database == f"sqlite:///{tmp_path.as_posix()}/h/gleaner.db"


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    home = write(tmp_path, "download_delay = 3\ndownload_timeout = 4\nvisits_at_once = 5\n")
    environ = {"GLEANER_DOWNLOAD_TIMEOUT": "6", "GLEANER_VISITS_AT_ONCE": "7"}
    settings = load_settings(home, environ, {"visits_at_once": 8})
    assert (settings.download_delay, settings.download_timeout, settings.visits_at_once) == (3.0, 6.0, 8)


def test_a_flag_not_given_and_an_empty_variable_leave_the_choice_to_the_next_place(tmp_path: Path) -> None:
    home = write(tmp_path, "visits_at_once = 5\n")
    settings = load_settings(home, {"GLEANER_VISITS_AT_ONCE": ""}, {"visits_at_once": None})
    assert settings.visits_at_once == 5


def test_a_settings_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "gleaner.toml").write_bytes(b"\xef\xbb\xbfvisits_at_once = 5\r\n")
    assert load_settings(tmp_path, {}, {}).visits_at_once == 5


@pytest.mark.parametrize(
    ("environ", "overrides", "text", "message"),
    [
        ({"GLEANER_DOWNLOAD_DELY": "1"}, {}, "", r"GLEANER_DOWNLOAD_DELY: unknown .* DOWNLOAD_DELAY\?"),
        ({"GLEANER_XYZ": "1"}, {}, "", r"environment variable GLEANER_XYZ: unknown setting$"),
        (
            {},
            {"visit_at_once": 1},
            "",
            r"flag --visit-at-once: unknown setting, did you mean visits-at-once\?",
        ),
        ({}, {}, "contakt = 'a@b.org'", r"gleaner\.toml: contakt: unknown setting, did you mean contact\?"),
        ({}, {}, "home = '/'", r"gleaner\.toml: home: unknown setting"),
        ({}, {}, "contact", r"gleaner\.toml: cannot be read: Expected '='"),
        ({"GLEANER_DOWNLOAD_DELAY": "-1"}, {}, "", r"at least 0, not '-1'"),
        ({"GLEANER_DOWNLOAD_DELAY": "nan"}, {}, "", r"at least 0, not 'nan'"),
        ({"GLEANER_DOWNLOAD_DELAY": "soon"}, {}, "", r"must be a number"),
        ({}, {}, "download_delay = true", r"must be a number"),
        ({}, {}, "download_delay = [1]", r"must be a number"),
        ({}, {}, f"download_delay = 1{'0' * 400}", r"must be a number"),
        ({"GLEANER_VISITS_AT_ONCE": "0"}, {}, "", r"whole number of at least 1"),
        ({}, {}, "visits_at_once = 1.5", r"whole number"),
        ({}, {}, "allow_private_networks = 'maybe'", r"must be 1, 0, true or false"),
        ({}, {}, "allow_private_networks = 1.0", r"must be 1, 0, true or false"),
        ({}, {}, "timezone = 'Europe/Lundon'", r"must be a zone name"),
        ({}, {}, "timezone = '../../etc/passwd'", r"must be a zone name"),
        ({}, {}, "timezone = 'Europe'", r"must be a zone name"),
        ({}, {}, "timezone = 1", r"must be a zone name"),
        ({}, {}, "database = 'mysql://x/y'", r"sqlite:/// or postgresql:// URL"),
        ({}, {}, "database = 'sqlite://'", r"sqlite:/// or postgresql:// URL"),
        ({}, {}, "database = 'gleaner.db'", r"sqlite:/// or postgresql:// URL"),
        ({}, {}, f"visits_at_once = {'1' * 5000}", r"gleaner\.toml: cannot be read"),
        ({}, {}, "database = 5", r"sqlite:/// or postgresql:// URL"),
        ({}, {}, "contact = 'me'", r"must be a URL or an e-mail address"),
        ({"GLEANER_CONTACT": "a@b.org\r\nX-Other: 1"}, {}, "", r"must be a URL or an e-mail address"),
    ],
)
def test_what_nobody_can_mean_is_refused_with_its_place_and_reason(
    tmp_path: Path, environ: dict[str, str], overrides: dict[str, object], text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_settings(write(tmp_path, text), environ, overrides)


def test_a_settings_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "gleaner.toml").write_bytes(b"contact = '\xff'")
    with pytest.raises(ConfigError, match=r"gleaner\.toml: cannot be read"):
        load_settings(tmp_path, {}, {})


def test_the_password_of_a_database_is_neither_in_a_message_nor_in_the_representation(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(tmp_path, {"GLEANER_DATABASE": "mysql://u:secret@h/d"}, {})
    assert "secret" not in str(caught.value)
    assert "secret" not in repr(load_settings(tmp_path, {"GLEANER_DATABASE": "postgres://u:secret@h/d"}, {}))


def test_variables_of_the_home_and_of_the_test_suite_are_no_settings(tmp_path: Path) -> None:
    environ = {
        "GLEANER_HOME": "x",
        "GLEANER_TEST_POSTGRES_URL": "y",
        "GLEANER_TORTURE": "1",
        "PATH": "/bin",
        "gleaner_contact": "not ours",
    }
    assert load_settings(tmp_path, environ, {}) == load_settings(tmp_path, {}, {})


@pytest.mark.parametrize(("word", "value"), [("1", True), ("TRUE", True), ("0", False), ("false", False)])
def test_booleans_are_written_as_digits_or_words(tmp_path: Path, word: str, value: bool) -> None:
    settings = load_settings(tmp_path, {"GLEANER_ALLOW_PRIVATE_NETWORKS": word}, {})
    assert settings.allow_private_networks is value


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("sqlite:////srv/g.db", "sqlite:////srv/g.db"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgres://u:p@h/d?sslmode=require", "postgresql+psycopg://u:p@h/d?sslmode=require"),
        ("postgresql+psycopg://h/d", "postgresql+psycopg://h/d"),
    ],
)
def test_database_urls_are_kept_with_the_one_driver_in_use(tmp_path: Path, written: str, kept: str) -> None:
    assert load_settings(tmp_path, {"GLEANER_DATABASE": written}, {}).database == kept


@pytest.mark.parametrize(
    ("contact", "ending"),
    [("", ""), ("https://example.org/bot", " (+https://example.org/bot)"), ("a@b.org", " (+a@b.org)")],
)
def test_the_user_agent_names_the_product_and_whom_to_write_to(
    tmp_path: Path, contact: str, ending: str
) -> None:
    agent = load_settings(tmp_path, {}, {"contact": contact}).user_agent
    assert agent == f"Gleaner/{AGENT_VERSION}{ending}"


def test_the_user_agent_tells_the_version_of_the_project() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert re.match(rf"{re.escape(AGENT_VERSION)}\.\d+", project["version"])


def test_every_setting_but_the_home_can_be_written() -> None:
    assert set(SETTING_NAMES) == set(_READERS)


def test_mail_logins_stand_in_the_file_and_the_environment_wins_key_by_key(tmp_path: Path) -> None:
    home = write(tmp_path, '[mail.first-voice]\nuser = "one"\npassword = "in-file"\n')
    environ = {"GLEANER_MAIL_FIRST_VOICE_PASSWORD": "in-environment", "GLEANER_MAIL_OTHER_USER": "two"}
    mail = load_settings(home, environ, {}).mail
    assert mail == {"first-voice": MailLogin("one", "in-environment"), "other": MailLogin("two")}


@pytest.mark.parametrize(
    "text",
    [
        "mail = 'secret'",
        "[mail]\nexample = 'secret'",
        "[mail.example]\nuser = 'secret'\npassword = 5",
        "[mail.example]\nname = 'secret'",
    ],
)
def test_an_unusable_mail_login_is_refused_without_being_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match=r"gleaner\.toml: mail: must be tables such as") as caught:
        load_settings(write(tmp_path, text), {"GLEANER_MAIL_EXAMPLE_USER": "x"}, {})
    assert "secret" not in str(caught.value)


def test_the_password_of_a_mailbox_is_not_in_the_representation(tmp_path: Path) -> None:
    assert "secret" not in repr(load_settings(tmp_path, {"GLEANER_MAIL_EXAMPLE_PASSWORD": "secret"}, {}))


def test_recipients_are_named_in_the_file_or_by_variables_which_win(tmp_path: Path) -> None:
    home = write(tmp_path, '[alerts]\nanna = "mailto://a.example.org"\nben-o = "json://b.example.org"\n')
    environ = {
        "GLEANER_ALERTS_ANNA": "mailtos://u:secret@a.example.org",
        "GLEANER_ALERTS_TEAM_ROOM": "slack://t",
    }
    assert load_settings(home, environ, {}).alerts == {
        "anna": "mailtos://u:secret@a.example.org",
        "ben-o": "json://b.example.org",
        "team-room": "slack://t",
    }
    assert load_settings(tmp_path, {}, {}).alerts.keys() == {"anna", "ben-o"}
    assert "secret" not in repr(load_settings(home, environ, {}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("alerts = 'mailto://x'", r"gleaner\.toml: alerts: must be a table"),
        ("[alerts]\nAnna = 'mailto://tok3n'", r"lower-case letters"),
        ("[alerts]\nanna = 'tok3n'", r"the address of anna must be a URL"),
        ("[alerts]\nanna = 'json://tok3n x'", r"the address of anna must be a URL"),
        ("[alerts]\nanna = 1", r"the address of anna must be a URL"),
    ],
)
def test_a_recipient_that_cannot_be_reached_is_refused_without_telling_its_address(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message) as refused:
        load_settings(write(tmp_path, text), {}, {})
    assert "tok3n" not in str(refused.value)


def test_variables_do_not_mend_a_table_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must be a table"):
        load_settings(write(tmp_path, "alerts = 3"), {"GLEANER_ALERTS_ANNA": "json://a"}, {})
