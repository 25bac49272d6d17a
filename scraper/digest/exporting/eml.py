"""A message ready to be sent: plain text and HTML, both from the model, opened as a draft by mail programmes.

The bytes are the same whenever it is made: what identifies it comes from the issue, and it has no date, which
the sender's programme puts on when it is sent.
"""

from email.message import EmailMessage
from email.policy import SMTP

from scraper.digest.characters import NBSP, tidy
from scraper.digest.exporting import html, text
from scraper.digest.exporting.naming import lasting_id, title_of
from scraper.digest.model import Issue

#: Lines of a mail are no longer (RFC 5322, section 2.1.1); longer ones are folded as quoted-printable.
_POLICY = SMTP.clone(max_line_length=78)


def render(issue: Issue) -> bytes:
    """A multipart/alternative message with CRLF line ends."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = tidy(title_of(issue))
    message["X-Unsent"] = "1"
    message["Message-ID"] = f"<{lasting_id(issue)}@gleaner.invalid>"
    message.set_content(plain_part(issue), cte="quoted-printable")
    message.add_alternative(html.render(issue).decode(), subtype="html", cte="quoted-printable")
    message.set_boundary(f"=_{lasting_id(issue, 'boundary').hex}")
    return message.as_bytes()


def plain_part(issue: Issue) -> str:
    """The clean text with ordinary spaces, under the issue's title."""
    body = text.render(issue).decode().replace(NBSP, " ")
    title = tidy(title_of(issue))
    return f"{title}\n{'=' * len(title)}\n\n{body}"
