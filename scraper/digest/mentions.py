"""What an issue ran, as it is recalled and found later.

A row for each link and for each title a summary names, and the words of each entry.
"""

from collections.abc import Iterator

from sqlalchemy import delete
from sqlalchemy.orm import Session

from scraper.digest.interchange import entry_from_json
from scraper.digest.past import words_kept
from scraper.identity.memory import named_titles, title_key
from scraper.identity.urls import url_key
from scraper.storage.desk_models import Issue, IssueEntry
from scraper.storage.identity_models import Mention


def keep_mentions(session: Session, issue: Issue) -> None:
    """Bring the mentions of an issue, and the words it is found by, in step with its entries."""
    session.flush()
    session.execute(delete(Mention).where(Mention.issue_entry_id.in_([each.id for each in issue.entries])))
    for entry in issue.entries:
        session.add_all(mentions_of(entry))
        entry.words = words_kept(entry_from_json(entry.content))
    session.flush()


def mentions_of(row: IssueEntry) -> Iterator[Mention]:
    """The links of an entry, and the titles that its summary sets in quotation marks."""
    entry = entry_from_json(row.content)
    linked = [(link.title, url_key(link.url) if link.url else None) for link in entry.links]
    named = [(title, None) for title in named_titles(" ".join(entry.summary))]
    for title, key in [*linked, *named]:
        yield Mention(issue_entry_id=row.id, key=key, title=title, title_key=title_key(title))
