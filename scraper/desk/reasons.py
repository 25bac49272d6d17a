"""The house's list of reasons to exclude: added to, reworded, retired. What was decided keeps its reason."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scraper.errors import ActionRefusedError, NotFoundError
from scraper.storage.acts import By, record
from scraper.storage.desk_models import HouseReason
from scraper.storage.reasons import Reason, Reasons, house_reasons

#: How events name what they are about.
REASON = "reason"
#: Characters of a reason, and of its key.
LONGEST = 80
LONGEST_KEY = 40


def add_reason(session: Session, words: str, by: By) -> Reason:
    """Offer one more reason.

    Raises:
        ActionRefusedError: it says nothing or too much, or there is one of these words.
    """
    known = house_reasons(session)
    said = checked(known, words)
    key = key_of(said, {reason.key for reason in known.each})
    keep(session, HouseReason(key=key, words=said), by, "add", {})
    return Reason(key, said)


def reword_reason(session: Session, key: str, words: str, by: By) -> None:
    """Say a reason in other words, in what was decided too: its key stays.

    Raises:
        NotFoundError: there is none of this key.
        ActionRefusedError: the words say nothing or too much, or another has them.
    """
    row = row_of(session, key)
    said = checked(house_reasons(session), words, apart=key)
    if said != row.words:
        before, row.words = {"words": row.words}, said
        keep(session, row, by, "rename", before)


def retire_reason(session: Session, key: str, by: By, *, offered: bool) -> None:
    """Offer a reason no more, or offer it again; in what was decided it stays readable.

    Raises:
        NotFoundError: there is none of this key.
    """
    row = row_of(session, key)
    if (row.retired_at is None) != offered:
        before, row.retired_at = {"offered": not offered}, None if offered else by.at
        keep(session, row, by, "restore" if offered else "retire", before)


def checked(known: Reasons, words: str, apart: str = "") -> str:
    """Words for a reason, in one line; those of the reason `apart` are its own.

    Raises:
        ActionRefusedError: they say nothing or too much, or another reason has them.
    """
    said = " ".join(words.split())
    if not 0 < len(said) <= LONGEST:
        raise ActionRefusedError(f"a reason needs words, {LONGEST} characters at most")
    if any(said.casefold() == each.words.casefold() for each in known.each if each.key != apart):
        raise ActionRefusedError(f"there is a reason “{said}” already, perhaps a retired one")
    return said


def key_of(words: str, taken: set[str]) -> str:
    """The key of a new reason: its words in small letters and hyphens, with a number where that is taken."""
    plain = "-".join(re.findall(r"[a-z0-9]+", words.casefold()))[:LONGEST_KEY].strip("-") or REASON
    numbers = (f"{plain[: LONGEST_KEY - 4]}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(key for key in numbers if key not in taken)


def row_of(session: Session, key: str) -> HouseReason:
    """The house's row of a reason; a usual one that it never changed gets one now.

    Raises:
        NotFoundError: there is none of this key.
    """
    row = session.scalars(select(HouseReason).where(HouseReason.key == key)).first()
    usual = {reason.key: reason.words for reason in house_reasons(session).each}
    if row is None and key not in usual:
        raise NotFoundError(f"no reason “{key}”: `gleaner queue reasons` lists them")
    return row or HouseReason(key=key, words=usual[key])


def keep(session: Session, row: HouseReason, by: By, action: str, before: Mapping[str, Any]) -> None:
    """Keep a reason's row, and tell what was done to it."""
    session.add(row)
    session.flush()
    after = {"words": row.words} if action in ("add", "rename") else {"offered": row.retired_at is None}
    record(session, by, (REASON, row.id), action, before=before, after={"key": row.key, **after})
    session.flush()
