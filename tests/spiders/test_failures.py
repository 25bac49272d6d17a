import ssl
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadFailedError, DownloadTimeoutError
from twisted.python.failure import Failure
from twisted.web._newclient import ResponseNeverReceived

from scraper.discovery.answers import judge_status
from scraper.outcomes import DropReason, Fault
from spiders.failures import explain


def wrapped(error: Exception) -> Failure:
    return Failure(error)  # type: ignore[no-untyped-call]


def never_received(error: Exception) -> Exception:
    """As Twisted tells of a connection that broke before any answer."""
    return ResponseNeverReceived([wrapped(error)])  # type: ignore[no-untyped-call]


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


class RefusedError(Exception):
    drop_reason = DropReason.REFUSED_BY_ROBOTS


class PausedError(Exception):
    drop_reason = DropReason.BLOCKED
    temporary = unasked = True


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (CannotResolveHostError("no such name"), Fault.TEMPORARY),
        (DownloadTimeoutError("too slow"), Fault.SOFT),
        (DownloadFailedError("broken off"), Fault.SOFT),
        (caused(DownloadFailedError("tls"), ssl.SSLError("handshake")), Fault.HARD),
        (
            caused(DownloadFailedError("tls"), never_received(ssl.SSLError("handshake"))),
            Fault.HARD,
        ),
        (RefusedError("robots.txt"), Fault.HARD),
        (PausedError("later"), Fault.TEMPORARY),
    ],
)
def test_a_failed_request_says_how_much_it_says_against_its_channel(error: Any, fault: Fault) -> None:
    assert explain(wrapped(error)).fault is fault


@pytest.mark.parametrize(
    ("status", "fault"),
    [(401, Fault.HARD), (403, Fault.HARD), (429, Fault.SOFT), (404, None), (410, None), (500, None)],
)
def test_a_status_says_it_too_where_its_outcome_does_not(status: int, fault: Fault | None) -> None:
    reading = judge_status(status)
    assert reading is not None
    assert reading.fault is fault
