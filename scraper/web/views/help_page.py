"""Help: what the keys do, what the words mean."""

from itertools import groupby

from starlette.responses import Response

from scraper.desk.roles import Permission
from scraper.outcomes import Band, Health, Status
from scraper.web.keys import KEYS, mode_of
from scraper.web.preferences import keys_shown
from scraper.web.routes import Asked, DeskRouter

router = DeskRouter()

STATUSES = {
    Status.NEW: "Waits for a decision.",
    Status.MAYBE: "Somebody looked and could not tell yet.",
    Status.HELD: "Waits for a day; then it is new again.",
    Status.SHORTLISTED: "Included: it may become an entry of the issue.",
    Status.EXCLUDED: "Decided against, with a reason where one was given. It can be reopened.",
    Status.USED: "Stands in an issue that was published.",
    Status.DUPLICATE: "The same as another candidate, which stands for it.",
    Status.EXPIRED: "Nobody decided for sixty days. It can be reopened.",
}
BANDS = {
    Band.LIKELY: "It resembles what was used before.",
    Band.POSSIBLE: "It may be wanted.",
    Band.UNLIKELY: "It resembles what was excluded. It is counted and listed, never hidden.",
}
HEALTH = {
    Health.OK: "It is read, and new publications come at their usual pace.",
    Health.FAILING: "It could not be read at its last poll.",
    Health.BLOCKED: "The site refuses us: 403, a wall, or its robots.txt.",
    Health.CHANGED: "It is read, but nothing is found where something was, or what is found looks different.",
    Health.QUIET: "Nothing new for longer than usual: at least fourteen days, and three of its usual gaps.",
    Health.SLOW: "Its answers take so long that one may be given up.",
}
WORDS = {
    "Source": "a publisher we watch",
    "Channel": "one place of it that is looked at: a feed, a list, a sitemap",
    "Poll": "one look at one channel",
    "Publication": "a page or a file that was found and understood",
    "Candidate": "a publication that waits for an editor’s decision",
    "Queue": "all candidates that wait",
    "Story": "candidates about the same thing, from several sources",
    "Issue": "one dated number of the digest; its parts are entries",
    "Score": "from 0 to 100: how likely it is that an editor wants it, with the reasons",
    "Coverage statement": "what was checked for an issue, what was not, what became of all that was found",
}


@router.show("/help", Permission.READ)
def show(visit: Asked) -> Response:
    """The page."""
    preferences = visit.person.preferences if visit.person else {}
    mapped = keys_shown(preferences)
    places = [
        (place, [(mapped[key.name].split(), key.words) for key in keys])
        for place, keys in groupby(KEYS, lambda key: key.place)
    ]
    return visit.page(
        "help.html",
        places=places,
        mode=mode_of(preferences),
        statuses=STATUSES,
        bands=BANDS,
        health=HEALTH,
        words=WORDS,
    )
