"""The house's sign-in service as a setting: whom the desk lets people prove themselves to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

#: What people may be who come without an account made for them. An administrator is always made by one.
NEWCOMER_ROLES = ("reader", "contributor", "editor")

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class SignInService:
    """A service that speaks OpenID Connect, and what the house makes of whom it names.

    Attributes:
        issuer: its address, letter for letter as the service itself spells it.
        client_id: what the service calls this desk.
        secret: what this desk proves itself with; "" for a desk that the service gave none.
        name: what people call the service.
        domains: of e-mail addresses; nobody else is let in. Empty for any.
        newcomers: role of people who have no account yet; "" to let in nobody without one.
        passwords: whether people may sign in with a password too.
        trust_addresses: whether an address counts that the service does not say it confirmed. For directories
            in which only the house writes addresses.
    """

    issuer: str
    client_id: str
    secret: str = field(default="", repr=False)
    name: str = ""
    domains: tuple[str, ...] = ()
    newcomers: str = ""
    passwords: bool = True
    trust_addresses: bool = False


def read_service(value: object) -> SignInService:
    """The service of a table.

    Raises:
        ValueError: it cannot be used; the message says why and holds no value.
    """
    if not isinstance(value, dict):
        raise ValueError('must be a table such as [sign_in] with "issuer" and "client_id"')  # noqa: TRY004
    unknown = sorted(value.keys() - SignInService.__dataclass_fields__.keys())
    if unknown:
        raise ValueError(f"{unknown[0]}: unknown setting")
    texts: dict[str, Any] = {
        name: _text(value, name) for name in ("issuer", "client_id", "secret", "name", "newcomers")
    }
    if not is_safe_address(texts["issuer"]) or len(texts["issuer"]) > 255 or not texts["client_id"]:
        raise ValueError('needs an "issuer" that begins with https:// and a "client_id"')
    domains = _domains(value.get("domains", ()))
    if texts["newcomers"] not in ("", *NEWCOMER_ROLES):
        raise ValueError(f"newcomers must be one of {', '.join(NEWCOMER_ROLES)}")
    if texts["newcomers"] and not domains:
        raise ValueError("newcomers needs domains: else whoever has an account at the service comes in")
    texts["name"] = texts["name"] or str(urlsplit(texts["issuer"]).hostname)
    truths: dict[str, Any] = {
        name: _truth(value[name], name) for name in ("passwords", "trust_addresses") if name in value
    }
    return SignInService(**texts, domains=domains, **truths)


def is_safe_address(url: str) -> bool:
    """Whether nobody on the way can read or change what is asked: https, or http on this machine."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is the check
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment or not url.isprintable():
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname))


def is_this_machine(host: str) -> bool:
    """Whether a host is loopback by its name or address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def address_in(text: str) -> str | None:
    """An e-mail address as accounts keep it, in lower case; None when it is none.

    Letters beyond ASCII are refused: some of them become others in lower case.
    """
    address = text.strip()
    before, at, domain = address.rpartition("@")
    plain = address.isascii() and address.isprintable() and not re.search(r'[\s,;<>"()]', address)
    if not (at and before and "@" not in before and plain) or len(address) > 254:
        return None
    return address.lower() if _DOMAIN.fullmatch(domain.lower()) else None


def _text(table: Mapping[str, object], name: str) -> str:
    text = table.get(name, "")
    if not isinstance(text, str) or not text.isprintable():
        raise ValueError(f"{name} must be a text in quotes")
    return text.strip()


def _domains(value: object) -> tuple[str, ...]:
    """A list of domains; the environment writes them in one text, with commas or blanks between."""
    listed = re.split(r"[\s,]+", value) if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not all(isinstance(each, str) for each in listed):
        raise ValueError("domains must be a list of texts")
    domains = tuple(each.lower().removeprefix("@") for each in listed if each)
    if not all(_DOMAIN.fullmatch(each) for each in domains):
        raise ValueError('domains must be such as "example.org"')
    return domains


def _truth(value: object, name: str) -> bool:
    read = _TRUTHS.get(str(value).lower()) if isinstance(value, str | bool | int) else None
    if read is None:
        raise ValueError(f"{name} must be 1, 0, true or false")
    return read
