"""The browser's program: where it is, and how it is started so that it reaches nothing by itself."""

import importlib.util
import shutil
from typing import Any

from scraper.crawl.rendering.limits import Limits

#: Names the program goes by on the systems we know, in order of preference.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

#: A name that no resolver may answer for (RFC 6761, 6.4): whatever the browser asks on its own ends here,
#: without a connection. And loopback is no exception.
NOWHERE = "http://no-network.invalid:9"
LOOPBACK_TOO = "<-loopback>"

#: Of the library's own arguments: we want windows that no person asked for to be blocked.
UNWANTED = ["--disable-popup-blocking", "--enable-unsafe-swiftshader"]

#: Passed on to the browser; whatever else our environment holds (a database's password) is no business of it.
PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")

#: Features of the browser that would speak to the local network, or ask its maker something at the start.
#: The last list given is the one that counts, so what the library leaves out for our purpose is in it too.
LEFT_OUT = (
    "WebRtcHideLocalIpsWithMdns",  # announces a name for every peer connection to the local network
    *("AimEnabled", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints", "PreconnectToSearch"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades"),
    *("DestroyProfileOnBrowserClose", "PaintHolding"),
)

#: Run in every frame before its own scripts: no listing needs a way from browser to browser.
BEFORE_SCRIPTS = "delete window.RTCPeerConnection; delete window.webkitRTCPeerConnection"


def find_program(named: str) -> str | None:
    """Path of the browser's program; the one `named` in the settings and no other when there is one."""
    names = (named,) if named else PROGRAMS
    return next((found for name in names if (found := shutil.which(name))), None)


def obstacle(named: str) -> str:
    """What keeps pages from being rendered on this machine, and what to install; "" when nothing does."""
    if importlib.util.find_spec("playwright") is None:
        return "rendering is not installed: pip install 'gleaner[render]'"
    if find_program(named) is None:
        if named:
            return f"rendering needs Chromium, and GLEANER_CHROMIUM names no program: {named}"
        return "rendering needs Chromium: apt install chromium, or name its program in GLEANER_CHROMIUM"
    return ""


def arguments(mark: str, limits: Limits) -> list[str]:
    """Command line of the browser, beside what the library gives.

    Args:
        mark: a word by which its process is found again.
        limits: of a page.
    """
    return [
        f"--gleaner-mark={mark}",
        "--host-resolver-rules=MAP * ~NOTFOUND",
        "--disable-background-networking",
        f"--disable-features={','.join(LEFT_OUT)}",
        "--dns-prefetch-disable",
        "--disable-quic",
        "--webrtc-ip-handling-policy=disable_non_proxied_udp",
        "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # as older versions spell it
        "--disable-gpu",
        "--disable-software-rasterizer",
        "--disable-3d-apis",
        "--renderer-process-limit=1",
        f"--js-flags=--max-old-space-size={limits.heap_megabytes}",
    ]


def page_options(agent: str) -> dict[str, Any]:
    """How each page is opened: in a window that keeps nothing; tall, for lists that load when seen."""
    return {
        "user_agent": agent,
        "locale": "en-GB",
        "viewport": {"width": 1280, "height": 2400},
        "accept_downloads": False,
        "service_workers": "block",
        "permissions": [],
    }
