"""What is asked of a service over the network, and what is not taken from it."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scraper.errors import SignInRefusedError
from scraper.web.oidc.network import MOST_BYTES, ask, fault
from tests.web.oidc_provider import Provider, Said


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that no authority signed, with its key, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)  # noqa: TID251 - TLS asks the clock
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[str]:
    """The address of a service that speaks HTTPS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"said": 1}')

        def log_message(self, *_arguments: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_arguments: object) -> None:
            pass  # who does not trust it hangs up

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/here"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_certificate_of_no_known_authority_is_not_trusted(encrypted: str) -> None:
    with pytest.raises(SignInRefusedError, match="its certificate cannot be verified"):
        ask(encrypted)


def test_an_authority_of_the_house_can_be_named(
    encrypted: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert ask(encrypted).said == {"said": 1}


def test_no_proxy_of_the_environment_is_used(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(f"{provider.issuer}/keys").status == 200


@pytest.mark.parametrize(
    "url", ["http://login.example.org/", "file:///etc/passwd", "http://169.254.169.254/", "//127.0.0.1", ""]
)
def test_an_address_that_others_could_read_is_never_asked(url: str) -> None:
    with pytest.raises(SignInRefusedError, match="is neither https nor on this machine"):
        ask(url)


def test_a_header_that_cannot_be_sent_is_a_refusal(provider: Provider) -> None:
    with pytest.raises(SignInRefusedError, match="does not answer as it should: the connection failed"):
        ask(provider.issuer, headers={"Authorization": "Bearer a\r\nX-Other: b"})


def test_what_is_asked_goes_along_as_it_is_and_only_json_is_asked_for(provider: Provider) -> None:
    provider.instead["/here"] = Said(body=b"{}")
    ask(f"{provider.issuer}/here?tenant=a%20b")
    ask(f"{provider.issuer}/here", {"code": "a b&c"})
    (got, _, query, headers), (posted, _, form, _) = provider.asked
    assert (got, query, headers["Accept"]) == ("GET", {"tenant": "a b"}, "application/json")
    assert (posted, form) == ("POST", {"code": "a b&c"})


def test_a_redirect_is_not_followed(provider: Provider) -> None:
    provider.instead["/here"] = Said(302, b"{}", {"Location": f"{provider.issuer}/keys"})
    with pytest.raises(SignInRefusedError, match="answers 302, and redirects are not followed"):
        ask(f"{provider.issuer}/here")
    assert provider.times_asked("/keys") == 0


def test_of_an_endless_answer_only_the_beginning_is_read(provider: Provider) -> None:
    provider.instead["/here"] = Said(body=b" " * 64 * 1024 * 1024)
    with pytest.raises(SignInRefusedError, match=f"its answer is larger than {MOST_BYTES:,} bytes"):
        ask(f"{provider.issuer}/here")
    assert provider.hung_up.wait(60)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_service_that_takes_the_call_and_says_nothing_is_given_up(scheme: str) -> None:
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, pytest.raises(SignInRefusedError, match="it did not answer in time"):
        ask(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.3)


def test_of_an_address_no_secret_is_told() -> None:
    told = str(fault("https://anna:secret@login.example.org:8443/token?code=secret", "is away"))
    assert told == "https://login.example.org:8443/token is away"
