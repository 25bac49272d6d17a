"""Handing a message to where its recipient is reached. The one place from which messages leave.

Only addresses from the settings are connected to: redirects are not followed, nothing a site wrote decides
where a message goes, and a message holds no attachment.
"""

import logging
import re
import warnings

from scraper.work.message import Message, plain

#: What to do when the library is not there.
MISSING = "messages need Apprise: pip install 'gleaner[alerts]'"

_BETWEEN = re.compile(r"[/:@?&=]+")


def available() -> bool:
    """Whether messages can be sent from this installation."""
    try:
        import apprise  # noqa: F401, PLC0415, TID251 - an extra; this is the place that sends
    except ImportError:
        return False
    return True


def deliver(address: str, message: Message) -> str:
    """Send a message to one address, as Apprise spells addresses.

    Returns "" when it was taken, else what went wrong in words, without what is secret in the address.
    """
    if not available():
        return MISSING
    import apprise  # noqa: PLC0415, TID251 - as above; loading it takes a while

    asset = apprise.AppriseAsset(
        app_id="Gleaner",
        app_desc="Gleaner",
        app_url="",
        async_mode=False,
        http_redirects=False,
        secure_logging=True,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )
    capture = apprise.LogCapture(level=logging.WARNING, fmt="%(message)s")  # type: ignore[no-untyped-call]
    with warnings.catch_warnings(), capture as said:
        warnings.simplefilter("ignore", DeprecationWarning)  # it loads all its services, some by old modules
        target = apprise.Apprise(asset=asset)
        if not target.add(address):
            return "the address is none that Apprise knows"
        taken = target.notify(title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT)
        words = said.getvalue()
    return "" if taken else plain(without_secrets(words, address)) or "it was not taken"


def without_secrets(words: str, address: str) -> str:
    """Words without any part of an address: where passwords and tokens stand differs between services."""
    parts = {part for part in _BETWEEN.split(address.partition("://")[2]) if len(part) > 3}
    for part in sorted(parts, key=len, reverse=True):
        words = words.replace(part, "…")
    return words
