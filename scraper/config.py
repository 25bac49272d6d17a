"""Settings: what one installation may choose, and where each choice may be written.

Most binding first: flags of the command, `GLEANER_*` environment, `gleaner.toml` in the home, defaults.
A name nobody knows is an error everywhere, so that a slip of the pen never passes for a choice.
"""

import difflib
import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import platformdirs

from scraper.endpoints import (
    KEY_VARIABLE,
    NAME,
    SECRET_VARIABLE,
    DraftModel,
    Webhook,
    read_draft,
    read_webhooks,
    with_secrets_of,
)
from scraper.errors import ConfigError
from scraper.sign_in import SignInService, read_service

#: First word of the User-Agent and the name robots.txt rules are looked up by.
AGENT_NAME = "Gleaner"
AGENT_VERSION = "0.1"

SETTINGS_FILE = "gleaner.toml"
ENVIRONMENT_PREFIX = "GLEANER_"

#: Variables with the prefix that are no settings: where the home is, and switches of the test suite.
OTHER_VARIABLES = frozenset({"GLEANER_HOME", "GLEANER_TEST_POSTGRES_URL", "GLEANER_TORTURE"})

_N = TypeVar("_N", int, float)

#: GLEANER_MAIL_<SLUG>_USER and _PASSWORD, hyphens of the slug written as underscores.
_MAIL_VARIABLE = re.compile(r"GLEANER_MAIL_([A-Z0-9_]+)_(USER|PASSWORD)")
#: GLEANER_ALERTS_<NAME>: the address of one recipient, hyphens of the name written as underscores.
_ALERTS_VARIABLE = re.compile(r"GLEANER_ALERTS_([A-Z0-9_]+)")
#: GLEANER_SIGN_IN_<NAME>: one setting of the sign-in service; the only place for its secret.
_SIGN_IN_VARIABLE = re.compile(r"GLEANER_SIGN_IN_([A-Z_]+)")
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s\x00-\x1f]+", re.I)
#: Settings whose values may hold passwords and are never shown.
_SECRET = frozenset({"database", "mail", "alerts", "sign_in", "webhooks", "draft"})
_CONTACT = re.compile(r"(?:https?://|[^\s@()]+@)[^\s()]+")


@dataclass(frozen=True, slots=True)
class MailLogin:
    """User name and password of a mailbox; "" where it is not set."""

    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """What one installation chose.

    Attributes:
        home: folder of the settings file, the archive and the exports.
        database: SQLAlchemy URL, `sqlite:///…` or `postgresql+psycopg://…`.
        mail: user names and passwords for mailboxes on servers, by slug of the source.
        alerts: addresses that the daily message goes to (Apprise's spelling), by name of the recipient.
        sign_in: the house's sign-in service, None when people sign in with passwords only.
        contact: URL or e-mail address told to every server, "" when none was given.
        download_delay: seconds between two requests to one host.
        download_timeout: seconds until a request is given up.
        max_body_bytes, max_pdf_bytes: most bytes taken of a page, of a PDF.
        visits_at_once: hosts visited at the same time.
        extraction_workers: processes that read pages.
        chromium: program that renders pages, by name or path; "" to look for one.
        allow_private_networks: whether loopback and private addresses may be fetched.
        timezone: IANA name of the zone in which days begin and dates are shown.
        first_poll_days: the first poll of a source admits what was published in this many days.
        checked_by_another: whether an entry is only signed off when somebody else than its author checked it.
        webhooks: who is told that an issue was published, by name.
        public_feed: whether the feed of published issues is read without signing in.
        draft: the model that drafts an entry when a person asks for it; None for no such model.
    """

    home: Path
    database: str = field(repr=False)  # may hold a password
    mail: Mapping[str, MailLogin] = field(default_factory=dict)
    alerts: Mapping[str, str] = field(default_factory=dict, repr=False)  # addresses hold passwords and tokens
    sign_in: SignInService | None = None
    contact: str = ""
    download_delay: float = 2.0
    download_timeout: float = 30.0
    max_body_bytes: int = 10 * 1024 * 1024
    max_pdf_bytes: int = 50 * 1024 * 1024
    visits_at_once: int = 8
    extraction_workers: int = 2
    chromium: str = ""
    allow_private_networks: bool = False
    timezone: str = "Europe/London"
    first_poll_days: int = 42
    checked_by_another: bool = False
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    public_feed: bool = False
    draft: DraftModel | None = None

    @property
    def user_agent(self) -> str:
        """Who we tell servers we are: product, version and, when known, whom to write to."""
        agent = f"{AGENT_NAME}/{AGENT_VERSION}"
        return f"{agent} (+{self.contact})" if self.contact else agent


def default_home() -> Path:
    """The home when neither flag nor environment name one: the platform's folder for user data."""
    return platformdirs.user_data_path("gleaner")


def load_settings(home: Path, environ: Mapping[str, str], overrides: Mapping[str, object]) -> Settings:
    """Settings of the installation in `home`.

    Args:
        home: the home folder; it need not exist yet.
        environ: the process's environment. An empty variable counts as not set.
        overrides: values of flags by setting name. None counts as not given.

    Raises:
        ConfigError: an unknown name or an unusable value; the message says where it was written.
    """
    home = home.expanduser().absolute()
    chosen: dict[str, Any] = {"database": f"sqlite:///{(home / 'gleaner.db').as_posix()}"}
    in_file = _from_file(home / SETTINGS_FILE)
    for with_stated in (_with_mail_of, _with_alerts_of, _with_sign_in_of, with_secrets_of):
        in_file = with_stated(in_file, environ)
    chosen |= _read_all(in_file, "gleaner.toml: {}")
    chosen |= _read_all(_from_environment(environ), "environment variable GLEANER_{}", str.upper)
    flags = {name: value for name, value in overrides.items() if value is not None}
    chosen |= _read_all(flags, "flag --{}", lambda name: name.replace("_", "-"))
    return Settings(home=home, **chosen)


def _from_file(path: Path) -> Mapping[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}  # settings files are optional
    except (OSError, ValueError) as error:  # not readable; not UTF-8, not TOML or a number too long
        raise ConfigError(f"{path}: cannot be read: {error}") from error


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    return {
        name.removeprefix(ENVIRONMENT_PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(ENVIRONMENT_PREFIX)
        and name not in OTHER_VARIABLES
        and value
        and not _MAIL_VARIABLE.fullmatch(name)
        and not _ALERTS_VARIABLE.fullmatch(name)
        and not _SIGN_IN_VARIABLE.fullmatch(name)
        and not SECRET_VARIABLE.fullmatch(name)
        and name != KEY_VARIABLE
    }


def _with_mail_of(written: Mapping[str, object], environ: Mapping[str, str]) -> Mapping[str, object]:
    """The settings file's values with the mail logins that the environment states, which win."""
    tables = written.get("mail", {})
    if not isinstance(tables, dict):
        return written
    logins: dict[str, object] = dict(tables)
    for name, value in environ.items():
        if (found := _MAIL_VARIABLE.fullmatch(name)) and value:
            slug = found[1].lower().replace("_", "-")
            known = logins.get(slug, {})
            if isinstance(known, dict):
                logins[slug] = {**known, found[2].lower(): value}
    return {**written, "mail": logins} if logins else written


def _with_alerts_of(written: Mapping[str, object], environ: Mapping[str, str]) -> Mapping[str, object]:
    """The settings file's values with the recipients that the environment states, which win."""
    addresses = written.get("alerts", {})
    if not isinstance(addresses, dict):
        return written
    stated = {
        found[1].lower().replace("_", "-"): value
        for name, value in environ.items()
        if (found := _ALERTS_VARIABLE.fullmatch(name)) and value
    }
    return {**written, "alerts": {**addresses, **stated}} if stated else written


def _with_sign_in_of(written: Mapping[str, object], environ: Mapping[str, str]) -> Mapping[str, object]:
    """The settings file's values with what the environment states of the sign-in service, which wins."""
    table = written.get("sign_in", {})
    if not isinstance(table, dict):
        return written
    if "secret" in table:
        raise ConfigError("gleaner.toml: sign_in: the secret belongs into GLEANER_SIGN_IN_SECRET only")
    stated = {
        found[1].lower(): value
        for name, value in environ.items()
        if (found := _SIGN_IN_VARIABLE.fullmatch(name)) and value
    }
    return {**written, "sign_in": {**table, **stated}} if stated else written


def _read_all(
    written: Mapping[str, object], place: str, spell: Callable[[str], str] = str
) -> dict[str, object]:
    """The written values by setting name. `place` and `spell` tell how this layer writes a name."""
    read: dict[str, object] = {}
    for name, value in written.items():
        where = place.format(spell(name))
        if name not in _READERS:
            raise ConfigError(f"{where}: unknown setting{_nearest(name, _READERS, spell)}")
        try:
            read[name] = _READERS[name](value)
        except ValueError as error:
            shown = "" if name in _SECRET else f", not {value!r}"
            raise ConfigError(f"{where}: {error}{shown}") from error
    return read


def _nearest(name: str, known: Iterable[str], spell: Callable[[str], str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f", did you mean {spell(near[0])}?" if near else ""


def _database(value: object) -> str:
    """A database URL with the one driver we use for PostgreSQL, whatever spelling a host panel gave."""
    if isinstance(value, str):
        if value.startswith("sqlite:///"):
            return value
        scheme, separator, rest = value.partition("://")
        if separator and scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
            return f"postgresql+psycopg://{rest}"
    raise ValueError("must be a sqlite:/// or postgresql:// URL")


def _mail(value: object) -> Mapping[str, MailLogin]:
    """Tables of user and password by slug."""
    problem = 'must be tables such as [mail.example] with the texts "user" and "password"'
    if not isinstance(value, dict):
        raise ValueError(problem)  # noqa: TRY004 - one class says "unusable value" to _read_all
    logins: dict[str, MailLogin] = {}
    for slug, table in value.items():
        if not isinstance(table, dict) or not table.keys() <= {"user", "password"}:
            raise ValueError(problem)
        if not all(isinstance(text, str) for text in table.values()):
            raise ValueError(problem)
        logins[slug] = MailLogin(**table)
    return logins


def _alerts(value: object) -> Mapping[str, str]:
    """Addresses by name of the recipient."""
    if not isinstance(value, dict):
        raise ValueError('must be a table such as [alerts] with anna = "mailto://…"')  # noqa: TRY004 - see _mail
    for name, address in value.items():
        if not NAME.fullmatch(name):
            raise ValueError("a recipient's name has lower-case letters, digits and hyphens only")
        if not isinstance(address, str) or not _ADDRESS.fullmatch(address):
            raise ValueError(f'the address of {name} must be a URL such as "mailto://…", without spaces')
    return dict(value)


def _contact(value: object) -> str:
    if isinstance(value, str) and (not value or _CONTACT.fullmatch(value)):
        return value
    raise ValueError("must be a URL or an e-mail address, without spaces or brackets")


def _timezone(value: object) -> str:
    problem = 'must be a zone name such as "Europe/London"'
    if not isinstance(value, str):
        raise ValueError(problem)  # noqa: TRY004 - one class says "unusable value" to _read_all
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError) as error:  # unknown; not a name; a folder of the zone database
        raise ValueError(problem) from error


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("must be a text in quotes")


def _boolean(value: object) -> bool:
    words = {"1": True, "true": True, "0": False, "false": False}
    read = words.get(str(value).lower()) if isinstance(value, str | bool | int) else None
    if read is None:
        raise ValueError("must be 1, 0, true or false")
    return read


def _number(*, least: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        number = _convert(float, value)
        if number is None or not math.isfinite(number) or number < least:
            raise ValueError(f"must be a number of at least {least:g}")
        return number

    return read


def _whole(*, least: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        number = None if isinstance(value, float) else _convert(int, value)
        if number is None or number < least:
            raise ValueError(f"must be a whole number of at least {least}")
        return number

    return read


def _convert(to: type[_N], value: object) -> _N | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return to(value)
    except (ValueError, OverflowError):  # not a number; a number beyond any float
        return None


_READERS: Mapping[str, Callable[[object], object]] = {
    "database": _database,
    "mail": _mail,
    "alerts": _alerts,
    "sign_in": read_service,
    "contact": _contact,
    "download_delay": _number(least=0),
    "download_timeout": _number(least=0.1),
    "max_body_bytes": _whole(least=1024),
    "max_pdf_bytes": _whole(least=1024),
    "visits_at_once": _whole(least=1),
    "extraction_workers": _whole(least=1),
    "chromium": _text,
    "checked_by_another": _boolean,
    "webhooks": read_webhooks,
    "public_feed": _boolean,
    "draft": read_draft,
    "allow_private_networks": _boolean,
    "timezone": _timezone,
    "first_poll_days": _whole(least=0),
}

#: Every name that flags, environment and file may set; home comes from outside.
SETTING_NAMES = tuple(each.name for each in fields(Settings) if each.name != "home")
