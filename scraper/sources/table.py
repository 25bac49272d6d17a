"""Reading one TOML table key by key, and saying what is wrong with it.

Every complaint is a DefinitionError "file: key: reason", with the key's full path, so that whoever wrote
the file knows where to look.
"""

import difflib
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from cssselect import HTMLTranslator, SelectorError

from scraper.errors import DefinitionError

_Word = TypeVar("_Word", bound=StrEnum)
_Check = Callable[[str], str]

#: 80 is the width of the columns that keep slugs and channel names.
_SLUG = re.compile(r"(?=.{1,80}\Z)[a-z0-9]+(?:-[a-z0-9]+)*")
#: Labels of RFC 1123 host names, and the underscore that a few live hosts have; 255 is DNS's own limit.
_HOST = re.compile(r"(?=.{1,255}\Z)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*")
_SENDER = re.compile(r"[^\s@<>\"]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ONLY_NEWSLETTERS = ': a mailbox is read only where strategy = "newsletter"'
#: A folder of messages, a mailbox on a server, one on this machine.
MAILBOX_SCHEMES = frozenset({"folder", "imaps", "imap"})
LOOPBACK = frozenset({"localhost", "127.0.0.1"})
_VERIFIED = re.compile(r"unverified|20\d\d-(?:0[1-9]|1[0-2])")


class Table:
    """One table of a definition file.

    Args:
        values: the table as TOML gives it.
        file: name of the file, for messages.
        path: keys that lead to this table, with a trailing dot; "" at the top.
    """

    def __init__(self, values: Mapping[str, object], file: str, path: str = "") -> None:
        self._values, self._file, self._path = values, file, path

    def error(self, key: str, reason: str) -> DefinitionError:
        """The error to raise when the value of `key` cannot be used."""
        return DefinitionError(f"{self._file}: {self._path}{key}: {reason}")

    def has(self, key: str) -> bool:
        """Whether the key is there, with whatever value."""
        return key in self._values

    def names(self) -> tuple[str, ...]:
        """The keys that are there."""
        return tuple(self._values)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise DefinitionError for the first key nobody reads: mostly a slip of the pen."""
        for key in self._values:
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                raise self.error(key, "unknown key" + (f", did you mean {near[0]!r}?" if near else ""))

    def text(self, key: str, default: str | None = None, check: _Check | None = None) -> str:
        """The text at `key`; without a default it must be there. `check` says what is wrong, or ""."""
        if key not in self._values and default is not None:
            return default
        return self._checked(key, self._require(key), check)

    def optional_text(self, key: str, check: _Check | None = None) -> str | None:
        """The text at `key`, None when the key is not there."""
        return self.text(key, check=check) if key in self._values else None

    def texts(self, key: str, check: _Check | None = None) -> tuple[str, ...]:
        """The list of texts at `key`, empty when the key is not there."""
        values = self._values.get(key, [])
        if not isinstance(values, list):
            raise self.error(key, f"must be a list of texts, not {values!r}")
        return tuple(self._checked(key, value, check) for value in values)

    def whole(self, key: str, least: int = 1) -> int | None:
        """The whole number of at least `least` at `key`, None when the key is not there."""
        if key not in self._values:
            return None
        value = self._values[key]
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(key, f"must be a whole number of at least {least}, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        """The truth value at `key`, false when the key is not there."""
        value = self._values.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, f"must be true or false, not {value!r}")
        return value

    def word(self, key: str, words: type[_Word], default: _Word | None = None) -> _Word:
        """The word of a closed list at `key`; without a default it must be there."""
        if key not in self._values and default is not None:
            return default
        return self._word(key, self._require(key), words)

    def optional_word(self, key: str, words: type[_Word]) -> _Word | None:
        """The word of a closed list at `key`, None when the key is not there."""
        return self.word(key, words) if key in self._values else None

    def words(self, key: str, words: type[_Word]) -> tuple[_Word, ...]:
        """The words of a closed list at `key`, empty when the key is not there."""
        return tuple(self._word(key, value, words) for value in self.texts(key))

    def table(self, key: str) -> "Table":
        """The table at `key`, an empty one when the key is not there."""
        return self._table(key, self._values.get(key, {}), key)

    def tables(self, key: str) -> Iterator["Table"]:
        """The tables of the array at `key`; in messages each goes by its own name, or else its number."""
        values = self._values.get(key, [])
        if not isinstance(values, list):
            raise self.error(key, f"must be tables headed [[{key}]], not {values!r}")
        for number, value in enumerate(values, start=1):
            name = value.get("name") if isinstance(value, dict) else None
            label = name if isinstance(name, str) else number
            yield self._table(key, value, f"{key}.{label}")

    def _table(self, key: str, value: object, path: str) -> "Table":
        if not isinstance(value, dict):
            raise self.error(key, f"must be a table, not {value!r}")
        return Table(value, self._file, f"{self._path}{path}.")

    def _require(self, key: str) -> object:
        if key not in self._values:
            raise self.error(key, "missing")
        return self._values[key]

    def _checked(self, key: str, value: object, check: _Check | None) -> str:
        if not isinstance(value, str):
            raise self.error(key, f"must be text, not {value!r}")
        if check is not None and (problem := check(value)):
            raise self.error(key, f"{problem}: {value!r}")
        return value

    def _word(self, key: str, value: object, words: type[_Word]) -> _Word:
        try:
            return words(str(value))
        except ValueError as error:
            known = ", ".join(words)
            raise self.error(key, f"must be one of {known}, not {value!r}") from error


def line_problem(text: str) -> str:
    """What keeps `text` from being one visible line, "" when nothing does."""
    return "" if text.strip() and len(text.splitlines()) == 1 else "must be one line of text"


def slug_problem(text: str) -> str:
    """What keeps `text` from being a slug (source) or a name (channel), "" when nothing does."""
    return "" if _SLUG.fullmatch(text) else "must be at most 80 of a-z and 0-9, in words joined by hyphens"


def host_problem(text: str) -> str:
    """What keeps `text` from being a host name in its ASCII form, without port; "" when nothing does."""
    return "" if _HOST.fullmatch(text) else "must be a host name in lower case, without scheme, port or path"


def url_problem(text: str) -> str:
    """What keeps `text` from being an address we may poll, "" when nothing does."""
    try:
        parts = urlsplit(text)
        _ = parts.port  # read for its check only
    except ValueError as error:
        return f"is no usable URL ({error})"
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        is_mailbox = parts.scheme in MAILBOX_SCHEMES
        return f"must be an absolute http or https URL{_ONLY_NEWSLETTERS if is_mailbox else ''}"
    if not text.isprintable() or " " in text:
        return "must not hold spaces or control characters"
    if host_problem(parts.hostname):
        return "must hold a plain host name, one in another script in its xn-- form"
    if parts.username is not None:
        return "must not hold a user name or password"
    return ""


def mailbox_problem(text: str) -> str:
    """What keeps `text` from being a mailbox we may read, "" when nothing does.

    A mailbox is a folder of messages ("folder:inbox/example") or one on a mail server
    ("imaps://mail.example.org/Newsletters"); "imap:", unencrypted, is for this very machine only.
    """
    scheme, _, rest = text.partition(":")
    if scheme not in MAILBOX_SCHEMES:
        return 'must be a mailbox, "folder:PATH" or "imaps://HOST/MAILBOX", where the strategy is newsletter'
    if not text.isprintable() or "?" in text or "#" in text:
        return "must not hold control characters, ? or #"
    if scheme == "folder":
        return (
            "" if rest.strip("/ ") and ".." not in rest.split("/") else "must name a folder, without .. in it"
        )
    return _server_problem(text)


def _server_problem(text: str) -> str:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        return f"is no usable URL ({error})"
    if parts.username is not None:
        return "must not hold a user name or password: they belong into the settings, see docs/newsletters.md"
    if not parts.hostname or host_problem(parts.hostname):
        return "must name a mail server by its host name"
    if parts.scheme == "imap" and parts.hostname not in LOOPBACK:
        return "would be read unencrypted: write imaps://"
    return ""


def sender_problem(text: str) -> str:
    """What keeps `text` from being a mail address or a domain like "@example.org", "" when nothing does."""
    return "" if _SENDER.fullmatch(text) else 'must be a mail address, or a domain such as "@example.org"'


def pattern_problem(text: str) -> str:
    """What keeps `text` from being a regular expression, "" when nothing does."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:  # syntax; a{99999999999}; ((((…
        return f"is no regular expression ({error})"
    return "" if text else "must not be empty, it would match every URL"


def selector_problem(text: str) -> str:
    """What keeps `text` from being a CSS selector of elements, "" when nothing does."""
    try:
        HTMLTranslator().css_to_xpath(text)
    except (SelectorError, RecursionError) as error:
        return f"is no CSS selector ({error})"
    return ""


def date_problem(text: str) -> str:
    """What keeps `text` from being a day, "" when nothing does."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return 'must be a day such as "2026-09-30"'
    return ""


def verified_problem(text: str) -> str:
    """What keeps `text` from saying when something was last seen to work, "" when nothing does."""
    return "" if _VERIFIED.fullmatch(text) else 'must be a month such as "2026-09", or "unverified"'
