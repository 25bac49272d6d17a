"""The words by which publications announce websites."""

import re
from typing import Final

#: Words that may not stand between a launch and what is launched: "launched a guide on its website".
_APART = (
    r"(?:on|with|by|via|at|through|from|for|about|to|into|in|of|and|has|have|had|is|are|was|were|which|who|that"
    r"|launch\w*|unveil\w*)\b"
)
_BETWEEN = rf"(?:\W+(?!{_APART})[\w’'&-]+){{0,5}}?\W+"
_ONLINE = (
    r"(?:online|digital|web(?:[- ]based)?|virtual|interactive)(?:\W+(?:and\W+)?\w+){0,2}?\W+"
    r"(?:hub|platform|library|space|service|resource|tool|toolkit|centre|site|directory|community|archive"
    r"|dashboard|observatory|map|bank|home|gateway|exchange|portal|atlas)s?"
)
_COLLECTED = (
    r"(?:resources?|information|info|knowledge|evidence|data|advice|learning|training|research|practice)\W+"
    r"(?:hub|platform|portal|library|gateway|site|bank|directory|dashboard|exchange|archive|observatory)s?"
)
#: What is certainly a website, and what may be one or a place with a door.
_SURE_SITE = rf"(?:(?:web|micro|mini)[- ]?sites?|(?:web[- ]?)?portals?|{_ONLINE}|{_COLLECTED})\b"
_ANY_SITE = rf"(?:{_SURE_SITE}|(?:hub|platform|site|gateway|directory|dashboard|one[- ]stop[- ]shop)\b)"
_LAUNCH = (
    r"(?<![\w-])(?:launch(?:ed|es|ing)?(?:\W+of)?|unveil(?:ed|s|ing)?|introduc(?:ed|es|ing)|creat(?:ed|ing)"
    r"|developed|built|set\W+up)"
)
_NEW = r"(?<![\w-])(?:brand[- ]new|new(?:ly[- ]launched)?|dedicated|first[- ]ever)"
_LIVE = r"(?:(?:goes|go|going|gone|went|now)\W+live|(?:is|are)\W+(?:now\W+)?live|live\W+now)\b"
_BEEN = r"(?:(?:is|are|was|has|have|been|being|be|will|now|today|officially|just|finally)\W+)*"
_STARTED = rf"(?:{_LIVE}|launch(?:ed|es|ing)\b)"

SITE: Final = re.compile(rf"\b{_ANY_SITE}", re.I)
#: A sentence or title in which a website is launched, new or live.
ANNOUNCES: Final = re.compile(
    rf"{_LAUNCH}{_BETWEEN}{_SURE_SITE}|{_NEW}{_BETWEEN}{_SURE_SITE}"
    rf"|\b{_SURE_SITE}(?:\W+(?!{_APART})[\w’'-]+){{0,5}}?\W+{_BEEN}{_STARTED}"
    rf"|(?<![\w-])(?:launch(?:ed|es|ing)?(?:\W+of)?|unveil(?:ed|s|ing)?){_BETWEEN}{_ANY_SITE}"
    rf"|\b{_ANY_SITE}\W+{_BEEN}{_LIVE}",
    re.I,
)
#: Without one of these nothing is announced.
STIRS: Final = re.compile(
    r"launch|unveil|introduc|\blive\b|\bnew\b|\bnewly\b|\bdedicated\b|\bfirst-ever\b|\bbrand-new\b"
    r"|\b(?:creat(?:ed|ing)|developed|built|set\W+up)\b",
    re.I,
)
#: The publisher's own redesign is announced in these words too; they say nothing of another site.
OWN_SITE: Final = re.compile(
    r"\b(?:our|its|their|his|her)\W+(?:brand\W+)?(?:new|dedicated)\W+(?:look\W+)?(?:web[- ]?)?site", re.I
)
#: Places with a door, launches of long ago, what others reported, and what is asked of the reader.
NOT_A_LAUNCH: Final = re.compile(
    r"\b(?:first|originally|since\W+\w+\W+(?:was\W+)?)\W*launch\w*|\blaunch\w*\W+(?:back\W+)?in\W+(?:19|20)\d\d\b"
    r"|\blaunch\w*\b[^.]{0,80}\bin\W+(?:1\d\d\d|200\d)\b"
    r"|\byears?\W+ago\b|\blast\W+year\b|\bsince\W+(?:its|the)\W+launch\b"
    r"|\b(?:as\W+)?reported\W+(?:by|in)\b|\baccording\W+to\b|\bwriting\W+(?:in|for)\b"
    r"|\bpetition\b|\bsign\W+(?:the|our|this|up)\b|\bvacanc(?:y|ies)\b|\bapply\W+(?:now|by)\b|\btickets?\b"
    r"|\bbook\W+(?:your|a)\b|\bopen(?:s|ed|ing)?\W+(?:its|the|their|our)?\W*doors\b|\bin[- ]person\b"
    r"|\bdrop[- ]in\b|\bface[- ]to[- ]face\b|\b(?:opened|located|based)\W+(?:in|at|on)\b|\bbuildings?\b",
    re.I,
)
#: Other bodies' sites a reader is sent to, beside those of a launch.
SENT_ELSEWHERE: Final = re.compile(
    r"\bfor\W+(?:\w+\W+)?(?:help|support|advice)\b|\b(?:help|support|advice)\W+(?:is|can\W+be)\b|\bhelplines?\b"
    r"|\bdesigned\W+(?:and\W+\w+\W+)?by\b|\bbuilt\W+by\b|\bfunded\b|\bagency\b|\bif\W+you\W+(?:are|need|have)\b"
    r"|\bcall\b|\bcontact\b",
    re.I,
)
INVITES: Final = re.compile(
    r"\b(?:visit|explore|find|see|discover|browse|head\W+(?:over\W+)?to|go\W+to|check\W+(?:it\W+)?out|access"
    r"|take\W+a\W+look|look\W+around|available\W+at|read\W+more|view)\b",
    re.I,
)
#: Words of a link that name no site.
GENERIC: Final = re.compile(
    r"(?:(?:click|available|by clicking)\W+)?(?:here|this link|the link)"
    r"|(?:please\W+)?(?:visit|explore|see|view|browse|discover|access|go to|check out"
    r"|take a look(?: at| around)?)"
    r"(?:\W+(?:it|the|our|its|this|new|here|now|out|web|site|website|microsite|web site|hub|portal|platform"
    r"|resource|online|more))*"
    r"|(?:find out|learn|read|discover|see)\W+more(?:\W+here)?"
    r"|(?:the\W+|our\W+)?(?:new\W+)?(?:web\W?)?(?:site|page)"
    r"|(?:the\W+)?(?:hub|portal|platform|website|microsite)(?:\W+here)?|link",
    re.I,
)
_INVITATION = (
    r"^(?:please\W+)?(?:(?:visit|explore|see|view|browse|discover|access|go\W+to|check\W+out)\W+"
    r"|(?:find\W+out|learn|read|discover|see)\W+more\W+(?:about|at|on)\W+)?"
    r"(?:(?:the|our|its|their|a|an|this|brand|new|dedicated)\W+)*"
)
#: What stands around the name in the words of a link: "Visit the new Harbour website".
AROUND_NAME: Final = re.compile(
    rf"{_INVITATION}(?P<name>.*?)(?:\W+(?:(?:web|micro|mini)[- ]?site|site|web[- ]?page)s?)?(?:\W+here)?\W*$",
    re.I,
)
#: A sentence is no name.
SAYS: Final = re.compile(r"\s(?:is|are|was|were|has|have|will|goes|can|launch\w*)\b")
ADDRESS: Final = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.I)
#: Links of these words lead to a document, an act or a body.
DOCUMENTS: Final = re.compile(
    r"\b(?:surveys?|reports?|petitions?|newsletters?|podcasts?|appeals?|consultations?|research|stud(?:y|ies)"
    r"|strateg(?:y|ies)|inquir(?:y|ies)|enquir(?:y|ies)|videos?|films?|apps?|books?|events?|conferences?|webinars?"
    r"|letters?|guides?|guidance|toolkits?|courses?|training|press|blogs?|articles?|papers?|download|sign|donate"
    r"|register|apply|book|vote|funds?|awards?|reviews?|bill|manifesto|findings|statistics|team|here\W+are)\b",
    re.I,
)
BODIES: Final = re.compile(
    r"\b(?:council|university|trust|foundation|ltd|limited|association|institute|college|department|ministry"
    r"|commission(?:er)?|society|charity|nhs|police|partnership|federation|fund|government|school|academy|agency"
    r"|union|board|group|network|consultancy|studio|cic)\b",
    re.I,
)
#: Before a link: somebody launches something with, by, for the linked one.
ATTRIBUTES: Final = re.compile(
    r"\b(?:by|with|from|for|alongside|via|through|to|like|as|and|on|including|between|thanks|of|at|than)\W+"
    r"(?:(?:the|our|its|their|a|an|partners?|charity|organisation|organisations|friends|colleagues|team|people|us"
    r"|at|new|agency|designers|of|fellow|national|local|youth|children’s|children's)\W+)*[“‘\"'(]*$",
    re.I,
)
#: Between the word for the site and the link: partners come in ("with Coram and …").
PARTNERS: Final = re.compile(
    r"\b(?:with|by|alongside|from|and)\s+(?:the\s+|our\s+|partners?\s+|charity\s+)*[A-Z]|\b(?:funded|supported"
    r"|partners|partnership|thanks|including|such as|together|collaborat\w+|designed|built by|developed by)\b"
)
#: After a link: the linked one acts, so it is the publisher of what is launched and not the site.
ACTS: Final = re.compile(
    r"^[’']?s?\W*(?:,[^,.]{0,80},\W*)?(?:(?:and|has|have|had|is|are|will|also|today|now|just|recently|jointly|both)"
    r"\W+)*(?!been\b|live\b)(?:launch|unveil|publish|creat|develop|introduc|built|design|announc|said|says|releas"
    r"|call|welcom|found|produc|explain|tell|told)\w*",
    re.I,
)
_OBJECT = r"(?<![\w-])(?:launch(?:ed|es|ing)?(?:\W+of)?|unveil(?:ed|s|ing)?|introduc(?:ed|es|ing))"
#: Before a link: it is what is launched.
LAUNCHED: Final = re.compile(
    rf"{_OBJECT}\W+(?:(?:the|our|its|their|a|an|this|new|brand|today|officially)\W+)*[“‘\"'(]*$", re.I
)
#: After a link: it is launched, it launches today, it is live.
STARTS: Final = re.compile(
    rf"^[”’\"')]*\W*(?:(?:web|micro)?site\W+|hub\W+|portal\W+|platform\W+)?{_BEEN}{_STARTED}"
    r"(?=\W*$|\s*[.,;:!?–—)]|\s+(?:today|tomorrow|yesterday|this|next|on|in|at|to|as|following|after|by|across"
    r"|nationally|officially)\b)",
    re.I,
)
#: A link that names whose something else it is: "launched Coram's report".
POSSESSIVE: Final = re.compile(r"^[’']s\b")
#: After the word for the site: its name follows ("a new website for carers called …").
NAMED_NEXT: Final = re.compile(
    r"\A(?:(?=\W)[^.;]{0,160}?)?(?:[,:–—(-]|\b(?:called|named|titled|known as|at|is|via))\W*"
    r"(?:(?:the|called|named|at|is|visit|via|see|accessed)\W+)*[“‘\"'(]*\Z|\A[^\w.;!?]*\Z",
    re.I,
)
#: After a link: it is a new website.
IS_SITE: Final = re.compile(
    rf"^[”’\"')]*\s*(?:[,–—:(-]|\bis\b|\bare\b)\W*(?:\W*(?!{_APART})[\w’'&-]+){{0,7}}?\W+{_ANY_SITE}", re.I
)
SITE_NEXT: Final = re.compile(rf"^[”’\"')]*\s+(?:\w+\s+)?{_ANY_SITE}", re.I)
