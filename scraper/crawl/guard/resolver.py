"""The resolver of a crawl: gives public addresses only, and forgets them at once."""

import logging
from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver
from scrapy.settings import BaseSettings
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from scraper.crawl.guard.addresses import Permits, permitted
from scraper.errors import CrawlRefusedError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


@implementer(IResolutionReceiver)
class _PermittedOnly:
    """Passes the permitted addresses of one resolution on to who asked."""

    def __init__(self, receiver: Any, name: str, permits: Permits) -> None:
        self._receiver = receiver
        self._name = name
        self._permits = permits

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 Twisted's name
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802 Twisted's name
        if self._permits(address.host):
            self._receiver.addressResolved(address)
        else:
            logger.warning("Dropped %s for %s: not a public address", address.host, self._name)

    def resolutionComplete(self) -> None:  # noqa: N802 Twisted's name
        self._receiver.resolutionComplete()


class SafeResolver(CachingHostnameResolver):
    """Resolves to IPv4 and IPv6; a name with public and other addresses keeps its public ones.

    Scrapy's cache of answers is switched off: it has no expiry, and a source that moves to another address
    would be lost until the next start.
    """

    def __init__(self, reactor: Any, permits: Permits) -> None:
        super().__init__(reactor, cache_size=0)
        if isinstance(self.original_resolver, SafeResolver):
            self.original_resolver = self.original_resolver.original_resolver
        self.permits = permits

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: Any) -> "SafeResolver":
        """As Scrapy builds it from TWISTED_DNS_RESOLVER when it runs the reactor itself."""
        return cls(reactor, permitted(crawler.settings))

    def resolveHostName(  # noqa: N802 Twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        *args: Any,
        **kwargs: Any,
    ) -> Any:
        """See IHostnameResolver; the receiver is told of permitted addresses only."""
        receiver: Any = _PermittedOnly(resolutionReceiver, hostName, self.permits)
        return super().resolveHostName(receiver, hostName, *args, **kwargs)


def install_resolver(settings: BaseSettings) -> None:
    """Do for a reactor we run ourselves what Scrapy does only for its own: resolver and threads for it.

    To be called once the reactor runs and before the first crawl; again when the settings change. Names are
    looked up in threads, so a few names that never answer would otherwise hold up every crawl.
    """
    from twisted.internet import reactor  # noqa: PLC0415 importing it installs one

    SafeResolver(reactor, permitted(settings)).install_on_reactor()
    reactor.suggestThreadPoolSize(settings.getint("REACTOR_THREADPOOL_MAXSIZE"))


def assert_guarded(reactor: Any, settings: BaseSettings) -> None:
    """Make sure that names resolve to permitted addresses only.

    Raises:
        CrawlRefusedError: the reactor's resolver is not ours, or is laxer than the settings.
    """
    resolver = reactor.nameResolver
    if not isinstance(resolver, SafeResolver):
        raise CrawlRefusedError(
            f"names are resolved by {type(resolver).__name__} instead of the guard's resolver"
        )
    if resolver.permits is not permitted(settings):
        raise CrawlRefusedError("the guard's resolver was installed for other settings than this crawl's")
