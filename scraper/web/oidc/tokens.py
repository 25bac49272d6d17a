"""What a sign-in service says of a person, and whether to believe it. Pure.

Signatures and the claims of an ID token are checked by joserfc and Authlib; here stands what may be believed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import InvalidKeyIdError, JoseError, UnsupportedAlgorithmError
from joserfc.jws import JWSRegistry

from scraper.errors import SignInRefusedError
from scraper.web.oidc.refusals import Refusal

#: What tokens may be signed with: public keys only. "none" is no signature, and what HS256 is made with
#: anybody can take from the service's public keys.
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
#: The kinds of key these are made with (RFC 7518, section 6, and RFC 8037).
KEY_TYPES = ("RSA", "EC", "OKP")
#: RSA keys have at least so many bits (RFC 7518, section 3.3).
LEAST_RSA_BITS = 2048
#: Seconds that the two clocks may be apart.
LEEWAY = 60


class UnknownKeyError(Exception):
    """A token is signed with a key that is not among the known ones: they may have changed."""


class _Signatures(JWSRegistry):
    """How a token may be signed.

    joserfc looks at its list of algorithms only when it is given no registry, and warns of EdDSA because
    RFC 9864 prefers another name for it.
    """

    max_header_length = 8 * 1024  # some services send their certificates along

    def get_alg(self, name: str) -> Any:
        """The algorithm of a name.

        Raises:
            UnsupportedAlgorithmError: it is none of ours.
        """
        if name not in ALGORITHMS:
            raise UnsupportedAlgorithmError(f"algorithm {name[:20]!r} is not accepted")
        return self.algorithms[name]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token has to say: who made it, for whom, and for which journey."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came from the service.

    Attributes:
        issuer, subject: the service, and her number there.
        email: as the service wrote it; "" when it said none.
        is_confirmed: what the service said of the address; None when nothing.
        name: what she is called; "" when it did not say.
    """

    issuer: str
    subject: str
    email: str
    is_confirmed: bool | None
    name: str


def challenge_of(verifier: str) -> str:
    """What is told of a verifier before it is shown (RFC 7636, S256)."""
    return str(create_s256_code_challenge(verifier))


def keys_in(said: Mapping[str, Any]) -> list[jwk.Key]:
    """The usable keys of a set; others are passed over, a service may keep some for other uses."""
    listed = said.get("keys")
    found = [_key_of(each) for each in listed] if isinstance(listed, list) else []
    return [key for key in found if key is not None]


def _key_of(said: object) -> jwk.Key | None:
    if not isinstance(said, dict) or said.get("kty") not in KEY_TYPES or said.get("use", "sig") != "sig":
        return None
    if said["kty"] == "RSA" and len(str(said.get("n", ""))) * 6 < LEAST_RSA_BITS:
        return None
    try:
        return jwk.import_key(said)
    except (JoseError, ValueError, TypeError, KeyError):  # whatever is wrong with it, it verifies nothing
        return None


def claims_of(
    token: str, keys: list[jwk.Key], expected: Expected, access_token: str, now: datetime
) -> dict[str, Any]:
    """What an ID token says, when it is to be believed (OpenID Connect Core 1.0, section 3.1.3.7).

    Args:
        token: in compact form.
        keys: the service's.
        expected: what it has to say.
        access_token: that came with it, "" for none.
        now: aware.

    Raises:
        UnknownKeyError: the key it names is none of these.
        SignInRefusedError: it is not to be believed.
    """
    try:
        read = jwt.decode(token, jwk.KeySet(list(keys)), registry=_Signatures(strict_check_header=False))
        CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": expected.issuer},
                "aud": {"essential": True, "value": expected.client_id},
                "sub": {"essential": True},
            },
            {"nonce": expected.nonce, "client_id": expected.client_id, "access_token": access_token},
        ).validate(int(now.timestamp()), LEEWAY)
    except InvalidKeyIdError as error:
        raise UnknownKeyError from error
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise untrusted(f"{type(error).__name__}: {error}") from error
    subject = read.claims["sub"]
    if not subject.isascii() or not subject.isprintable() or len(subject) > 255:
        raise untrusted("sub is no number of a person")
    return read.claims


def arrival_of(issuer: str, claims: Mapping[str, Any]) -> Arrival:
    """Who the claims are about."""
    email, name = claims.get("email"), claims.get("name")
    confirmed = claims.get("email_verified")
    return Arrival(
        issuer=issuer,
        subject=claims["sub"],
        email=email if isinstance(email, str) else "",
        # Some services write their truths as texts.
        is_confirmed={True: True, False: False, "true": True, "false": False}.get(confirmed)
        if isinstance(confirmed, bool | str)
        else None,
        name=" ".join(name.split())[:80] if isinstance(name, str) and name.isprintable() else "",
    )


def untrusted(why: str) -> SignInRefusedError:
    """A token is not to be believed. Of what it says nothing is told."""
    return SignInRefusedError(Refusal.UNTRUSTED, f"a token is not believed: {why[:200]}")
