"""Newsletters as tests send them: one message with stories, plain or as HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime


def newsletter(
    number: int,
    stories: Sequence[tuple[str, str]],
    sent: datetime | None = None,
    sender: str = "Example Voice <news@voice.example.org>",
) -> bytes:
    """A newsletter that links these (address, title), with a footer by which one leaves it."""
    message = EmailMessage()
    message["From"], message["To"] = sender, "library@reader.example.org"
    message["Subject"] = f"Newsletter {number}"
    message["Message-ID"] = f"<newsletter-{number}@voice.example.org>"
    message["Date"] = format_datetime(sent or datetime.now(UTC))  # noqa: TID251
    shown = "".join(
        f'<h2><a href="{url}">{title}</a></h2><p>Read what we found and what should change for children.</p>'
        f'<p><a href="{url}">Read more</a></p>'
        for url, title in stories
    )
    footer = '<p><a href="https://voice.example.org/unsubscribe/77">Unsubscribe</a></p>'
    message.set_content("This newsletter has pictures and links.")
    message.add_alternative(f"<html><body><h1>Newsletter</h1>{shown}{footer}</body></html>", subtype="html")
    message.set_boundary(f"=_newsletter_{number}")
    return message.as_bytes()
