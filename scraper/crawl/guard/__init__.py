"""Where may a crawl connect to? Public addresses, checked when the socket is opened.

Four layers, each of which has to fail for a private address to be reached:

1. the URL policy (`scraper.crawl.middlewares.policy`) refuses addresses that are odd on their face;
2. the resolver drops answers that are not public, so that a name with both kinds still works;
3. the gate checks the literal address of every connection, after the last resolution;
4. the peer check (`scraper.crawl.middlewares.peer`) looks at where an answer came from.

The gate alone is enough, and is in place wherever the download handler is. The others give clearer reasons,
more names that work, and notice if the gate should ever be passed by.
"""

from scraper.crawl.guard.addresses import ALLOW_PRIVATE_NETWORKS, Permits, is_literal, is_public, permitted
from scraper.crawl.guard.gate import GuardedDownloadHandler, RefusedAddressError
from scraper.crawl.guard.refusals import BadEncoding, RefusedByPolicy, RefusedByRobots, TooLarge
from scraper.crawl.guard.resolver import SafeResolver, assert_guarded, install_resolver

__all__ = [
    "ALLOW_PRIVATE_NETWORKS",
    "BadEncoding",
    "GuardedDownloadHandler",
    "Permits",
    "RefusedAddressError",
    "RefusedByPolicy",
    "RefusedByRobots",
    "SafeResolver",
    "TooLarge",
    "assert_guarded",
    "install_resolver",
    "is_literal",
    "is_public",
    "permitted",
]
