"""One browser's way to the sign-in service and back: what binds the answer to who asked."""

import base64
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scraper.storage.account_models import SignInBegun
from scraper.web.accounts import key_of

#: Where a journey begins, and where the service sends the browser back to. The cookie goes nowhere else.
BEGIN = "/sign-in/service"
RETURN = f"{BEGIN}/return"
COOKIE = "gleaner-service"
#: People look for their telephones; whoever finds the address in a browser's history comes too late.
LASTS = timedelta(minutes=10)
#: Longer paths are not worth coming back to.
LONGEST_PLACE = 2_000


@dataclass(frozen=True, slots=True)
class Journey:
    """What a journey sends along, all drawn from its word, which only the browser's cookie holds.

    Attributes:
        word: 256 random bits.
    """

    word: str

    @property
    def state(self) -> str:
        """What the service has to send back with the browser."""
        return self._drawn("state")

    @property
    def nonce(self) -> str:
        """What has to stand in the token."""
        return self._drawn("nonce")

    @property
    def verifier(self) -> str:
        """What proves that who began is who asks for the token (RFC 7636: 43 to 128 characters)."""
        return self._drawn("verifier")

    def _drawn(self, purpose: str) -> str:
        """A value that tells nothing of the word or of the others."""
        drawn = hmac.digest(self.word.encode(), purpose.encode(), "sha256")
        return base64.urlsafe_b64encode(drawn).rstrip(b"=").decode()


def begin(session: Session, place: str, now: datetime) -> Journey:
    """A new journey, which is to end at a path of this desk."""
    journey = Journey(secrets.token_urlsafe(32))
    session.execute(delete(SignInBegun).where(SignInBegun.ends_at <= now))
    kept = place if len(place) <= LONGEST_PLACE else "/"
    session.add(SignInBegun(key=key_of(journey.word), place=kept, ends_at=now + LASTS))
    return journey


def end(session: Session, word: str, now: datetime) -> str | None:
    """The place that a journey was to end at; None when there is none of this word, or none any more."""
    ended = session.execute(
        delete(SignInBegun)
        .where(SignInBegun.key == key_of(word))
        .returning(SignInBegun.place, SignInBegun.ends_at)
    ).one_or_none()
    return ended.place if ended is not None and ended.ends_at > now else None
