"""The closed word lists: every state, kind and reason that is stored or shown."""

from enum import StrEnum


class Strategy(StrEnum):
    """How a channel is read."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    API = "api"
    PAGE = "page"
    NEWSLETTER = "newsletter"


class Outcome(StrEnum):
    """What one poll of a channel came to."""

    NEW = "new"
    UNCHANGED = "unchanged"
    EMPTY = "empty"
    SUSPECT = "suspect"
    BLOCKED = "blocked"
    GONE = "gone"
    FAILED = "failed"


#: Most telling first: a source's outcome is the first of these that one of its channels had.
TELLING_ORDER = (
    Outcome.NEW,
    Outcome.BLOCKED,
    Outcome.GONE,
    Outcome.FAILED,
    Outcome.SUSPECT,
    Outcome.EMPTY,
    Outcome.UNCHANGED,
)

#: Outcomes after which a person may have to do something.
TROUBLED = frozenset({Outcome.BLOCKED, Outcome.GONE, Outcome.FAILED, Outcome.SUSPECT, Outcome.EMPTY})


class Fault(StrEnum):
    """How much a failed poll says against its channel: it may pass, it is rather our own line, it is sure."""

    SOFT = "soft"
    TEMPORARY = "temporary"
    HARD = "hard"


#: What a troubled poll is when nothing surer is known of why.
USUAL_FAULTS = {
    Outcome.FAILED: Fault.SOFT,
    Outcome.SUSPECT: Fault.SOFT,
    Outcome.EMPTY: Fault.SOFT,
    Outcome.BLOCKED: Fault.HARD,
    Outcome.GONE: Fault.HARD,
}


class Kind(StrEnum):
    """What sort of publication it is."""

    NEWS = "news"
    ARTICLE = "article"
    BLOG = "blog"
    REPORT = "report"
    RESEARCH = "research"
    GUIDANCE = "guidance"
    CONSULTATION = "consultation"
    STATISTICS = "statistics"
    LETTER = "letter"
    PRESS_RELEASE = "press-release"
    BRIEFING = "briefing"
    WEBSITE = "website"
    OTHER = "other"


class Nation(StrEnum):
    """Where in the United Kingdom (or beyond) a publication applies."""

    ENGLAND = "England"
    SCOTLAND = "Scotland"
    WALES = "Wales"
    NORTHERN_IRELAND = "Northern Ireland"
    UK = "UK"
    INTERNATIONAL = "international"


class Witness(StrEnum):
    """Where a fact came from."""

    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    JSON_LD = "json-ld"
    META = "meta"
    SCRIPT = "script"
    TIME_TAG = "time-tag"
    VISIBLE_TEXT = "visible-text"
    HEADING = "heading"
    TITLE_TAG = "title-tag"
    URL = "url"
    PDF_INFO = "pdf-info"
    CONTENT_ITEM = "content-item"
    HTTP_HEADER = "http-header"
    DEFINITION = "definition"
    GUESS = "guess"


class Precision(StrEnum):
    """How exact a date is."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


class Confidence(StrEnum):
    """How far a fact may be trusted without looking."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Verdict(StrEnum):
    """What identity says of a publication."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    RELATED = "related"


class PageState(StrEnum):
    """What became of an entry's page."""

    PENDING = "pending"
    HELD = "held"
    STORED = "stored"
    DROPPED = "dropped"
    FAILED = "failed"


class DropReason(StrEnum):
    """Why an entry's page was not admitted. Recorded on its sighting, never silent."""

    NO_LINK = "no-link"
    BAD_LINK = "bad-link"
    SAME_LINK = "same-link"
    OTHER_SITE = "other-site"
    NOT_A_PUBLICATION = "not-a-publication"
    PUBLISHED_EARLIER = "published-earlier"
    BASELINE = "baseline"
    NO_TEXT = "no-text"
    UNREADABLE = "unreadable"
    UNSUPPORTED_TYPE = "unsupported-type"
    ENCRYPTED = "encrypted"
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    CRASHED_EXTRACTION = "crashed-extraction"
    REFUSED_BY_ROBOTS = "refused-by-robots"
    REFUSED_BY_POLICY = "refused-by-policy"
    BLOCKED = "blocked"
    GONE = "gone"
    FETCH_FAILED = "fetch-failed"
    HELD = "held"
    DECLINED = "declined"


class Status(StrEnum):
    """Where a candidate stands with the editor."""

    NEW = "new"
    MAYBE = "maybe"
    HELD = "held"
    SHORTLISTED = "shortlisted"
    EXCLUDED = "excluded"
    USED = "used"
    DUPLICATE = "duplicate"
    EXPIRED = "expired"


#: Why a candidate was excluded: the key that is kept, and its words. Own words are kept as they are.
EXCLUSIONS = {
    "not-our-field": "not about children or young people",
    "not-uk": "not UK",
    "nothing-new": "no new information",
    "promotion": "promotion, fundraising or event",
    "too-local": "too local",
    "opinion": "opinion only",
    "too-old": "too old",
    "low-quality": "low quality",
    "paywall": "behind a paywall",
    "in-digest": "already in a digest",
    "other": "other",
}


class Band(StrEnum):
    """How likely it is that an editor wants a candidate."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


class Health(StrEnum):
    """How a channel or a source stands, derived from its last polls."""

    OK = "ok"
    FAILING = "failing"
    QUIET = "quiet"
    CHANGED = "changed"
    BLOCKED = "blocked"
    SLOW = "slow"


class SourceState(StrEnum):
    """Whether a source is watched."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"


class IssueState(StrEnum):
    """How far an issue of the digest is."""

    DRAFT = "draft"
    IN_REVIEW = "in-review"
    SIGNED_OFF = "signed-off"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    IMPORTED = "imported"


#: An issue that is still being made: at most one is worked on at a time.
OPEN_ISSUES = frozenset({IssueState.DRAFT, IssueState.IN_REVIEW, IssueState.SIGNED_OFF})


class EntryState(StrEnum):
    """How far an entry of an issue is."""

    DRAFT = "draft"
    READY = "ready"
    CHECKED = "checked"
    PUBLISHED = "published"
    HELD_OVER = "held-over"
    DROPPED = "dropped"
