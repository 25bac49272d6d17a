"""`gleaner serve`: the desk in a browser."""

import asyncio
import ipaddress
import socket

import click
import uvicorn

from scraper.cli.frame import Frame
from scraper.errors import ServeRefusedError
from scraper.web.app import create_app
from scraper.web.door import Door


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8765, show_default=True, type=click.IntRange(0, 65535), help="0 for a free one."
)
@click.pass_obj
def serve_command(frame: Frame, host: str, port: int) -> None:
    """Serve the desk; end it with Ctrl+C.

    Anybody who reaches the address can try to sign in: beyond this machine, put it behind a proxy that speaks
    HTTPS.
    """
    listening = listen(host, port)
    frame.say(f"The desk is at {address_of(listening)} – Ctrl+C ends it.")
    if not is_loopback(host):
        frame.say("Others can reach it: let them through a proxy that speaks HTTPS only.")
    serve(frame, listening)


def listen(host: str, port: int) -> socket.socket:
    """A socket at an address.

    Raises:
        ServeRefusedError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, reuse_port=False)
    except OSError as error:
        raise ServeRefusedError(
            f"cannot listen at {host} port {port}: {error.strerror}; another --port may be free"
        ) from error


def address_of(listening: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def serve(frame: Frame, listening: socket.socket, door: Door | None = None) -> None:
    """Answer until the process is told to end; acts under way are finished first."""
    app = create_app(frame.database, frame.settings, frame.clock, door)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=10
    )
    asyncio.run(uvicorn.Server(config).serve([listening]))
