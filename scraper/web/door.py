"""An address that lets one browser in without a password: for the demo, on this machine, once."""

import secrets
from hmac import compare_digest
from threading import Lock


class Door:
    """Opens once for whoever knows its word; nothing of it is kept when the process ends.

    Args:
        account_id: who comes in is this account.
    """

    def __init__(self, account_id: int) -> None:
        self.word = secrets.token_urlsafe(24)
        self._account_id: int | None = account_id
        self._lock = Lock()

    def open(self, word: str) -> int | None:
        """The account that comes in; None when the word is wrong or the door was opened before."""
        with self._lock:
            if not compare_digest(word.encode(), self.word.encode()):
                return None
            account_id, self._account_id = self._account_id, None
            return account_id
