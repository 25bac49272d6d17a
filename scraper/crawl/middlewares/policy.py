"""The URL policy: which addresses are refused on their face."""

from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from scraper.crawl.guard.addresses import ALLOW_PRIVATE_NETWORKS, Permits, is_literal, is_public, permitted
from scraper.crawl.guard.refusals import RefusedByPolicy

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

#: Characters. Twice what Internet Explorer took (2,083), the limit sites have kept to ever since.
MAX_URL_LENGTH = 2 * 2083

#: Where publishers publish. Other ports of a public host are its other services, and not for us to knock at.
PUBLIC_PORTS = frozenset({80, 443})


def refusal(
    url: str, ports: frozenset[int] | None = PUBLIC_PORTS, permits: Permits = is_public
) -> str | None:
    """Why a URL must not be visited, in words for an editor; None when nothing speaks against it.

    Args:
        url: absolute.
        ports: the ones that may be asked; None for any.
        permits: which literal addresses may be asked. Names are for the resolver and the gate.
    """
    if len(url) > MAX_URL_LENGTH:
        return f"the address is longer than {MAX_URL_LENGTH} characters"
    # Readers of URLs disagree on these; one would check another host than the next one connects to.
    if "\\" in url or any(character <= " " or character == "\x7f" for character in url):
        return "the address holds a backslash, a space or a control character"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "this is not a web address"
    if parts.scheme not in {"http", "https"}:
        return f"{parts.scheme or 'no scheme'} is not http or https"
    if ports is not None and port is not None and port not in ports:
        return f"port {port} is not a port for web pages"
    return _host_refusal(parts, permits)


def _host_refusal(parts: SplitResult, permits: Permits) -> str | None:
    if "@" in parts.netloc:
        return "the address holds a user name or password"
    if not parts.hostname:
        return "the address names no host"
    if "%" in parts.netloc:
        return "the name of the host holds escaped characters"
    if is_literal(parts.hostname) and not permits(parts.hostname):
        return f"{parts.hostname} is not a public address"
    return None


class UrlPolicyMiddleware:
    """Refuses requests whose address is odd on its face. GLEANER_ALLOWED_PORTS adds to 80 and 443."""

    def __init__(self, ports: frozenset[int] | None, permits: Permits) -> None:
        self._ports = ports
        self._permits = permits

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> "UrlPolicyMiddleware":
        """Where private networks are allowed any port is: test sites stand on whichever is free."""
        settings = crawler.settings
        if settings.getbool(ALLOW_PRIVATE_NETWORKS):
            return cls(None, permitted(settings))
        extra = {int(port) for port in settings.getlist("GLEANER_ALLOWED_PORTS")}
        return cls(PUBLIC_PORTS | extra, permitted(settings))

    def process_request(self, request: "Request") -> None:
        """Let the request pass.

        Raises:
            RefusedByPolicy: with the reason.
        """
        reason = refusal(request.url, self._ports, self._permits)
        if reason:
            raise RefusedByPolicy(reason)
