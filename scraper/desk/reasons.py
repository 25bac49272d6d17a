"""Why a candidate is excluded: a short list to choose from, or an editor's own words."""

from scraper.outcomes import EXCLUSIONS

#: Reasons by their key, as they are kept; the words are shown. Own words are kept as they are.
REASONS = EXCLUSIONS
_KEYS = {words.casefold(): key for key, words in REASONS.items()}


def settle_reason(said: str | None) -> str | None:
    """A reason as it is kept: its key when it is in the list, else the words; None when none was given."""
    words = " ".join((said or "").split())
    if not words:
        return None
    return _KEYS.get(words.casefold(), words.casefold() if words.casefold() in REASONS else words)


def reason_words(kept: str | None) -> str | None:
    """A kept reason in words."""
    return REASONS.get(kept, kept) if kept is not None else None
