"""One site: a real HTTP server on a free loopback port, with pages as data and a log of what was asked."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Answer:
    """What the site answers, after `delay` seconds. `body` may be made anew for each request."""

    body: bytes | str | Callable[[], bytes | str] = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def content(self) -> bytes:
        made = self.body() if callable(self.body) else self.body
        return made.encode() if isinstance(made, str) else made


class Site:
    """Pages by path, and the requests made so far as (path, headers).

    `posted` has what was sent as well: (path, headers, body). `name` stands on its pages. `rule` is asked before the pages are looked up: its answer counts, if any.
    """

    def __init__(self, pages: dict[str, Answer | str] | None = None) -> None:
        self.pages: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, dict[str, str], bytes]] = []
        self.otherwise = Answer("<h1>Not found</h1>", 404)
        self.rule: Callable[[str], Answer | None] = lambda _path: None
        self.name = "Example Voice"
        self.host = "127.0.0.1"
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                site.posted.append((self.path, dict(self.headers), sent))
                self.do_GET()

            def do_GET(self) -> None:
                site.requests.append((self.path, dict(self.headers)))
                answer = site.rule(self.path) or site.pages.get(self.path, site.otherwise)
                if answer.delay:
                    threading.Event().wait(answer.delay)
                etag = answer.headers.get("ETag")
                if etag is not None and self.headers.get("If-None-Match") == etag:
                    self.send_response(304)
                    self.send_header("ETag", etag)
                    self.end_headers()
                    return
                content = answer.content()
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(content)))
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        for path, page in (pages or {}).items():
            self[path] = page

    def __setitem__(self, path: str, page: Answer | str) -> None:
        self.pages[path] = page if isinstance(page, Answer) else Answer(page)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The site's address without a final slash."""
        return f"http://{self.host}:{self._server.server_port}"

    def asked(self, prefix: str = "/") -> list[str]:
        """The paths asked for so far, robots.txt left out."""
        return [path for path, _ in self.requests if path.startswith(prefix) and path != "/robots.txt"]
