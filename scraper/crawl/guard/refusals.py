"""Why a request was not sent, or its answer not taken: what the spider's errback is given.

IgnoreRequest                Scrapy's own: neither retried nor logged as an error
├── RefusedByPolicy          the address must not be visited
├── RefusedByRobots          robots.txt says no, or could not be read
├── TooLarge                 the headers, or the decoded body, are larger than allowed
└── BadEncoding              the body cannot be decompressed

`drop_reason` is what is recorded, `temporary` whether asking again later may help, `str()` says why.
"""

from scrapy.exceptions import IgnoreRequest

from scraper.outcomes import DropReason


class RefusedByPolicy(IgnoreRequest):
    """The address must not be visited."""

    drop_reason = DropReason.REFUSED_BY_POLICY
    temporary = False


class RefusedByRobots(IgnoreRequest):
    """The host does not want this page fetched by us.

    Args:
        reason: why, in words for an editor.
        unread: True when nobody said no, but robots.txt could not be read, which forbids everything for
            the time being (RFC 9309, 2.3.1.4).
    """

    def __init__(self, reason: str, *, unread: bool) -> None:
        self.unread = self.temporary = unread
        self.drop_reason = DropReason.FETCH_FAILED if unread else DropReason.REFUSED_BY_ROBOTS
        super().__init__(reason)


class TooLarge(IgnoreRequest):
    """The headers, or the decoded body, are larger than allowed."""

    drop_reason = DropReason.TOO_LARGE
    temporary = False


class BadEncoding(IgnoreRequest):
    """The body cannot be decompressed, or is wrapped too often."""

    drop_reason = DropReason.UNREADABLE
    temporary = True
