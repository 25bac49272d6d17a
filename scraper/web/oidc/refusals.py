"""Why a sign-in through the service came to nothing, and what the person is told."""

from enum import StrEnum


class Refusal(StrEnum):
    """One word for each, as the log of the desk keeps it."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    UNTRUSTED = "untrusted"
    LOST = "lost"
    DENIED = "denied"
    UNCONFIRMED = "unconfirmed-address"
    OTHER_DOMAIN = "other-domain"
    NO_ACCOUNT = "no-account"
    CLOSED = "closed"
    TIED = "tied-to-another"


#: One sentence each; {service} is what people call the service.
WORDS: dict[str, str] = {
    Refusal.UNREACHABLE: "{service} does not answer as it should: try again in a few minutes.",
    Refusal.BUSY: "Too many people are signing in just now: try again in a minute.",
    Refusal.UNTRUSTED: (
        "What {service} said of you could not be trusted, so you are not signed in: "
        "tell whoever runs this desk."
    ),
    Refusal.LOST: (
        "This sign-in was begun in another browser, more than ten minutes ago, or used already: "
        "begin it again."
    ),
    Refusal.DENIED: "{service} did not let you in.",
    Refusal.UNCONFIRMED: (
        "{service} did not confirm your e-mail address, so nobody here can know who you are: "
        "ask an administrator of this desk."
    ),
    Refusal.OTHER_DOMAIN: "Your e-mail address at {service} is none of those that may sign in here.",
    Refusal.NO_ACCOUNT: (
        "There is no account for your e-mail address here: ask an administrator of this desk."
    ),
    Refusal.CLOSED: "Your account here is closed: ask an administrator of this desk.",
    Refusal.TIED: (
        "Your e-mail address belongs to an account that somebody else signs in to: "
        "ask an administrator of this desk to untie it."
    ),
}
