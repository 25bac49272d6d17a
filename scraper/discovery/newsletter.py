"""What does a newsletter tell of? Messages of a mailbox, one entry for each story they link."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scraper.items import ChannelRules, Document, Reading
from scraper.outcomes import Outcome


def read(document: Document, rules: ChannelRules, memory: Mapping[str, Any], now: datetime) -> Reading:  # noqa: ARG001
    """Read the messages of a mailbox."""
    return Reading(Outcome.FAILED, detail="Newsletters cannot be read yet", memory=dict(memory))
