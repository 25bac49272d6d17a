"""The sign-in service of this house: what it is asked, and what is kept of its answers for a while."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode

from joserfc.jwk import Key

from scraper.errors import SignInRefusedError
from scraper.sign_in import SignInService
from scraper.web.oidc import tokens
from scraper.web.oidc.description import Description, address_of, describe
from scraper.web.oidc.journey import Journey
from scraper.web.oidc.network import SECONDS, Answer, ask, fault
from scraper.web.oidc.refusals import Refusal

#: How long the service's description and keys hold before they are asked for again.
KEPT = timedelta(hours=1)
#: Sign-ins that may ask the service at once: one that hangs must not take the threads that answer editors.
AT_ONCE = 4
SCOPES = "openid email profile"

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[_T]):
    what: _T
    until: datetime


class Service:
    """Asks the service. May be used by many threads.

    Args:
        setting: which service, and how it knows this desk.
        seconds: that one answer may take.
    """

    def __init__(self, setting: SignInService, seconds: float = SECONDS) -> None:
        self.setting, self.seconds = setting, seconds
        self._turns = BoundedSemaphore(AT_ONCE)
        self._description: _Kept[Description] | None = None
        self._keys: _Kept[list[Key]] | None = None

    def way(self, journey: Journey, return_to: str, now: datetime) -> str:
        """The address that a browser is sent to.

        Raises:
            SignInRefusedError: the service does not describe itself.
        """
        with self._turn():
            place = self._described(now).authorization
        asked = {
            "response_type": "code",
            "client_id": self.setting.client_id,
            "redirect_uri": return_to,
            "scope": SCOPES,
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": tokens.challenge_of(journey.verifier),
            "code_challenge_method": "S256",
        }
        return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}"

    def arrive(
        self, journey: Journey, said: Mapping[str, str], return_to: str, now: datetime
    ) -> tokens.Arrival:
        """Who a browser that comes back is.

        Args:
            journey: that it began.
            said: the query it came back with; its state was compared already.
            return_to: the address it was told to come back to.
            now: aware.

        Raises:
            SignInRefusedError: the service did not let her in, or is not to be believed.
        """
        with self._turn():
            code = self._code_of(said, self._described(now))
            granted = self._exchange(code, journey, return_to, now)
            expected = tokens.Expected(self.setting.issuer, self.setting.client_id, journey.nonce)
            id_token, access_token = granted.get("id_token"), granted.get("access_token")
            if not isinstance(id_token, str):
                raise tokens.untrusted("there is none")
            access = access_token if isinstance(access_token, str) else ""
            try:
                claims = tokens.claims_of(id_token, self._known_keys(now), expected, access, now)
            except tokens.UnknownKeyError:
                claims = self._claims_by_new_keys(id_token, expected, access, now)
            if "email" not in claims and access:
                claims |= self._more_of(claims["sub"], access, now)
        return tokens.arrival_of(self.setting.issuer, claims)

    def _code_of(self, said: Mapping[str, str], description: Description) -> str:
        """The code that a browser came back with."""
        issuer = said.get("iss")
        if (issuer is not None or description.names_itself) and issuer != self.setting.issuer:
            raise SignInRefusedError(Refusal.UNTRUSTED, "the answer names another issuer, or none")
        if "error" in said:
            raise SignInRefusedError(Refusal.DENIED, f"the service says {word_of(said['error'])}")
        if not said.get("code"):
            raise SignInRefusedError(Refusal.LOST, "the browser came back without a code")
        return said["code"]

    def _exchange(self, code: str, journey: Journey, return_to: str, now: datetime) -> dict[str, Any]:
        """The tokens for a code."""
        description, setting = self._described(now), self.setting
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_to,
            "code_verifier": journey.verifier,
        }
        headers: dict[str, str] = {}
        if setting.secret and not description.secret_in_form:
            headers["Authorization"] = f"Basic {proof_of(setting.client_id, setting.secret)}"
        else:
            form["client_id"] = setting.client_id
            form |= {"client_secret": setting.secret} if setting.secret else {}
        answer = self._ask(description.token, form, headers)
        if answer.status != 200:
            raise fault(description.token, f"answers {answer.status} ({word_of(answer.said.get('error'))})")
        return answer.said

    def _claims_by_new_keys(
        self, id_token: str, expected: tokens.Expected, access: str, now: datetime
    ) -> dict[str, Any]:
        """What a token says whose key was not known: the service may have changed its keys, ask it once."""
        self._keys = None
        try:
            return tokens.claims_of(id_token, self._known_keys(now), expected, access, now)
        except tokens.UnknownKeyError as error:
            raise tokens.untrusted("its key is none of the service's") from error

    def _more_of(self, subject: str, access_token: str, now: datetime) -> dict[str, Any]:
        """What the service says of a person beside the token; {} when it says nothing more."""
        place = self._described(now).userinfo
        if not place or not access_token.isprintable() or not access_token.isascii():
            return {}
        answer = self._ask(place, None, {"Authorization": f"Bearer {access_token}"})
        if answer.status != 200:
            raise fault(place, f"answers {answer.status}")
        if answer.said.get("sub") != subject:  # OpenID Connect Core 1.0, section 5.3.2
            raise SignInRefusedError(Refusal.UNTRUSTED, "userinfo is about somebody else")
        return {name: answer.said.get(name) for name in ("email", "email_verified", "name")}

    def _described(self, now: datetime) -> Description:
        kept = self._description
        if kept is None or kept.until <= now:
            place = address_of(self.setting.issuer)
            answer = self._ask(place)
            if answer.status != 200:
                raise fault(place, f"answers {answer.status}")
            kept = self._description = _Kept(describe(answer.said, self.setting.issuer), now + KEPT)
        return kept.what

    def _known_keys(self, now: datetime) -> list[Key]:
        kept = self._keys
        if kept is None or kept.until <= now:
            place = self._described(now).keys
            answer = self._ask(place)
            found = tokens.keys_in(answer.said) if answer.status == 200 else []
            if not found:
                raise fault(place, f"answers {answer.status} without a key that can be used")
            kept = self._keys = _Kept(found, now + KEPT)
        return kept.what

    def _ask(
        self, place: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return ask(place, form, headers, self.seconds)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._turns.acquire(blocking=False):
            raise SignInRefusedError(Refusal.BUSY, f"{AT_ONCE} sign-ins ask the service already")
        try:
            yield
        finally:
            self._turns.release()


def proof_of(client_id: str, secret: str) -> str:
    """What a desk proves itself with, as a header (RFC 6749, section 2.3.1)."""
    return base64.b64encode(f"{quote(client_id, safe='')}:{quote(secret, safe='')}".encode()).decode()


def word_of(said: object) -> str:
    """An error's name as a service or a browser wrote it, when it looks like one."""
    fits = isinstance(said, str) and len(said) <= 60 and said.replace("_", "").isalnum() and said.isascii()
    return str(said) if fits else "an error without a name"
