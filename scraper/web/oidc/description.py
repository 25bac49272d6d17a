"""What a sign-in service says of itself (OpenID Connect Discovery 1.0). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scraper.errors import SignInRefusedError
from scraper.sign_in import is_safe_address
from scraper.web.oidc.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Description:
    """Where to go for what.

    Attributes:
        authorization: where browsers are sent.
        token: where a code is exchanged.
        keys: where its public keys are.
        userinfo: where more is said of a person; "" for nowhere.
        secret_in_form: whether the secret is sent in the form, because the header is not taken.
        names_itself: whether it names itself in the address browsers come back with (RFC 9207).
    """

    authorization: str
    token: str
    keys: str
    userinfo: str
    secret_in_form: bool
    names_itself: bool


def address_of(issuer: str) -> str:
    """Where an issuer describes itself (section 4 of the specification)."""
    return f"{issuer.rstrip('/')}/.well-known/openid-configuration"


def describe(said: Mapping[str, Any], issuer: str) -> Description:
    """The description that stands at the issuer's.

    Raises:
        SignInRefusedError: it is another issuer's, or names an address that is not safe.
    """
    if said.get("issuer") != issuer:
        raise _unfit(f"issuer is {str(said.get('issuer'))[:200]!r} there, and {issuer!r} in the settings")
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Description(
        authorization=_place(said, "authorization_endpoint"),
        token=_place(said, "token_endpoint"),
        keys=_place(said, "jwks_uri"),
        userinfo=_place(said, "userinfo_endpoint") if said.get("userinfo_endpoint") else "",
        secret_in_form="client_secret_basic" not in methods and "client_secret_post" in methods,
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def _place(said: Mapping[str, Any], name: str) -> str:
    place = said.get(name)
    if not isinstance(place, str) or not is_safe_address(place):
        raise _unfit(f"{name} is missing, or neither https nor on this machine")
    return place


def _unfit(what: str) -> SignInRefusedError:
    return SignInRefusedError(Refusal.UNREACHABLE, f"the service's description cannot be used: {what}")
