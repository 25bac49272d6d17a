"""What holds for every answer and every act: nothing foreign comes in, and acts come from our own pages."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

#: Everything comes from ourselves; no image, font, frame or script of anybody else, none written in a page.
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
#: The largest form a page sends: an entry's text is a few kilobytes, an imported issue up to some megabytes.
MOST_BYTES = 8 * 1024 * 1024


class Guard:
    """Around the whole application: refuses foreign and oversized acts, puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = refused(scope["method"], Headers(scope=scope), scope["scheme"])
        if b"%00" in scope.get("query_string", b"") or "\0" in scope["path"]:  # PostgreSQL takes no such text
            refusal = PlainTextResponse("This address holds a character that stands in no text.", 400)
        await (refusal or self.app)(scope, receive, send_guarded)


def refused(method: str, headers: Headers, scheme: str) -> PlainTextResponse | None:
    """The answer to an act that does not come from a page of ours, or is too large; None to let it pass."""
    if method in SAFE_METHODS:
        return None
    if not from_our_page(headers, scheme):
        return PlainTextResponse("This act did not come from a page of this desk, so nothing was done.", 403)
    length = headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return PlainTextResponse("What was sent is too large, so nothing was done.", 413)
    return None


def from_our_page(headers: Headers, scheme: str) -> bool:
    """Whether a browser says that one of our own pages asked (Fetch Metadata, else the Origin header)."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin", "") == f"{scheme}://{headers.get('host', '')}"
