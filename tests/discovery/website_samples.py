"""Announcements of websites in the shapes of this field, and the address each of them announces.

"[words](address)" is a link in the text and "{words}(address)" a button beside it, which reading a page
leaves out of the text. Hosts below example.org stand for domains of their own.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    label: str
    title: str
    text: str
    site: str | None = None


H = "https://harbour.example.org/"
LAUNCHED = (
    Sample(
        "own words",
        "Care leavers get more help",
        f"We are proud of [our new website]({H}) today.",
        H,
    ),
    Sample(
        "apposition after a comma",
        "A place for young carers",
        f"The charity has launched a new website, [Harbour]({H}), setting out a five-year plan for services.",
        H,
    ),
    Sample(
        "called",
        "Help for kinship families",
        f"Today sees the launch of an online hub called [Kinship Compass]({H}) for carers in Wales.",
        H,
    ),
    Sample(
        "for whom, then the name",
        "News from the team",
        f"We’ve launched a brand-new website for children in care and their carers: [Harbour]({H}).",
        H,
    ),
    Sample(
        "the bare address",
        "Support for schools",
        "A dedicated website has gone live at [www.harbour.example.org](https://www.harbour.example.org/).",
        "https://www.harbour.example.org/",
    ),
    Sample(
        "the named website",
        "Plan published",
        "The new [Plan 24-30](https://plan2430.example.org) website brings every action together.",
        "https://plan2430.example.org",
    ),
    Sample(
        "a plan launched, a button beside",
        "Plan 24-30 is a dynamic plan of action",
        "Plan 24-30 has been launched today. It sets out what has to change by 2030.\n\n"
        "{Visit the website}(https://www.plan2430.example.org/)",
        "https://www.plan2430.example.org/",
    ),
    Sample(
        "title and button",
        "New website for young witnesses goes live",
        "Going to court is hard for children. The site explains each step in plain words.\n\n"
        f"{{Visit the website}}({H})",
        H,
    ),
    Sample(
        "invited by the next sentence",
        "Better information for parents",
        "The partnership has launched a new information portal for parents of disabled children. "
        f"[Visit the portal]({H}) to see what is on offer near you.",
        H,
    ),
    Sample(
        "the address in the next sentence",
        "Better information for parents",
        "A new website for parents of premature babies was launched this week. "
        "You can explore it at [harbour.example.org](https://harbour.example.org).",
        "https://harbour.example.org",
    ),
    Sample(
        "here",
        "Evidence for practice",
        f"Our digital library is now live and can be found [here]({H}).",
        H,
    ),
    Sample(
        "object of the launch",
        "A new start",
        f"Last night ministers launched [Every Child Counts]({H}), a promise to children in temporary homes.",
        H,
    ),
    Sample(
        "passive",
        "A new start",
        f"[Safer Together]({H}) was launched today by four safeguarding partnerships.",
        H,
    ),
    Sample(
        "goes live",
        "A new start",
        f"[Harbour]({H}) goes live on Monday after two years of work.",
        H,
    ),
    Sample("is now live", "A new start", f"We are delighted that [Harbour]({H}) is now live!", H),
    Sample(
        "name, a new website",
        "Voices of siblings",
        f"[Sibling Stories]({H}), a new website made with brothers and sisters, collects 40 accounts.",
        H,
    ),
    Sample(
        "name is our new hub",
        "Voices of siblings",
        f"[Sibling Stories]({H}) is our new online hub for brothers and sisters in care.",
        H,
    ),
    Sample(
        "unveils",
        "Charity unveils microsite on baby loss",
        f"The charity unveiled a microsite, [Remembered]({H}), for families.",
        H,
    ),
    Sample(
        "launch of",
        "Youth justice",
        f"The board marked the launch of [Fresh Pages]({H}) with young people who helped to build it.",
        H,
    ),
    Sample(
        "publisher linked too",
        "Youth work",
        "[Harlow Youth Trust](https://harlow.example.org/) has launched a new website, "
        f"[Fresh Pages]({H}), for youth workers.",
        H,
    ),
    Sample(
        "designer linked too",
        "Youth work",
        f"We have launched a new website, [Fresh Pages]({H}). It was designed by "
        "[Blue Studio](https://blue.example.org/) with young people.",
        H,
    ),
    Sample(
        "partners linked too",
        "Youth work",
        f"A new online portal, [Fresh Pages]({H}), was built with [Coastal](https://coast.example.org/) and "
        "[Hill View](https://hill.example.org/).",
        H,
    ),
    Sample(
        "a shallow landing",
        "Welsh language support",
        "The commissioner has a new website, [Llais](https://llais.example.org/en/home), in two languages.",
        "https://llais.example.org/en/home",
    ),
    Sample(
        "visit the new website",
        "Foster carers",
        f"Recruitment has become regional.\n\n{{Visit the new website}}({H})",
        H,
    ),
    Sample(
        "resource hub",
        "Trauma-informed schools",
        f"The team has created a free online resource hub for teachers: [Calm Classrooms]({H})",
        H,
    ),
    Sample(
        "introducing",
        "Introducing Harbour: a new digital platform for social workers",
        f"Read why we made it and [take a look]({H}).",
        H,
    ),
    Sample(
        "quoted name",
        "Online safety",
        f"Police Scotland has launched a new website called ‘[Think Twice]({H})’ for teenagers.",
        H,
    ),
    Sample(
        "in brackets",
        "Online safety",
        f"Teachers can use a dedicated website ([harbour.example.org]({H})) from September.",
        H,
    ),
    Sample(
        "a council's project below its domain",
        "Family hubs",
        "The council launched a new website, [Families First](https://families.leeds.gov.uk/), for parents.",
        "https://families.leeds.gov.uk/",
    ),
    Sample(
        "name in the title, its button below",
        "Harbour website launched for survivors of abuse",
        f"Survivors asked for one place to turn to.\n\n{{Go to Harbour}}({H})",
        H,
    ),
    Sample(
        "an observatory",
        "Data on child poverty",
        f"Researchers have launched an interactive data dashboard, [Poverty Watch]({H}), for every ward.",
        H,
    ),
    Sample(
        "site at, with a partner before",
        "Bereavement",
        "Together with [Hill View](https://hill.example.org/) we have launched a new website at "
        "[harbour.example.org](https://harbour.example.org/).",
        "https://harbour.example.org/",
    ),
)
