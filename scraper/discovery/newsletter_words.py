"""Which words belong to a newsletter's frame? English and Welsh, as charities and public bodies write."""

import re

from scraper.discovery.titles import is_generic, leads_on

_THING = r"(?:e-?mails?|newsletters?|bulletins?|messages?|updates?|mailings?|e-?news)"
_SETTINGS = (
    r"(?:e-?mail |mailing |contact |communication |subscriber )*"
    r"(?:preferences?|subscriptions?|details|profile|settings|options)"
)
_PLACES = (
    r"facebook|twitter|x|linked ?in|instagram|you ?tube|bluesky|threads|tik ?tok|whats ?app|mastodon"
    r"|flickr|pinterest"
    r"|vimeo|spotify|apple podcasts|rss"
)
#: A link's words that have nothing to do with a story.
_FRAME_WORDS = re.compile(
    r"^\W*(?:"
    r"(?:click here to )?un-?subscribe\b.*|opt[- ]?out\b.*|stop (?:receiving|these)\b.*|safe ?unsubscribe.*"
    rf"|(?:manage|update|change|edit|review|set|choose)(?: (?:your|my|the))? {_SETTINGS}.*|{_SETTINGS}"
    r"|(?:subscription|preference) cent(?:re|er)|subscriber (?:help|services?|preferences)"
    rf"|(?:view|read|see|open|having trouble)\b.{{0,40}}\b(?:in (?:your |a |the )?(?:web )?browser|online"
    rf"|as a web ?page"
    r"|on the web|web version)\W*"
    rf"|(?:online|web|browser|plain[- ]text) version|view(?: this)? {_THING}|web ?version|view online"
    r"|forward (?:this|to)\b.*|send to a friend|share(?: (?:this|on|via|to)\b.*)?|tweet(?: this)?"
    r"|like(?: us)?(?: on .*)?"
    rf"|(?:follow|find|join|connect with|visit|like)?(?: us)?(?: on)? ?(?:{_PLACES})(?: (?:page|channel"
    rf"|icon|logo))?"
    r"|follow us.*|privacy\b.{0,30}|cookies?\b.{0,20}|terms(?: (?:and|&|of) (?:conditions|use|service))?"
    r"|disclaimer|legal notice"
    r"|accessibility\b.{0,20}"
    r"|contact(?: us)?|get in touch|e-?mail us|call us|help|questions|donate\b(?! to\b).*|make a donation"
    r"|give (?:now|today)"
    r"|support (?:us|our work)|fundrais(?:e|ing)(?: for us)?|become an? [\w ]{3,20}"
    r"|join (?:us|now|today)"
    r"|subscribe\b.*|sign[- ]?up\b.*|join (?:our|the) mailing list|register(?: (?:now|here|today"
    r"|your (?:place|interest)))?"
    r"|book (?:now|here|tickets?|(?:a|your) (?:place|ticket|space|spot))|apply(?: now| here)?|log ?in"
    r"|sign ?in"
    r"|(?:visit |go to )?(?:our|the) (?:web ?site|home ?page)|(?:visit )?(?:web ?site|home ?page)|home"
    r"|(?:please )?confirm\b.*|verify\b.*|yes,? subscribe.*|add us to your address book|report (?:spam|abuse)"
    r"|why did i get this.*|powered by\b.*|(?:email marketing|sent) (?:powered )?(?:by|with)\b.*"
    r"|mailchimp.*|.*\blogo"
    r"|back to (?:the )?(?:top|contents)|in this (?:issue|edition)|previous (?:issues|editions|newsletters)"
    r"|past (?:issues|editions|newsletters)|archive|yes|no|maybe|\+?[\d() ]{6,}|\S+@\S+"
    # Welsh
    r"|dad-?danysgrifi\w*.*|(?:gweld|darllen)\w*\b.{0,40}\b(?:porwr|ar-lein)\b.*|(?:diweddar|newid"
    r"|rheol)\w*\b.*dewis\w*.*"
    r"|tanysgrif\w*.*|dilynwch ni.*|(?:hysbysiad |polisi )?preifatrwydd.*|cysyllt\w*(?: â ni| â'r tîm)?"
    r"|cyfrann\w*|rhoddi|hafan"
    r")\W*$",
    re.I,
)
#: A line that is the frame's whatever it links: why one gets this, where one may leave.
_FRAME_LINE = re.compile(
    r"\bun-?subscrib|\bopt(?:ing)?[- ]out of (?:these|this|our|all|receiving)|\bstop receiving\b"
    r"|\bno longer (?:wish|want|like) to (?:receive|hear)\b|\byou(?:['’]re| are) receiving (?:this|it"
    r"|these)\b"
    r"|\byou(?:['’]ve| have)? (?:(?:been )?(?:subscribed|signed up|opted in)|received this)\b"
    rf"|\bthis (?:e-?mail|message|newsletter|bulletin)(?: (?:was|has been|is))? (?:sent|intended|delivered)\b"
    rf"|\b(?:manage|update|change|edit) (?:your|my|the) {_SETTINGS}\b|\bview (?:this"
    rf"|it)\b.{{0,30}}\bbrowser\b"
    rf"|\bread this {_THING} online\b|\b(?:change|choose|update) (?:which|what|how)\b.{{0,20}}"
    r"\b(?:e-?mails?|hear|receive)\b|\bno images\?|\bcan(?:no|['’])t (?:see|read|view) (?:this|the|any)\b"
    rf"|\bthis (?:service|{_THING}) is provided\b"
    r"|\btrouble (?:viewing|reading)\b|\bforward(?:ed)? (?:this (?:e-?mail|message|newsletter)|to a friend)\b"
    r"|\bto your address book\b|\bregistered (?:charity|company)(?: in [\w ]{3,30})?[ :,(]*(?:no|number"
    r"|sc)?\W*\d"
    r"|\ball rights reserved\b|\bmailing address\b|\bour address is\b|^\W*(?:©|copyright)"
    r"|\b(?:did you find|was|were) this (?:e-?mail|newsletter|bulletin|page) (?:useful|helpful|interesting)\b"
    r"|\bhow (?:useful|helpful) was this\b|\bnot displaying (?:correctly|properly)\b|\bdad-?danysgrif",
    re.I,
)
_MORE = re.compile(r"^\W*(?:read|see|view|show|explore) more(?: here)?\W*$", re.I)
_CALL = re.compile(
    r"^\W*(?:(?:click|tap)(?: here)?(?: to| for)?|read|find out|learn|download|see|view|watch|listen|visit"
    r"|explore|discover"
    r"|get|access|check|browse|take a look|go to|full|more|darllen\w*|lawrlwyth\w*|gweld|gwyli\w*|mwy"
    r"|rhagor|dysg\w*|cliciwch)\b",
    re.I,
)
_WELSH_GENERIC = re.compile(
    r"^\W*(?:darllen(?:wch)?(?: (?:mwy|rhagor|ymlaen|yr? \w+|y stori|yn llawn)){0,3}|(?:mwy"
    r"|rhagor) o (?:wybodaeth|fanylion)"
    r"|rhagor|mwy|cliciwch yma|yma|dysg(?:u|wch) (?:mwy|fwy|rhagor)|gweld (?:mwy|rhagor)"
    r"|lawrlwyth(?:o|wch)(?: \w+){0,3})\W*$",
    re.I,
)
_GENERIC_HERE = re.compile(
    r"^\W*(?:click (?:here|this link|the link|below)\b.{0,40}|(?:this|the) link|link|(?:read|find out|see"
    r"|learn) (?:it|them|more)?"
    r" ?(?:and \w+ )?(?:in full|here|online)?|more (?:info(?:rmation)?|details?)(?: (?:is"
    r"|are) (?:available )?here)?"
    r"|(?:full )?(?:details|story|report|statement|response|publication)s?(?: here)?"
    r"|(?:read|see|view|download|find out more about|more about)(?: (?:the|our|this|their|full|more|about"
    r"|latest|whole|new))*"
    r" (?:report|reports|statement|blog(?: post)?|response|guidance|research|summary|article|briefing"
    r"|story|publication|findings"
    r"|letter|consultation|strategy|plan|paper|toolkit|resources?|news story|press release|guide"
    r"|evaluation|review|survey)"
    r"|(?:now )?(?:available|download|read|see|view|access)(?: (?:it|online|now))* here"
    r"|(?:link to )?(?:the )?full[- ]text.{0,20}"
    r"|abstract|briefing (?:paper|note)|terms of reference|executive summary|slides|recording|(?:https?://"
    r"|www\.)\S+)\W*$",
    re.I,
)
#: Headings over a part of the newsletter rather than over one story.
_SECTION = re.compile(
    r"^\W*(?:welcome\b.*|hello\b.*|hi\b.*|dear\b.*|in this (?:issue|edition|month|week)\b.*|contents"
    r"|highlights?"
    r"|(?:the |our )?(?:latest|recent|other|more|top|in other)?(?: \w+)? ?(?:news|updates?|stories"
    r"|headlines|publications|reports"
    r"|blogs?|articles|resources|events|research|consultations|vacancies|jobs|opportunities|policy|training)"
    r"(?: (?:and|&) \w+)?|this (?:week|month)['’]?s? ?\w*|(?:fwd?|re):.*|.*\b(?:e-?newsletter|newsletter"
    r"|bulletin|e-?news|digest"
    r"|round-?up|cylchlythyr|bwletin)\b.{0,25}|page summary|summary|description|change made"
    r"|time (?:updated|published)|newyddion(?: diweddaraf)?|croeso\b.*|from|sent|to|subject"
    r"|date)\W*$",
    re.I,
)


#: Words of more characters than this are a text, which these patterns are not about.
LONGEST_WORDS = 300
#: How much of a line is searched, in characters.
LONGEST_SEARCHED = 5_000


def is_frame(words: str) -> bool:
    """Whether a link's words say that it belongs to the newsletter's frame: "Unsubscribe", "Donate"."""
    if len(words) > LONGEST_WORDS:
        return False
    return bool(_FRAME_WORDS.match(words)) or (leads_on(words) and not _MORE.match(words))


def is_frame_line(text: str) -> bool:
    """Whether a line tells why one gets the newsletter, how to leave it, or who runs it."""
    return bool(_FRAME_LINE.search(text[:LONGEST_SEARCHED]))


def says_nothing(words: str) -> bool:
    """Whether a link's words could stand under any story: "Read more", "Darllen mwy", a bare address."""
    if len(words) > LONGEST_WORDS:
        return False
    return is_generic(words) or bool(_GENERIC_HERE.match(words) or _WELSH_GENERIC.match(words))


def is_call(words: str) -> bool:
    """Whether a link's words call to do something: "Read the report on kinship care"."""
    return bool(_CALL.match(words[:LONGEST_WORDS]))


def heads_section(text: str) -> bool:
    """Whether a heading stands over a part of the newsletter: "Latest news", "Welcome to our bulletin"."""
    return len(text) <= LONGEST_WORDS and bool(_SECTION.match(text))
