"""Asking the house's model for a draft: one request, when a person asks for it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scraper.config import Settings
from scraper.crawl.posting import Limits, Posted, permits_of, post
from scraper.digest.house import House
from scraper.digest.model_draft import read_answer, request_for
from scraper.digest.prefill import Material
from scraper.endpoints import DraftModel
from scraper.errors import ActionRefusedError

#: A model on one's own machine takes half a minute for an entry; who waits longer, waits for nothing.
LIMITS = Limits(seconds=60, most_bytes=256 * 1024, whole=True)
#: What a status says, in words; the server's own are never shown, for they may repeat the key.
STATUSES = {
    401: "it refuses the key",
    403: "it refuses the key",
    404: "it knows no such address or model (404)",
    429: "it is asked too often, or its quota is used up (429)",
}


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a model said, paragraph by paragraph; or why there is nothing, in words."""

    text: tuple[str, ...] = ()
    problem: str = ""


def model_of(settings: Settings) -> DraftModel:
    """The model of this installation.

    Raises:
        ActionRefusedError: there is none.
    """
    if settings.draft is None:
        raise ActionRefusedError("no model is set up: gleaner.toml has no [draft]")
    return settings.draft


def ask_model(settings: Settings, material: Material, house: House) -> Drafted:
    """A draft of one publication. It is asked once: whoever wants another asks again.

    Raises:
        ActionRefusedError: no model is set up, or another draft is being made.
    """
    model = model_of(settings)
    body = request_for(model.model, material, house, model.instructions)
    headers = {"Content-Type": "application/json", "User-Agent": settings.user_agent}
    if model.key:
        headers["Authorization"] = f"Bearer {model.key}"
    allow_private = settings.allow_private_networks
    permits = permits_of(model.endpoint, allow_private=allow_private, own_machine=True)
    with alone(settings.home):
        posted = post(model.endpoint, body, headers, permits, LIMITS)
    if problem := problem_of(posted):
        return Drafted(problem=f"{model.host}: {problem}")
    text = read_answer(posted.body)
    return Drafted(text, "" if text else f"{model.host}: its answer holds no text")


def problem_of(posted: Posted) -> str:
    """Why there is no answer, in words; "" when there is one."""
    if posted.problem or posted.status == 200:
        return posted.problem
    if 300 <= posted.status < 400:
        return f"it redirects ({posted.status}), which is not followed"
    return STATUSES.get(posted.status, f"it answered {posted.status}")


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the home's turn to ask the model: a second press must not cost twice.

    Raises:
        ActionRefusedError: another draft is being made.
    """
    with (home / "drafting.lock").open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ActionRefusedError("another draft is being made: try again in a minute") from None
        yield
