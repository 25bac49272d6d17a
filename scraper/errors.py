"""What the caller cannot carry on from.

GleanerError                 anything we raise on purpose; the command line prints it as one line
├── ConfigError              a setting is unknown or unusable; raised by config
├── DefinitionError          a source definition is refused; raised by sources
├── NotFoundError            a slug, id or file that was asked for is not there; raised by desk, digest, cli
├── ActionRefusedError       an act is not allowed in the present state; raised by desk and digest
│   └── ConflictError        somebody decided otherwise since the editor looked; raised by desk
├── QueryError               a search cannot be understood; raised by desk, names the operator
├── ImportRefusedError       a past issue could not be read; raised by digest.importing, names the line
├── TemplateRefusedError     a house's own template is wrong or unfit; raised by digest.exporting
├── ArchiveError             an archive file cannot be read or written; raised by archive
├── StorageError             the database is missing, newer than this version, or refuses; raised by storage
├── CrawlRefusedError        a crawl may not start (another one runs, the guard is missing); raised by crawl
├── ServeRefusedError        the desk cannot be served (its address is taken); raised by cli
└── SignInRefusedError       a sign-in through the house's service came to nothing; raised by web

Expected outcomes of polls, pages and extraction are values (`scraper.outcomes`), never exceptions.
"""

from datetime import datetime


class GleanerError(Exception):
    """Base of all errors raised on purpose. `str(error)` is one line for a person."""


class ConfigError(GleanerError):
    """A setting is unknown or cannot be used."""


class DefinitionError(GleanerError):
    """A source definition is refused; the message names the file, the key and the reason."""


class NotFoundError(GleanerError):
    """What was asked for does not exist."""


class ActionRefusedError(GleanerError):
    """The act is not allowed in the present state of its object."""


class ConflictError(ActionRefusedError):
    """Somebody decided otherwise since the editor looked.

    Args:
        words: who decided what and when, as one line.
        candidate_id: the candidate.
        status: where it stands now.
        actor, at: who changed it last and when; None when a crawl brought its text up to date.
    """

    def __init__(
        self, words: str, candidate_id: int, status: str, actor: str | None = None, at: datetime | None = None
    ) -> None:
        self.candidate_id, self.status, self.actor, self.at = candidate_id, status, actor, at
        super().__init__(words)


class QueryError(GleanerError):
    """A search, a saved view or a link to a page of the queue cannot be understood."""


class ImportRefusedError(GleanerError):
    """A past issue could not be read.

    Args:
        reason: what is wrong, in words for an editor.
        line: 1-based number of the offending line, when there is one.
        text: that line.
    """

    def __init__(self, reason: str, line: int | None = None, text: str = "") -> None:
        self.reason, self.line, self.text = reason, line, text
        super().__init__(f"line {line}: {reason}: {text!r}" if line else reason)


class TemplateRefusedError(GleanerError):
    """A house's own template is wrong, unfit, or takes too much."""


class ArchiveError(GleanerError):
    """An archive file cannot be read or written."""


class StorageError(GleanerError):
    """The database is missing, of another version, or refuses a write."""


class CrawlRefusedError(GleanerError):
    """A crawl may not start."""


class ServeRefusedError(GleanerError):
    """The desk cannot be served."""


class SignInRefusedError(GleanerError):
    """A sign-in through the house's service came to nothing.

    Args:
        reason: one word for it, a `scraper.web.oidc.refusals.Refusal`.
        detail: what was wrong, for whoever runs the desk; never a token.
        email: the address the service confirmed, "" when it was not that far.
        account_id: the account that was meant, 0 when it was not that far.
    """

    def __init__(self, reason: str, detail: str, *, email: str = "", account_id: int = 0) -> None:
        self.reason, self.email, self.account_id = reason, email, account_id
        super().__init__(detail)
