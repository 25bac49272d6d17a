"""What became of everything the channels showed? Each sighting has one fate, and the sums must add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scraper.outcomes import DropReason, PageState, Status, Verdict

#: How intake begins the detail of a page that an editor had decided against before.
DECIDED_AGAINST = "you decided against it"


class Fate(StrEnum):
    """What became of a sighting."""

    CANDIDATE = "candidate"
    UPDATE = "update"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    AGAIN = "again"
    DROPPED = "dropped"
    UNREAD = "unread"
    QUESTION = "question"
    WAITING = "waiting"
    UNACCOUNTED = "unaccounted"


#: Why a page was dropped, in words; the first ones are no loss, the others may be publications.
NO_LOSS = {
    DropReason.NO_LINK: "the entry has no link",
    DropReason.BAD_LINK: "the link is not an address",
    DropReason.OTHER_SITE: "leads to another site",
    DropReason.NOT_A_PUBLICATION: "not a publication",
    DropReason.PUBLISHED_EARLIER: "published before we began to watch",
    DropReason.BASELINE: "stood there, undated, when we began to watch",
    DropReason.DECLINED: "declined in answer to a question",
}
UNREADABLE = {
    DropReason.SAME_LINK: "several entries share its link, which leads to none of them",
    DropReason.NO_TEXT: "the page has no text",
    DropReason.UNREADABLE: "the page could not be read",
    DropReason.UNSUPPORTED_TYPE: "a file of a kind that is not read",
    DropReason.ENCRYPTED: "the file is locked with a password",
    DropReason.TOO_LARGE: "larger than the limit",
    DropReason.TOO_SLOW: "reading it took too long",
    DropReason.CRASHED_EXTRACTION: "reading it failed",
    DropReason.REFUSED_BY_ROBOTS: "the site's robots.txt asks not to read it",
    DropReason.REFUSED_BY_POLICY: "its address may not be asked",
    DropReason.BLOCKED: "the site refuses us",
    DropReason.GONE: "not there any more",
    DropReason.FETCH_FAILED: "it could not be fetched",
    DropReason.HELD: "its text looked broken",
}
STATUS_WORDS = {
    Status.NEW: "in the queue, not decided",
    Status.MAYBE: "maybe",
    Status.HELD: "held for later",
    Status.SHORTLISTED: "on the shortlist",
    Status.EXCLUDED: "excluded",
    Status.USED: "used",
    Status.DUPLICATE: "set aside as a duplicate",
    Status.EXPIRED: "expired",
}


@dataclass(frozen=True, slots=True)
class CandidateSeen:
    """A candidate as far as accounts ask: where it stands, why in words, and the issue it is in."""

    id: int
    status: Status
    reason: str | None = None
    issue_id: int | None = None


@dataclass(frozen=True, slots=True)
class SightingSeen:
    """A sighting with its page and what that led to.

    `first` says that no other channel showed the page before: one page is accounted for once.
    """

    id: int
    source: str
    channel: str
    title: str
    url: str
    first_seen_at: datetime
    first: bool
    state: PageState
    verdict: Verdict | None = None
    reason: DropReason | None = None
    detail: str = ""
    publication: str | None = None
    candidate: CandidateSeen | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A sighting's fate; `group` is what is counted together, `words` say it of this one."""

    sighting: SightingSeen
    fate: Fate
    group: str
    words: str


def account(sighting: SightingSeen, issue_id: int | None) -> Account:
    """What became of one sighting, as seen from an issue; None for no issue in particular."""
    fate, group, words = judge(sighting, issue_id)
    return Account(sighting, fate, group, words or group)


def judge(sighting: SightingSeen, issue_id: int | None) -> tuple[Fate, str, str]:
    """Fate, group and words; "" where the group says enough."""
    if not sighting.first:
        return Fate.AGAIN, "a page that another channel had shown before", ""
    if sighting.state is PageState.STORED:
        return judge_stored(sighting, issue_id)
    if sighting.state is PageState.HELD:
        return Fate.QUESTION, "held until a question is answered", ""
    why = (NO_LOSS | UNREADABLE).get(sighting.reason, "") if sighting.reason else ""
    if sighting.state is PageState.PENDING:
        group = "to be fetched again" if why or sighting.detail else "to be fetched"
        return Fate.WAITING, group, f"{group}: {why}" if why else ""
    return judge_dropped(sighting, why)


def judge_dropped(sighting: SightingSeen, why: str) -> tuple[Fate, str, str]:
    """The same of a page that was dropped or given up."""
    if not why:
        return Fate.UNACCOUNTED, "dropped, and no reason is known", ""
    fate = Fate.DROPPED if sighting.reason in NO_LOSS else Fate.UNREAD
    return fate, why, f"{why}: {sighting.detail}" if sighting.detail else ""


def judge_stored(sighting: SightingSeen, issue_id: int | None) -> tuple[Fate, str, str]:
    """The same of a page that was understood and kept."""
    named = f"“{sighting.publication}”"
    if sighting.verdict is Verdict.DUPLICATE:
        return Fate.DUPLICATE, "the same text under another address", f"duplicate of {named}"
    if sighting.verdict is Verdict.RELATED:
        return Fate.KNOWN, "a page's file, or the page of a known file", f"one publication with {named}"
    if sighting.verdict is Verdict.UNCHANGED:
        return Fate.KNOWN, "known already, nothing changed", f"the same as {named}"
    if sighting.candidate is not None and sighting.verdict is not None:
        fate = Fate.CANDIDATE if sighting.verdict is Verdict.NEW else Fate.UPDATE
        return fate, *standing(sighting.candidate, issue_id)
    if sighting.detail.startswith(DECIDED_AGAINST):
        return Fate.KNOWN, "an editor had decided against it", sighting.detail
    return Fate.UNACCOUNTED, "no account of it is known", ""


def standing(candidate: CandidateSeen, issue_id: int | None) -> tuple[str, str]:
    """Where a candidate stands with the editor: what is counted, and the words for this one."""
    if candidate.issue_id is not None:
        if candidate.issue_id == issue_id:
            return "in this issue", ""
        return "in an issue" if issue_id is None else "in another issue", f"in issue {candidate.issue_id}"
    group = STATUS_WORDS[candidate.status]
    return group, f"{group}: {candidate.reason}" if candidate.reason else ""


@dataclass(frozen=True, slots=True)
class Accounts:
    """All sightings of a window; `total` is how many the ledger counts, whatever could be accounted for."""

    total: int
    each: tuple[Account, ...]

    @property
    def accounted(self) -> int:
        """Sightings of which it is known what became of them."""
        return sum(account.fate is not Fate.UNACCOUNTED for account in self.each)

    @property
    def whole(self) -> bool:
        """Whether the sum adds up."""
        return self.accounted == self.total == len(self.each)

    def of(self, fate: Fate) -> tuple[Account, ...]:
        """Those of one fate."""
        return tuple(account for account in self.each if account.fate is fate)

    def sums(self) -> dict[Fate, dict[str, int]]:
        """How many of each fate and group, in the order of fates, the largest group first."""
        return {fate: counted(self.of(fate)) for fate in Fate if self.of(fate)}


def counted(accounts: Iterable[Account]) -> dict[str, int]:
    """How many there are of each group, the largest first."""
    sums: dict[str, int] = {}
    for each in accounts:
        sums[each.group] = sums.get(each.group, 0) + 1
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))
