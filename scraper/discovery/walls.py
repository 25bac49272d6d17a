"""Is this the page, or something put in front of it? Challenges, logins, consent walls, soft 404s."""

import re

from scraper.discovery.markup import Node, lines, text_of

#: Pages with more words than this are no walls, whatever their title.
MOST_WORDS = 350
#: How many times as long a page may be and still be a wall when it shows nothing of what was expected.
LONGER_WHEN_DOUBTED = 4

_TITLES = (
    (
        "A challenge page stands in front of the page",
        re.compile(
            r"^(?:just a moment|attention required|checking your browser|verify(?:ing)? (?:that )?you are"
            r"|are you (?:a )?(?:human|robot)|security check|ddos|one more step|please wait|robot check"
            r"|pardon our interruption|human verification|access (?:to this page has been )?denied"
            r"|access is denied|403|forbidden|error 403|request (?:rejected|blocked|unsuccessful)|blocked)",
            re.I,
        ),
    ),
    (
        "The server answers with an error page",
        re.compile(
            r"^(?:5\d\d\b|error 5\d\d|service (?:temporarily )?unavailable|bad gateway|internal server error"
            r"|under maintenance|(?:site )?(?:down for )?maintenance|we'll be back|temporarily unavailable"
            r"|database error|account suspended|domain (?:for sale|parked)|too many requests|429)",
            re.I,
        ),
    ),
    (
        "A login page stands in front of the page",
        re.compile(
            r"^(?:log ?in|sign ?in|please (?:log|sign) ?in|register now|subscribe to continue)\b", re.I
        ),
    ),
)
_NOT_FOUND = re.compile(
    r"^(?:(?:error )?404\b|not found\b|page (?:was )?not found"
    r"|(?:sorry,? )?(?:the|this|that) page (?:you |can(?:not|['’]t)|could(?: not|n['’]t)|does(?: not|n['’]t)"
    r"|has been removed|is no longer|isn['’]t|not found)"
    r"|(?:sorry,? )?we (?:can(?:not|['’]t)|could(?: not|n['’]t)) find|oops|nothing (?:was )?found)",
    re.I,
)
_CHALLENGE = re.compile(
    r"cf-browser-verification|cf-chl|challenge-platform|_incapsula_|captcha"
    r"|enable javascript and cookies to continue|checking if the site connection is secure|unusual traffic",
    re.I,
)
_CONSENT = re.compile(r"\bcookies?\b|\bconsent\b|\bprivacy\b|\baccept all\b|\breject all\b", re.I)
_LOGIN = re.compile(
    r"\b(?:log ?in|sign ?in|register now)\b.{0,80}\b(?:to continue|to read|continue reading)", re.I | re.S
)


def wall(tree: Node, body: bytes, *, doubted: bool = False) -> str:
    """What stands in place of the page, in words for an editor; "" when it looks like the page itself.

    Args:
        tree: the whole page, furniture included.
        body: the bytes it came in: challenges show in their scripts.
        doubted: the page shows nothing that was expected of it: it may be longer and still be a wall.
    """
    longer = LONGER_WHEN_DOUBTED if doubted else 1
    titles = [text_of(node) for name in ("title", "h1") for node in list(tree.iter(name))[:2]]
    titles = [title for title in titles if title]
    shown = " – ".join(dict.fromkeys(titles))[:120]
    # A soft 404 often shows the newest publications below: its length says nothing.
    if any(_NOT_FOUND.match(title) for title in titles):
        return f"The page says that it was not found: “{shown}”"
    text = "\n".join(lines(tree))
    words = len(text.split())
    if words > MOST_WORDS * longer:
        return ""
    for reason, pattern in _TITLES:
        if any(pattern.match(title) for title in titles):
            return f"{reason}: “{shown}”"
    return _wall_by_text(tree, text, body, longer)


def _wall_by_text(tree: Node, text: str, body: bytes, longer: int) -> str:
    words = len(text.split())
    if words < 150 * longer and _CHALLENGE.search(body[:100_000].decode("latin-1")):
        return "A challenge page stands in front of the page"
    if _LOGIN.search(text) or (words < 150 * longer and tree.xpath("boolean(.//input[@type='password'])")):
        return "A login page stands in front of the page"
    if words < 250 * longer and _asks_consent(text, words):
        return "A cookie or consent notice stands in front of the page"
    return ""


def _asks_consent(text: str, words: int) -> bool:
    """Whether a page speaks of cookies and privacy again and again, and of nothing else.

    Many pages begin with such a question, but hold their content below it.
    """
    if len(_CONSENT.findall(text)) < max(3, words // 25):
        return False
    asking = sum(len(line.split()) for line in text.splitlines() if _CONSENT.search(line))
    return asking * 2 >= words
