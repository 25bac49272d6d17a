"""Addresses that the settings let us send to: webhooks, and a model that drafts. What they are and may be."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

#: As a webhook or a recipient may be named.
NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
#: GLEANER_WEBHOOK_<NAME>_SECRET, hyphens of the name written as underscores.
SECRET_VARIABLE = re.compile(r"GLEANER_WEBHOOK_([A-Z0-9_]+)_SECRET")
KEY_VARIABLE = "GLEANER_DRAFT_KEY"
#: How secrets of the Standard Webhooks scheme begin; Base64 follows.
SECRET_PREFIX = "whsec_"  # noqa: S105 - of every secret, not one
#: Fewest and most bytes of a secret (Standard Webhooks 1.0, "Signature scheme").
SECRET_BYTES = (24, 64)
#: Most letters of the house's own instructions to the model.
MOST_INSTRUCTIONS = 4_000

_DRAFT_KEYS = frozenset({"endpoint", "model", "instructions"})


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where it is told that an issue was published. `secret` is b"" while none is set."""

    url: str = field(repr=False)  # addresses hold tokens
    secret: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class DraftModel:
    """A model behind an OpenAI-compatible endpoint.

    Attributes:
        endpoint: address of its chat completions.
        model: its name.
        instructions: the house's own, added to ours; "" for none.
        key: sent as bearer token; "" where none is needed.
    """

    endpoint: str
    model: str
    instructions: str = ""
    key: str = field(default="", repr=False)

    @property
    def host(self) -> str:
        """Who is sent the text."""
        return urlsplit(self.endpoint).hostname or ""


def is_loopback(address: str) -> bool:
    """Whether a text is an IP address of this machine."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def secret_variable(name: str) -> str:
    """The variable of a webhook's secret."""
    return f"GLEANER_WEBHOOK_{name.upper().replace('-', '_')}_SECRET"


def with_secrets_of(written: Mapping[str, object], environ: Mapping[str, str]) -> Mapping[str, object]:
    """The settings file's values with the secrets that stand in the environment only.

    A webhook is written {"url": …, "secret": …} then, the model's table has a "key".
    """
    hooks, draft = written.get("webhooks"), written.get("draft")
    told: dict[str, object] = dict(written)
    secrets = {
        found[1].lower().replace("_", "-"): value
        for name, value in environ.items()
        if (found := SECRET_VARIABLE.fullmatch(name)) and value
    }
    if secrets and isinstance(hooks, dict | None):
        named = hooks or {}
        told["webhooks"] = {**named, **{name: (named.get(name), secrets[name]) for name in secrets}}
    if isinstance(draft, dict) and environ.get(KEY_VARIABLE):
        told["draft"] = {**draft, "": environ[KEY_VARIABLE]}
    return told


def read_webhooks(value: object) -> Mapping[str, Webhook]:
    """Webhooks by name.

    Raises:
        ValueError: an address or a secret cannot be used; says which, not what.
    """
    if not isinstance(value, dict):
        raise ValueError('must be a table such as [webhooks] with board = "https://…"')  # noqa: TRY004 - one class says "unusable value" to the settings
    return {name: _webhook(name, told) for name, told in value.items()}


def _webhook(name: str, told: object) -> Webhook:
    url, secret = told if isinstance(told, tuple) else (told, "")
    if not NAME.fullmatch(name):
        raise ValueError("a webhook's name has lower-case letters, digits and hyphens only")
    if url is None:
        raise ValueError(f"there is a secret for {name}, but no address")
    if not is_safe_address(url):
        raise ValueError(f"the address of {name} must be an https:// URL, without a password in it")
    return Webhook(url, _secret(name, secret) if secret else b"")


def _secret(name: str, text: str) -> bytes:
    shortest, longest = SECRET_BYTES
    try:
        secret = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except binascii.Error:
        secret = b""
    if not text.startswith(SECRET_PREFIX) or not shortest <= len(secret) <= longest:
        problem = f"must be {SECRET_PREFIX} and {shortest} to {longest} bytes in Base64"
        raise ValueError(f"the secret of {name} {problem}")
    return secret


def is_safe_address(url: object) -> bool:
    """Whether secrets may be sent to an address: HTTPS, or this machine; no name or password within it."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        own = parts.hostname == "localhost" or is_loopback(parts.hostname or "")
        return bool(
            parts.hostname and parts.port != 0 and parts.username is None and parts.scheme == "https"
        ) or bool(own and parts.port != 0 and parts.username is None and parts.scheme == "http")
    except ValueError:  # no port that can be, no address in its brackets
        return False


def read_draft(value: object) -> DraftModel:
    """The model that drafts.

    Raises:
        ValueError: a key is missing or unknown, or the address cannot be used.
    """
    problem = 'must be a table [draft] with the texts "endpoint", "model" and perhaps "instructions"'
    if not isinstance(value, dict):
        raise ValueError(problem)  # noqa: TRY004 - as above
    told: dict[str, Any] = dict(value)
    key = told.pop("", "")
    texts = all(isinstance(text, str) for text in told.values())
    if not texts or not {"endpoint", "model"} <= told.keys() <= _DRAFT_KEYS or not told["model"].strip():
        raise ValueError(problem)
    if not is_safe_address(told["endpoint"]):
        raise ValueError("its endpoint must be an https:// URL, or one of this machine")
    if len(told.get("instructions", "")) > MOST_INSTRUCTIONS:
        raise ValueError(f"its instructions have at most {MOST_INSTRUCTIONS:,} letters")
    if not key.isascii() or not key.isprintable():
        raise ValueError("its key has other characters than printable ASCII")
    address = told["endpoint"].rstrip("/")
    ending = "" if address.endswith("/chat/completions") else "/chat/completions"
    return DraftModel(address + ending, told["model"].strip(), told.get("instructions", "").strip(), key)
