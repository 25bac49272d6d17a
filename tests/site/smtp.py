"""One mail server that takes messages (RFC 5321, no TLS) on a free loopback port and keeps what it took."""

import asyncio
import email
import email.policy
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Self


@dataclass(frozen=True)
class Taken:
    """One message as it came: who sent it to whom, and its bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def text(self) -> str:
        """Its words, as plain text."""
        part = self.message.get_body(("plain", "html"))
        assert part is not None
        return str(part.get_content())


@dataclass
class Sink:
    """A server that takes every message, or refuses each with `refusal`."""

    taken: list[Taken] = field(default_factory=list)
    refusal: bytes = b""
    connections: int = 0

    def __enter__(self) -> Self:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        self._thread.start()
        assert self._ready.wait(60)
        return self

    def __exit__(self, *_exception: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        self._ready.set()
        await self._stop.wait()
        server.close()

    def address(self, to: str = "anna@reader.example.org") -> str:
        """The server as Apprise spells it, with one recipient."""
        return f"mailto://127.0.0.1:{self.port}?from=gleaner@home.example.org&to={to}&format=text"

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        sender, recipients = "", []
        writer.write(b"220 sink\r\n")
        while line := await reader.readline():
            words = line.decode().strip()
            verb = words.upper().partition(" ")[0]
            answer = b"250 fine\r\n"
            if verb == "MAIL":
                sender, recipients = words.partition(":")[2], []
                answer = self.refusal or answer
            elif verb == "RCPT":
                recipients.append(words.partition(":")[2].strip("<> "))
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.taken.append(Taken(sender.strip("<> "), tuple(recipients), raw[:-3]))
            elif verb == "QUIT":
                answer = b"221 bye\r\n"
            writer.write(answer)
            await writer.drain()
            if verb == "QUIT":
                break
        writer.close()
