"""What a fetched publication is to those we know: the same address first, the same text second.

An address carries a publication through its revisions, a text does not: between the first and the last
version of one document, matching texts found only 77 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from scraper.identity.editions import titles_conflict
from scraper.identity.fingerprint import tokens
from scraper.identity.near import Likeness, Near
from scraper.items import Fingerprint
from scraper.outcomes import Verdict

#: Shorter texts are the same by chance or template ("Sign in to read on").
LEAST_WORDS_OF_DUPLICATE: Final = 30
#: A text that shrank to less than this share of its words, and to fewer words than this, is more often an
#: error page or a wall than a revision: holding those raised the precision of changes from .86 to .915.
COLLAPSED_SHARE: Final = 0.4
COLLAPSED_WORDS: Final = 120
#: Share of the shorter text's shingles two texts must have in common for an alias to be believed.
LEAST_SHARED: Final = 0.5


@dataclass(frozen=True, slots=True)
class KnownPublication:
    """What is kept of a publication, as far as identity asks.

    `key` is its own key, `address` its URL for an editor's eyes. `earlier` are text hashes of its former
    revisions. `shared` is `fingerprint.containment` of its text and the fetched one (0–1), None when it
    was not measured. `furniture_only` says that the fetched text differs from its own in lists of links only.
    `apart` is what sets a publication of the same text apart (`apart.set_apart`), None when nothing does.
    """

    id: int
    key: str
    address: str
    title: str
    text_hash: str
    mask_hash: str
    words: int
    earlier: frozenset[str] = frozenset()
    shared: float | None = None
    furniture_only: bool = False
    apart: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The publications a fetched one may be.

    `by_key` holds every one of the fingerprint's key and aliases that is a key or alias of a known
    publication; `by_text` those with the same text hash, oldest first; `near` those that share much of the
    text, the likest first.
    """

    by_key: Mapping[str, KnownPublication] = field(default_factory=dict)
    by_text: tuple[KnownPublication, ...] = ()
    near: tuple[Near, ...] = ()


@dataclass(frozen=True, slots=True)
class Related:
    """A known publication that shares much of the text without being the same; in words."""

    publication_id: int
    words: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What identity decided, on whose evidence.

    `publication_id` is the known publication meant (None for NEW); `evidence` are sentences for an
    editor; `new_aliases` are keys to add to that publication (NEW: to the one admitted, whose key may so
    far have been an alias of another: it moves). `hold` asks for another fetch before the text is
    believed; what is stored stays as it is. `related` share much of the text, for stories. `marks` (NEW) are
    the address and text keys by which an earlier decision against this very publication would be known.
    """

    verdict: Verdict
    publication_id: int | None = None
    evidence: tuple[str, ...] = ()
    new_aliases: tuple[str, ...] = ()
    hold: bool = False
    related: tuple[Related, ...] = ()
    marks: tuple[str, ...] = ()


def decide(fingerprint: Fingerprint, known: Known, title: str) -> Decision:
    """The verdict on one fetched publication.

    Args:
        fingerprint: its identity.
        known: whom it may be, as looked up by that identity.
        title: its title, for the edition guard.

    Returns:
        UNCHANGED or UPDATED of the publication at the same address, DUPLICATE of one with the same text at
        another address, else NEW.
    """
    notes: list[str] = []
    same = _by_address(fingerprint, known, title, notes)
    if same:
        return _at_same_address(fingerprint, known, same, title, notes)
    twin = _by_text(fingerprint, known, title, notes)
    if twin:
        notes.append(f"the same text of {fingerprint.words} words is at {twin.address}")
        return Decision(Verdict.DUPLICATE, twin.id, tuple(notes))
    copied = _by_near(known, title, notes)
    if copied:
        notes.append(copied.words)
        return Decision(Verdict.DUPLICATE, copied.id, tuple(notes))
    aliases = tuple(alias for alias in fingerprint.aliases if alias not in known.by_key)
    related = tuple(Related(each.id, each.words) for each in known.near if each.likeness is Likeness.EXCERPT)
    marks = _own_marks(fingerprint, known)
    return Decision(Verdict.NEW, None, tuple(notes), aliases, related=related, marks=marks)


def _own_marks(fingerprint: Fingerprint, known: Known) -> tuple[str, ...]:
    """The keys of what is new, without those of publications that it was just told apart from.

    What was decided against last year's edition, at the address of the latest one and with the same words,
    does not hold for this year's.
    """
    keys = (fingerprint.key, *fingerprint.aliases)
    urls = tuple(f"url:{key}" for key in keys if key not in known.by_key)
    return urls if known.by_text else (*urls, f"text:{fingerprint.text_hash}")


def _by_address(
    fingerprint: Fingerprint, known: Known, title: str, notes: list[str]
) -> KnownPublication | None:
    """The publication whose key or alias this is; an alias only unless text or title speak against it.

    A template may claim one address for all its pages, a dead page be redirected anywhere, and "/latest"
    lead to next year's report.
    """
    for key in (fingerprint.key, *fingerprint.aliases):
        other = known.by_key.get(key)
        if other is None:
            continue
        if other.key == fingerprint.key:
            return other
        doubt = _doubt(fingerprint, other, title)
        if doubt is None:
            notes.append(f"also known by the address {key}")
            return other
        notes.append(f"linked to {other.address} by the address {key}, but {doubt}")
    return None


def _doubt(fingerprint: Fingerprint, other: KnownPublication, title: str) -> str | None:
    """Why an alias is not to be believed; None when nothing speaks against it."""
    conflict = titles_conflict(other.title, title)
    if conflict:
        return f"another edition: {conflict}"
    same_text = other.text_hash == fingerprint.text_hash or other.mask_hash == fingerprint.mask_hash
    if same_text or other.shared is None or other.shared >= LEAST_SHARED:
        return None
    return f"only {other.shared:.0%} of the text is the same"


def _at_same_address(
    fingerprint: Fingerprint, known: Known, same: KnownPublication, title: str, notes: list[str]
) -> Decision:
    verdict, reason, hold = _compare(fingerprint, same)
    evidence = [*notes, *_other_claims(fingerprint, known, same, title), reason]
    conflict = titles_conflict(same.title, title) if verdict is Verdict.UPDATED else None
    if conflict:
        evidence.append(f"the title names another edition: {conflict}")
    keys = (fingerprint.key, *fingerprint.aliases)
    free = () if hold else tuple(key for key in keys if key not in known.by_key)
    return Decision(verdict, same.id, tuple(evidence), free, hold)


def _other_claims(fingerprint: Fingerprint, known: Known, same: KnownPublication, title: str) -> list[str]:
    """Notes on other publications that own one of the aliases: an editor may want to join them."""
    others = ((alias, known.by_key.get(alias)) for alias in fingerprint.aliases)
    return [
        f"{alias} is an address of another publication, {other.address}; not joined"
        for alias, other in others
        if other and other.id != same.id and _doubt(fingerprint, other, title) is None
    ]


def _compare(fingerprint: Fingerprint, same: KnownPublication) -> tuple[Verdict, str, bool]:
    """Verdict on the text at a known address, the reason in words, and whether to hold it."""
    if fingerprint.text_hash == same.text_hash:
        return Verdict.UNCHANGED, "same address, same text", False
    if fingerprint.mask_hash == same.mask_hash:
        return Verdict.UNCHANGED, "same address, only dates or counters differ", False
    if same.furniture_only:
        return Verdict.UNCHANGED, "same address, only lists of links beside the text differ", False
    if _collapsed(fingerprint.words, same.words):
        reason = f"text collapsed: {fingerprint.words} words where {same.words} are stored"
        return Verdict.UNCHANGED, reason, True
    if fingerprint.text_hash in same.earlier:
        return Verdict.UNCHANGED, "text went back to an earlier version", True
    return Verdict.UPDATED, f"text changed: {fingerprint.words} words, {same.words} before", False


def _collapsed(words: int, stored: int) -> bool:
    return words < COLLAPSED_WORDS and words < COLLAPSED_SHARE * stored


def _by_text(fingerprint: Fingerprint, known: Known, title: str, notes: list[str]) -> KnownPublication | None:
    """The first publication with the same text that is not another edition; says in `notes` which are."""
    if fingerprint.words < LEAST_WORDS_OF_DUPLICATE:
        return None
    for other in known.by_text:
        conflict = titles_conflict(other.title, title)
        if conflict is None and other.apart is None:
            return other
        why = f"another edition: {conflict}" if conflict else other.apart
        notes.append(f"same text as {other.address}, but {why}")
    return None


def _by_near(known: Known, title: str, notes: list[str]) -> Near | None:
    """The first publication whose text this one copies and whose title says the same.

    Many publications are written by template: reviews of two areas share most of their words. Two rows in one
    story cost an editor a glance, one row for two publications costs her a publication.
    """
    for other in known.near:
        if other.likeness is not Likeness.COPY:
            continue
        conflict = titles_conflict(other.title, title) or other.apart
        if conflict is None and titles_agree(other.title, title):
            return other
        notes.append(f"{other.words}, but {conflict or 'the titles say different things'}; not joined")
    return None


def titles_agree(one: str, other: str) -> bool:
    """Whether all words of one title stand in the other, and both have the same figures.

    A kind, a site's name or a cut end set them apart; another word may be another place or another child.
    """
    ours, theirs = set(tokens(one)), set(tokens(other))
    figures = any(any(map(str.isdigit, word)) for word in ours ^ theirs)
    return not figures and (ours <= theirs or theirs <= ours)
