"""Every way we know to make a crawler connect to a private address, tried on a real crawl.

A server on every address of the machine counts the connections it accepts, and an audit hook sees every
attempt to connect, also to addresses that nobody answers at. Both have to stay at nothing but the one
address that stands for the public internet.

Run as a program inside a network namespace, where that address can be a real public one:

    python -m tests.crawl.canary --public 93.184.216.34 --port 80

prints the outcome as JSON.
"""

import argparse
import asyncio
import json
import re
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from scrapy.settings import Settings

from tests.crawl.rig import Answer, Asked, Got, Names, Site, ask, guarded, page, serving

#: Private addresses that are tried in every spelling there is.
SPELLED = ("127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1")

#: Others, tried as they are.
PRIVATE = (
    *("0.0.0.0", "0.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.3", "127.255.255.254", "168.63.129.16"),
    *(
        "172.16.0.1",
        "172.31.255.254",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
    ),
    *("203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "100::1", "2001::1", "2001:db8::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254"),
    *("fe80::1", "fec0::1", "ff02::1"),
)

REDIRECTS = (301, 302, 303, 307, 308)


@dataclass(frozen=True, slots=True)
class Result:
    """What a run came to. `leaks` are private addresses a connection was tried to or accepted at."""

    vectors: int
    leaks: dict[str, int]
    alarms: int
    controls: int
    failed_controls: list[str]


class Attempts:
    """Every connection this process tries to open, by address. A hook cannot be taken out, but be deaf."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.listening = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.listening and event == "socket.connect" and isinstance(arguments[1], tuple):
            self.seen.append(str(arguments[1][0]))


def spellings(address: str) -> Iterator[str]:
    """Hosts that some reader of URLs takes for the IPv4 address."""
    number = int(IPv4Address(address))
    a, b, c, d = address.split(".")
    octets = [int(part) for part in (a, b, c, d)]
    yield from (address, f"{address}.", str(number), hex(number), f"0{number:o}", f"0x{number:X}")
    yield f"{a}.{b}.{octets[2] * 256 + octets[3]}"
    yield f"{a}.{number % 2**24}"
    yield ".".join(hex(octet) for octet in octets)
    yield ".".join(f"0{octet:o}" for octet in octets)
    yield ".".join(f"{octet:04o}" for octet in octets)
    yield f"{hex(octets[0])}.0{octets[1]:o}.{c}.{d}"
    yield address.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    yield address.translate(
        {ord("0") + digit: chr(0x2460 + digit - 1 if digit else 0x24EA) for digit in range(10)}
    )
    yield from (address.replace(".", dot) for dot in "。．｡")
    yield "".join(f"%{ord(character):02x}" for character in address)
    yield from (f"[{IPv6Address(form)}]" for form in carriers(number))
    yield from (f"[::ffff:{address}]", f"[::{address}]", f"[64:ff9b::{address}]", f"[::ffff:{address}%25lo]")


def carriers(number: int) -> Iterator[int]:
    """IPv6 addresses that carry an IPv4 address."""
    yield from (number, 0xFFFF << 32 | number, 0xFFFF << 48 | number)
    yield from (0x64_FF9B << 96 | number, 0x64_FF9B_0001 << 80 | number)
    yield from (0x2002 << 112 | number << 80 | 1, 0x2001 << 112 | number << 64)
    yield 0x2001 << 112 | (number ^ 0xFFFFFFFF)


def private_hosts() -> list[str]:
    """Hosts of URLs that must not be reached, names included: `private-<i>` resolves to address i."""
    literal = [f"[{address}]" if ":" in address else address for address in PRIVATE]
    named = [f"private-{index}.test" for index in range(len(SPELLED + PRIVATE))]
    return [*(host for address in SPELLED for host in spellings(address)), *literal, *named, "localhost"]


def changing_hosts() -> list[str]:
    """Names that resolve to the public address at first, or every other time, and to a private one then."""
    return [f"{way}-{index}.test" for way in ("rebind", "flip") for index in range(len(SPELLED + PRIVATE))]


def name_table(public: str) -> dict[str, list[list[str]]]:
    """What the names of a run resolve to."""
    table = {"public.test": [[public]], "localhost": [["127.0.0.1", "::1"]]}
    for index, address in enumerate(SPELLED + PRIVATE):
        table[f"private-{index}.test"] = [[address]]
        table[f"mixed-{index}.test"] = [[address, public] if index % 2 else [public, address]]
        table[f"robots-{index}.test"] = [[public]]
        table[f"rebind-{index}.test"] = [[public], [address]]
        table[f"flip-{index}.test"] = [[public], [address]] * 50
    return table


def tricks(public: str, port: int) -> list[str]:
    """URLs whose host depends on who reads them."""
    inner = f"127.0.0.1:{port}"
    outer = f"{public}:{port}"
    return [
        f"http://{outer}@{inner}/",
        f"http://public.test@{inner}/",
        f"http://public.test:80@{inner}/",
        f"http://{inner}\\@{outer}/",
        f"http://{outer}\\@{inner}/",
        f"http://{outer}%00@{inner}/",
        f"http://{outer}%2f@{inner}/",
        f"http://{outer}%5c@{inner}/",
        f"http://{outer}#@{inner}/",
        f"http://{outer}?@{inner}/",
        f"http://{outer};@{inner}/",
        f"http://a:b@c@{inner}/",
        f"http:\\\\{inner}\\",
        f"http:{inner}/",
        f"http:////{inner}/",
        f"http://\t{inner}/",
        f"http://127.0.0\n.1:{port}/",
        f"http://{inner} /",
        f"//{inner}/",
        f"HTTP://{inner}/",
        f"https://{inner}/",
        "file:///etc/hostname",
        "data:text/html,inside",
        f"ftp://{inner}/",
        f"gopher://{inner}/_GET",
        "http://127.0.0.1:22/",
        "http://127.0.0.1:6379/",
        "http://[::1]:5432/",
    ]


class Canary:
    """A server that leads crawlers on, on all addresses of the machine, and what it takes to ask it."""

    def __init__(self, public: str, port: int, *, changing: bool = True) -> None:
        self.public = public
        self.port = port
        self.targets: list[str] = []
        self.changing = changing

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Site]:
        """Serve, at the port given or a free one, on IPv4 and, where there is any, on IPv6."""
        hosts = ["0.0.0.0", "::"] if socket.has_dualstack_ipv6() else ["0.0.0.0"]
        async with serving(self.answer, hosts, self.port) as site:
            self.port = site.port
            hosts = private_hosts() + (changing_hosts() if self.changing else [])
            self.targets = [f"http://{host}:{self.port}/in" for host in hosts] + tricks(
                self.public, self.port
            )
            yield site

    def answer(self, asked: Asked) -> Answer:
        """/go/<how>/<i> leads to target i; /on/<how>/<rest> to /<rest> on this host."""
        robots = re.match(r"robots-(\d+)", asked.host)
        if asked.target == "/robots.txt":
            return self.lead("302", self.targets[int(robots[1])]) if robots else page(status=404)
        go = re.fullmatch(r"/go/(\w+)/(\d+)", asked.target)
        if go:
            return self.lead(go[1], self.targets[int(go[2])])
        on = re.fullmatch(r"/on/(\w+)/(.*)", asked.target)
        if on:
            return self.lead(on[1], f"http://{asked.host}/{on[2]}")
        return page("inside")

    def lead(self, how: str, target: str) -> bytes:
        if how == "meta":
            return page(f'<meta http-equiv="refresh" content="0; url={target}"><meta charset="utf-8">')
        return page(status=int(how), Location=target.encode().decode("latin-1"))

    def vectors(self, ways: Sequence[str]) -> list[str]:
        """Every target asked for directly and led to in each of the ways; then robots.txt that leads away."""
        start = f"http://{self.public}:{self.port}"
        led = [f"{start}/go/{way}/{index}" for way in ways for index in range(len(self.targets))]
        chained = [f"{start}/on/301/on/307/go/302/{index}" for index in range(len(self.targets))]
        robots = [f"http://robots-{index}.test:{self.port}/in" for index in range(len(SPELLED + PRIVATE))]
        return self.targets + led + chained + robots

    def controls(self) -> list[str]:
        """What has to go on working."""
        hosts = [self.public, "public.test", "PUBLIC.test", "public.test."]
        hosts += [f"mixed-{index}.test" for index in range(len(SPELLED + PRIVATE))]
        direct = [f"http://{host}:{self.port}/in" for host in hosts]
        ways = ("301", "302", "303", "307", "308", "meta")
        return direct + [f"http://public.test:{self.port}/on/{way}/on/302/in" for way in ways]


async def release(canary: Canary, settings: Settings, attempts: Attempts, ways: Sequence[str]) -> Result:
    """Try everything with the settings of a crawl, and see what happened."""
    async with canary.open() as site:
        ports = [canary.port]
        settings.set("GLEANER_ALLOWED_PORTS", ports)
        vectors, controls = canary.vectors(ways), canary.controls()
        attempts.seen.clear()
        attempts.listening = True
        got = await ask(vectors + controls, settings)
        attempts.listening = False
        reached = [*attempts.seen, *site.accepts.elements()]
        leaks = sorted(address for address in reached if address.removeprefix("::ffff:") != canary.public)
        works = {one.asked for one in got if one.body == b"inside"}
        return Result(
            vectors=len(vectors),
            leaks={address: leaks.count(address) for address in leaks},
            alarms=sum("answered by" in str(one.error) for one in got),
            controls=len(controls),
            failed_controls=[f"{url}: {error_of(got, url)}" for url in controls if url not in works],
        )


def error_of(got: list[Got], url: str) -> str:
    return next((repr(one.error or one.body[:50]) for one in got if one.asked == url), "nothing came")


def full_stack(**changes: Any) -> Settings:
    """All layers, robots.txt, and the doors that are usually shut."""
    return guarded(robots=True, METAREFRESH_ENABLED=True, DOWNLOAD_TIMEOUT=5, LOG_ENABLED=False, **changes)


def main() -> None:
    """Run in the namespace we were started in, with the addresses it was given."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--public", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--system", action="store_true", help="look names up as the system does")
    wanted = parser.parse_args()

    from twisted.internet import asyncioreactor  # noqa: PLC0415 before anything imports the reactor

    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    asyncioreactor.install(loop)
    from twisted.internet import reactor  # noqa: PLC0415 installed above

    from scraper.crawl.guard import install_resolver  # noqa: PLC0415 in the order a program does it

    reactor.startRunning(installSignalHandlers=False)
    settings = full_stack()
    if not wanted.system:
        reactor.installNameResolver(Names(name_table(wanted.public)))
    install_resolver(settings)
    canary = Canary(wanted.public, wanted.port, changing=not wanted.system)
    ways = ["302", "meta"] if wanted.system else [*map(str, REDIRECTS), "meta"]
    result = loop.run_until_complete(release(canary, settings, Attempts(), ways))
    print(json.dumps(asdict(result)))
    reactor.fireSystemEvent("shutdown")
    loop.run_forever()


if __name__ == "__main__":
    main()
