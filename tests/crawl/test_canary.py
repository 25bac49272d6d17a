"""No way leads a crawl to a private address, whichever layers are left of the guard."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from scraper.crawl.guard import install_resolver, is_public
from tests.crawl.canary import PRIVATE, SPELLED, Attempts, Canary, Result, full_stack, name_table, release
from tests.crawl.rig import Names, ask, guarded

#: Stands for the public internet where there is only a loopback.
PUBLIC = "127.0.0.2"
_STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"
#: Scrapy's own handlers. Without those for other schemes, of which the one for FTP resolves nothing itself.
UNGUARDED = {"http": _STOCK, "https": _STOCK, "file": None, "data": None, "ftp": None, "s3": None}
#: One that no machine has, for the namespace.
REAL_PUBLIC = "93.184.216.34"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def attempts() -> Attempts:
    return Attempts()


@pytest.fixture
def names(crawl_loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A reactor that resolves the names of the canary, where the public address is public."""
    from twisted.internet import reactor  # noqa: PLC0415 it is installed by conftest

    monkeypatch.setattr(
        "scraper.crawl.guard.addresses.is_public", lambda address: address == PUBLIC or is_public(address)
    )
    usual = reactor.nameResolver
    reactor.installNameResolver(Names(name_table(PUBLIC)))
    yield reactor
    reactor.installNameResolver(usual)


def without(settings: Settings, *layers: str) -> Settings:
    for layer in layers:
        settings["DOWNLOADER_MIDDLEWARES"][f"scraper.crawl.middlewares.{layer}"] = None
    return settings


def assert_tight(result: Result, *, vectors: int) -> None:
    assert result.leaks == {}
    assert result.alarms == 0
    assert result.failed_controls == []
    assert result.vectors >= vectors
    assert result.controls >= 40


def test_nothing_gets_past_the_whole_guard(run_crawl: Any, names: Any, attempts: Attempts) -> None:
    settings = full_stack()
    install_resolver(settings)
    ways = ["301", "302", "303", "307", "308", "meta"]
    assert_tight(run_crawl(release(Canary(PUBLIC, 0), settings, attempts, ways), timeout=240), vectors=1500)


def test_nothing_gets_past_the_gate_alone(run_crawl: Any, names: Any, attempts: Attempts) -> None:
    settings = without(
        full_stack(), "policy.UrlPolicyMiddleware", "peer.PeerCheckMiddleware", "robots.RobotsMiddleware"
    )
    result = run_crawl(release(Canary(PUBLIC, 0), settings, attempts, ["302"]), timeout=240)
    assert_tight(result, vectors=500)


def test_nothing_gets_past_the_resolver_alone(run_crawl: Any, names: Any, attempts: Attempts) -> None:
    settings = without(
        full_stack(DOWNLOAD_HANDLERS=UNGUARDED),
        *("policy.UrlPolicyMiddleware", "peer.PeerCheckMiddleware", "robots.RobotsMiddleware"),
    )
    install_resolver(settings)
    result = run_crawl(release(Canary(PUBLIC, 0), settings, attempts, ["302"]), timeout=240)
    assert_tight(result, vectors=500)


def test_the_canary_sings_when_there_is_no_guard(run_crawl: Any, names: Any, attempts: Attempts) -> None:
    async def crawl() -> tuple[int, int]:
        canary = Canary(PUBLIC, 0)
        async with canary.open() as site:
            loopback = [
                url
                for url in canary.targets
                if url.startswith("http://") and ("127.0.0.1" in url or "private-0.test" in url)
            ]
            settings = without(
                guarded(DOWNLOAD_HANDLERS=UNGUARDED, DOWNLOAD_TIMEOUT=5),
                "policy.UrlPolicyMiddleware",
                "peer.PeerCheckMiddleware",
            )
            attempts.seen.clear()
            attempts.listening = True
            await ask(loopback, settings)
            attempts.listening = False
            return site.accepts["127.0.0.1"], attempts.seen.count("127.0.0.1")

    accepted, tried = run_crawl(crawl())
    assert accepted >= 5
    assert tried >= 5


# -- with a real public address, in a network of its own -----------------------------------------------------


def namespace(tmp_path: Path, *arguments: str) -> Result:
    """Run the canary in a network namespace whose loopback holds every address there is to protect."""
    addresses = [
        address
        for address in SPELLED + PRIVATE
        if not address.startswith(("127.", "0.", "22", "24", "25", "ff"))
    ]
    added = [f"ip addr add {address}/{128 if ':' in address else 32} dev lo" for address in addresses]
    hosts = tmp_path / "hosts"
    table = name_table(REAL_PUBLIC)
    # Twice, because the system takes names in this file to the letter, final dot and all.
    lines = [f"{address} {name} {name}.\n" for name, [answer, *_] in table.items() for address in answer]
    hosts.write_text("".join(lines))
    script = [
        "set -e",
        f"mount --bind {hosts} /etc/hosts",
        "ip link set lo up",
        f"ip addr add {REAL_PUBLIC}/32 dev lo",
        *(f"{line} 2>/dev/null || true" for line in added),
        f"exec {sys.executable} -m tests.crawl.canary --public {REAL_PUBLIC} --port 80 {' '.join(arguments)}",
    ]
    root = Path(__file__).parents[2]
    run = subprocess.run(
        ["unshare", "-n", "-m", "sh", "-c", "\n".join(script)],
        capture_output=True,
        text=True,
        timeout=240,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return Result(**json.loads(run.stdout.splitlines()[-1]))


def can_unshare() -> bool:
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    script = "mount --bind /etc/hosts /etc/hosts && ip link set lo up"
    tried = subprocess.run(["unshare", "-n", "-m", "sh", "-c", script], capture_output=True, check=False)
    return tried.returncode == 0


needs_namespace = pytest.mark.skipif(not can_unshare(), reason="no rights to make a network namespace")


@needs_namespace
@pytest.mark.parametrize("resolver", [[], ["--system"]], ids=["changing-names", "system-names"])
def test_nothing_gets_past_the_guard_in_a_network_with_a_real_public_address(
    tmp_path: Path, resolver: list[str]
) -> None:
    assert_tight(namespace(tmp_path, *resolver), vectors=500 if resolver else 1500)
