"""What the desk asks of the sign-in service that its settings name.

Only the issuer of the settings and addresses that the issuer states are asked. A house's service is often
a private address, so every address may be connected to; instead nothing is followed anywhere, and what comes
back is JSON of a bounded size in a bounded time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from scraper.errors import SignInRefusedError
from scraper.sign_in import is_safe_address
from scraper.web.oidc.refusals import Refusal

#: Seconds that one question and its answer may take.
SECONDS = 10.0
#: Descriptions and sets of keys are some kilobytes; the largest in use, with certificates, stay below 100.
MOST_BYTES = 512 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: a status, and an object."""

    status: int
    said: dict[str, Any]


def ask(
    url: str,
    form: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """What an address answers; with a form it is posted there.

    Raises:
        SignInRefusedError: the address is not safe, or does not answer with a JSON object in time.
    """
    if not is_safe_address(url):
        raise fault(url, "is neither https nor on this machine")
    # Loaded when somebody signs in: the guard of the crawl comes with Scrapy.
    from scraper.crawl.guard import is_literal  # noqa: PLC0415
    from scraper.crawl.posting import Limits, send  # noqa: PLC0415

    sent, body = {"Accept": "application/json", "Connection": "close", **(headers or {})}, None
    if form is not None:
        body = urlencode(form).encode()
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    limits = Limits(seconds, MOST_BYTES, whole=True)
    answer = send("GET" if body is None else "POST", url, body, sent, is_literal, limits=limits)
    if answer.problem:
        raise fault(url, f"does not answer as it should: {answer.problem}")
    return _understood(url, answer.status, answer.body)


def _understood(url: str, status: int, read: bytes) -> Answer:
    """The object of an answer. A redirect is none: where it leads was not stated by the issuer."""
    if 300 <= status < 400:
        raise fault(url, f"answers {status}, and redirects are not followed")
    try:
        said = json.loads(read)
    except (ValueError, RecursionError) as error:
        raise fault(url, f"answers {status} without JSON") from error
    if not isinstance(said, dict):
        raise fault(url, f"answers {status} with JSON that is no object")
    return Answer(status, said)


def fault(url: str, what: str) -> SignInRefusedError:
    """The service is at fault. Of its address only what is no secret is told."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return SignInRefusedError(Refusal.UNREACHABLE, f"{parts.scheme}://{host}{parts.path} {what}")
