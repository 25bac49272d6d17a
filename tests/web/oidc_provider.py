"""A sign-in service that really runs: on loopback, with keys of its own, signing real tokens."""

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oidc.core.util import create_half_hash
from joserfc import jws, jwt
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from tests.factories import NOW

CLIENT, SECRET = "gleaner", "a secret: of + signs"
#: What every test asks to be refused when it stands in a log.
ACCESS_TOKEN = "access-token-that-nobody-may-log"


class AnySignature(jws.JWSRegistry):
    """Signs with whatever it is told to, and warns of nothing."""

    def get_alg(self, name: str) -> Any:
        return self.algorithms[name]


@cache
def key(kid: str, kind: str = "RSA") -> Key:
    """A key pair, made once a process."""
    parameters: Any = {"kid": kid, "use": "sig"}
    if kind == "EC":
        return ECKey.generate_key("P-256", parameters)
    if kind == "OKP":
        return OKPKey.generate_key("Ed25519", parameters)
    return RSAKey.generate_key(2048, parameters)


@dataclass
class Said:
    """What an address answers instead of what is right, after `delay` seconds; drop by drop with `drip`."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0


class Provider:
    """One service with one person.

    Attributes:
        person: the claims about her.
        claims: what the next tokens say otherwise; None leaves a claim out.
        sign: how tokens are signed.
        instead: other answers, by path.
        described: what the description says otherwise.
        in_token: whether her name and address stand in the token, or at userinfo only.
        host: what it is called; another name makes it another site to browsers.
        hung_up: set when somebody did not hear one of the other answers to its end.
        asks: whether she is shown a page first, as a person would be.
    """

    def __init__(self) -> None:
        self.person: dict[str, Any] = {
            "sub": "a-1",
            "email": "Anna@example.org",
            "email_verified": True,
            "name": "Anna Example",
        }
        self.claims: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.instead: dict[str, Said] = {}
        self.keys, self.algorithm = [key("one")], "RS256"
        self.sign: Callable[[dict[str, Any]], str] = self.signed
        self.host = "127.0.0.1"
        self.in_token, self.asks, self.is_public = True, False, False
        self.clock: Callable[[], datetime] = lambda: NOW
        self.asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = []
        self._codes: dict[str, dict[str, str]] = {}
        self.hung_up = threading.Event()
        self._ended = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def issuer(self) -> str:
        return f"http://{self.host}:{self._server.server_port}/realm"

    def times_asked(self, path: str) -> int:
        return sum(asked[1] == path for asked in self.asked)

    # What it answers

    def describe(self) -> dict[str, Any]:
        issuer = self.issuer
        described = {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/keys",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            **self.described,
        }
        return {name: value for name, value in described.items() if value is not None}

    def authorize(self, query: dict[str, str]) -> str:
        """The address a browser is sent back to, she having agreed."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        back = {"code": code, "state": query["state"], "iss": self.issuer}
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def exchange(self, form: dict[str, str], headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Tokens for a code; each is good once, for who began."""
        if not self.knows(form, headers):
            return 401, {"error": "invalid_client"}
        query = self._codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            query is None
            or form["grant_type"] != "authorization_code"
            or query["redirect_uri"] != form["redirect_uri"]
            or query["code_challenge"] != challenge.decode()
        ):
            return 400, {"error": "invalid_grant"}
        said = {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 300}
        return 200, said | {"id_token": self.sign(self.token(query["nonce"]))}

    def knows(self, form: dict[str, str], headers: dict[str, str]) -> bool:
        """Whether who asks is the desk."""
        if self.is_public:
            return form.get("client_id") == CLIENT and "client_secret" not in form
        if "client_secret_post" in self.described.get("token_endpoint_auth_methods_supported", ()):
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        proof = base64.b64encode(b"gleaner:a%20secret%3A%20of%20%2B%20signs").decode()
        return headers.get("Authorization") == f"Basic {proof}"

    def token(self, nonce: str) -> dict[str, Any]:
        """The claims of an ID token."""
        now = int(self.clock().timestamp())
        person = self.person if self.in_token else {"sub": self.person["sub"]}
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "nonce": nonce,
            "iat": now,
            "exp": now + 300,
            "at_hash": create_half_hash(ACCESS_TOKEN, self.algorithm).decode(),
            **person,
            **self.claims,
        }
        return {name: value for name, value in said.items() if value is not None}

    def signed(self, claims: dict[str, Any], by: Key | None = None, kid: str | None = None) -> str:
        """A token, signed with the newest key unless another is given."""
        by = by or self.keys[-1]
        header = {"alg": self.algorithm, "kid": kid or by.kid}
        return jwt.encode(header, claims, by, registry=AnySignature())

    def _answer(
        self, path: str, said: dict[str, str], headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for what is asked."""
        if path == "/authorize":
            if self.asks:
                return 200, {"Content-Type": "text/html"}, page(said)
            return 302, {"Location": self.authorize(said)}, b""
        if path == "/agree":
            return 303, {"Location": self.authorize(said)}, b""
        status, found = 404, {}
        if path == "/.well-known/openid-configuration":
            status, found = 200, self.describe()
        elif path == "/keys":
            status, found = 200, {"keys": [each.as_dict(private=False) for each in self.keys]}
        elif path == "/userinfo" and headers.get("Authorization") == f"Bearer {ACCESS_TOKEN}":
            status, found = 200, self.person
        elif path == "/token":
            status, found = self.exchange(said, headers)
        return status, {"Content-Type": "application/json"}, json.dumps(found).encode()

    def _handler(provider) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler has a self of its own
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.reply("")

            def do_POST(self) -> None:
                self.reply(self.rfile.read(int(self.headers["Content-Length"])).decode())

            def reply(self, form: str) -> None:
                parts = urlsplit(self.path)
                path = parts.path.removeprefix("/realm")
                said = {name: values[0] for name, values in parse_qs(form or parts.query).items()}
                provider.asked.append((self.command, path, said, dict(self.headers)))
                other = provider.instead.get(path)
                if other is None:
                    send(self, *provider._answer(path, said, dict(self.headers)))
                    return
                provider._ended.wait(other.delay)
                paused = (lambda: provider._ended.wait(other.drip)) if other.drip else None
                send(self, other.status, other.headers, other.body, paused, provider.hung_up)

            def log_message(self, *_arguments: Any) -> None:
                pass

        return Handler


def send(
    handler: BaseHTTPRequestHandler,
    status: int,
    headers: dict[str, str],
    body: bytes,
    paused: Callable[[], bool] | None = None,
    hung_up: threading.Event | None = None,
) -> None:
    """Answer; byte by byte with a pause after each. `hung_up` is set when who asked had enough."""
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(len(body)))
    step = 1 if paused else max(1, len(body))
    try:
        handler.end_headers()
        for start in range(0, len(body), step):
            handler.wfile.write(body[start : start + step])
            if paused and paused():
                return
    except OSError:
        if hung_up:
            hung_up.set()


def page(query: dict[str, str]) -> bytes:
    """What a person is shown: whether she wants to go on."""
    fields = "".join(f'<input type="hidden" name="{name}" value="{query[name]}">' for name in query)
    return (
        '<!doctype html><html lang="en"><title>Example login</title><link rel="icon" href="data:,">'
        f'<h1>Example login</h1><form method="post" action="agree">{fields}<button>Go on</button></form>'
    ).encode()


def by_nobody(claims: dict[str, Any]) -> str:
    """A token without a signature, and without a claim that a signature's kind is needed for."""
    claims = {name: value for name, value in claims.items() if name != "at_hash"}
    parts = (json.dumps({"alg": "none"}).encode(), json.dumps(claims).encode(), b"")
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def by_the_public_key(claims: dict[str, Any], public: Key) -> str:
    """A token signed with what everybody knows: the public key as the secret of HS256."""
    header = {"alg": "HS256", "kid": public.kid}
    secret = OctKey.import_key(base64.b64encode(public.as_pem(private=False)))
    return jwt.encode(header, claims, secret, algorithms=["HS256"])
