"""Which address a publication announces as a new website, if any, on labelled samples."""

import re
from urllib.parse import urlsplit

import pytest

from scraper.discovery.shared_hosts import is_landing
from scraper.discovery.websites import Announcement, Outbound, announced_sites, site_name
from tests.discovery.website_samples import LAUNCHED, H, Sample

OWN = "voice.example.org"
LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)|\{([^}]*)\}\(([^)]*)\)")


def domain(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def find(sample: Sample) -> tuple[Announcement, ...]:
    links = [
        Outbound(url or button_url, words or button, domain(url or button_url))
        for words, url, button, button_url in LINK.findall(sample.text)
    ]
    text = LINK.sub(lambda match: match[1] or "", sample.text)
    fresh = {link.domain for link in links} - {OWN}
    return announced_sites(sample.title, text, links, fresh)


P = "https://partner.example.org/"
NOT_LAUNCHED = (
    Sample(
        "a report with a partner", "New report", f"We launched a report with [Coastal Care]({P}) this week."
    ),
    Sample("a partner acts", "New report", f"[Coastal Care]({P}) has launched its annual report today."),
    Sample(
        "a partner launched a site, only the partner is linked",
        "Sector news",
        f"[Coastal Care]({P}) has launched a new website for carers.",
    ),
    Sample(
        "in partnership",
        "Hub launched",
        f"We have launched a new website in partnership with [Coastal Care]({P}), a charity in Kent.",
    ),
    Sample(
        "by the agency",
        "Our new website is live",
        f"Our new website was designed and built by [Blue Studio]({P}) in Leeds.",
    ),
    Sample(
        "own redesign, help elsewhere",
        "Welcome to our new website",
        f"We have launched our new website. If you need help, [visit the Samaritans website]({P}).",
    ),
    Sample(
        "own redesign, funder",
        "Our new website has launched",
        f"It was made possible by funding. Find out more about the fund at [partner.example.org]({P}).",
    ),
    Sample(
        "as reported in", "Cuts", f"The new website, as reported in [The Evening Post]({P}), closed again."
    ),
    Sample(
        "newsletter relaunched", "Newsletter", f"After the relaunch of our newsletter, [sign up here]({P})."
    ),
    Sample("see a site", "Support", f"For more information visit the [Coastal Care website]({P})."),
    Sample("here, nothing launched", "Statistics", f"The full statistics are available [here]({P})."),
    Sample(
        "new rules on a site",
        "New rules",
        f"New safeguarding rules are published on the [Coastal Care website]({P}).",
    ),
    Sample(
        "a guide on a site",
        "New guide",
        f"We launched a guide on the [Coastal Care]({P}) website for teachers.",
    ),
    Sample("a survey", "Have your say", f"We have launched [a survey]({P}) for parents."),
    Sample(
        "a survey service", "Have your say", "We launched [Big Ask](https://www.surveymonkey.co.uk/r/abc)."
    ),
    Sample("a petition", "Sign now", f"We have launched [a petition]({P}) against the cuts."),
    Sample("a petition service", "Sign", "We have launched [Save Play](https://www.change.org/saveplay)."),
    Sample("a podcast", "Listen", "We have launched [Young Ears](https://open.spotify.com/show/abc)."),
    Sample("a video channel", "Watch", "We launched a new website: [watch](https://www.youtube.com/@voice)."),
    Sample(
        "an app", "App", "We launched [Calm Bear](https://apps.apple.com/gb/app/calm/id1), our new platform."
    ),
    Sample(
        "social media", "Follow", "Our new digital platform is live: [follow us](https://www.tiktok.com/@v)."
    ),
    Sample(
        "donations", "Appeal", "We launched [our appeal](https://www.justgiving.com/campaign/v), a new site."
    ),
    Sample(
        "tickets", "Summit", "We launched a new website for it: [book](https://www.eventbrite.co.uk/e/1)."
    ),
    Sample("a short link", "Site", "Our new online hub is live: [look](https://bit.ly/3abcd)."),
    Sample("a newspaper", "In the press", "[The Guardian](https://www.theguardian.com/) on the launch."),
    Sample(
        "deep in another site",
        "Sector news",
        "[New website for carers](https://partner.example.org/news/2026/new-website) has been launched.",
    ),
    Sample(
        "a file",
        "New website",
        "The new website, [Harbour](https://partner.example.org/harbour.pdf), is explained.",
    ),
    Sample(
        "a government service",
        "New service",
        "A new website, [Report abuse](https://www.gov.uk/report-child-abuse), is live.",
    ),
    Sample(
        "a government's own site",
        "Strategy",
        "The strategy was launched. Visit the new website: [Scottish Government](https://www.gov.scot/).",
    ),
    Sample(
        "a council itself",
        "Hub",
        "A new website was launched: [Leeds City Council](https://www.leeds.gov.uk/) runs it.",
    ),
    Sample(
        "a university itself",
        "Centre",
        "Together with [Stirling](https://www.stir.ac.uk/) we launched a new website.",
    ),
    Sample(
        "launched long ago",
        "Ten years",
        f"Our sister website, [Harbour]({P}), was first launched in 2014 by volunteers.",
    ),
    Sample("launched in a year", "Ten years", f"The website [Harbour]({P}) was launched in 2014."),
    Sample("a place with a door", "Hub", f"We opened our new hub, [The Nest]({P}), in Walsall on Friday."),
    Sample(
        "a building",
        "New hub",
        f"The launch of a new hub in the old library building, [The Nest]({P}), drew crowds.",
    ),
    Sample("a possessive", "Review", f"The team launched [Coastal Care]({P})’s review of play."),
    Sample("a report of a body", "Review", f"Ministers launched the [Coastal Care]({P}) report on play."),
    Sample("a body founded", "Trust", f"Ministers launched the [Harlow Youth Trust]({P})."),
    Sample(
        "several it can mean",
        "New website for witnesses goes live",
        f"Thanks to everybody. {{Visit website}}({P}) {{Website}}(https://other.example.org/)",
    ),
    Sample(
        "one of two links with the same words",
        "Website",
        f"A new website is live [here]({P}). The minutes are [here](https://other.example.org/).",
    ),
    Sample("a job", "Work with us", f"Apply now: [Digital officer]({P}) to launch a new website."),
    Sample("an award", "Awards", f"Our new website won an award from [Web Prize]({P})."),
    Sample(
        "quoted body",
        "Online harms",
        f"A new website is planned. “It helps,” said [Coastal Care]({P}) director Ann Hill.",
    ),
    Sample("a funder", "Portal", f"The new online portal, funded by [Big Fund]({P}), opens in May."),
    Sample(
        "named funders after the site",
        "Portal",
        f"We launched a new website with support from Coastal Care, [Hill View]({P}) and others.",
    ),
    Sample(
        "a platform's feature",
        "Online safety",
        f"Campaigners say the platform should launch safety tools, according to [Net Watch]({P}).",
    ),
    Sample(
        "a policy platform",
        "Election",
        f"Parties launched their platforms. [Hill View]({P}) compared them.",
    ),
    Sample(
        "register for an event",
        "Website launch event",
        f"Join the launch of the new website. [Register here]({P}).",
    ),
    Sample("the own site", "Our site", f"We have launched a new website, [Voice](https://{OWN}/)."),
    Sample("a search on a site", "Data", "The new website: [Look](https://partner.example.org/?s=care)."),
    Sample(
        "in the next sentence somebody else",
        "New website for parents",
        f"We launched a new website for parents. [Coastal Care]({P}) welcomed the news.",
    ),
    Sample(
        "like another site",
        "Website",
        f"The charity launched a new website similar to [Harbour]({P}) in Ireland.",
    ),
    Sample("hearsay", "Cuts", f"[A new website]({P}) is planned, according to the Evening Post."),
    Sample(
        "help elsewhere in the next sentence",
        "Better information",
        f"The council has launched a new website. For help and support visit [partner.example.org]({P}).",
    ),
    Sample(
        "no invitation in the next sentence",
        "Better information",
        f"The council has launched a new website. Its funder is [partner.example.org]({P}).",
    ),
    Sample(
        "no invitation in the next sentence to either",
        "Better information",
        f"The council has launched a new website. Its funders are [partner.example.org]({P}) and"
        " [hill.example.org](https://hill.example.org/).",
    ),
    Sample(
        "help elsewhere further down",
        "New website for parents launched",
        f"The council is pleased.\n\nIf you need help with debts, see [partner.example.org]({P}).",
    ),
)


def ids(samples: tuple[Sample, ...]) -> list[str]:
    return [sample.label for sample in samples]


@pytest.mark.parametrize("sample", LAUNCHED, ids=ids(LAUNCHED))
def test_an_announced_website_is_found_and_nothing_else(sample: Sample) -> None:
    assert [found.url for found in find(sample)] == [sample.site]


@pytest.mark.parametrize("sample", NOT_LAUNCHED, ids=ids(NOT_LAUNCHED))
def test_a_link_that_no_launch_belongs_to_is_left_alone(sample: Sample) -> None:
    assert find(sample) == ()


def test_precision_and_recall_on_the_labelled_samples_are_whole() -> None:
    wanted = {(sample.label, sample.site) for sample in LAUNCHED}
    found = {(sample.label, site.url) for sample in LAUNCHED + NOT_LAUNCHED for site in find(sample)}
    right = len(wanted & found)
    assert (right / len(found), right / len(wanted)) == (1.0, 1.0)


def test_the_sentence_that_announces_comes_with_the_site_and_its_name() -> None:
    (found,) = find(LAUNCHED[1])
    assert found.name == "Harbour"
    assert found.words.startswith("The charity has launched a new website, Harbour, setting out")


def test_two_announced_sites_are_both_found_and_one_linked_twice_once() -> None:
    text = (
        "The trust has launched a new website, [Harbour](https://harbour.example.org/), for parents. It has "
        "also launched an online library, [Shelf](https://shelf.example.org/), for teachers. "
        "[Harbour](https://harbour.example.org/?) goes live today."
    )
    found = find(Sample("two", "Two sites", text))
    assert [site.name for site in found] == ["Harbour", "Shelf"]


def test_a_domain_that_is_known_is_not_announced_again() -> None:
    link = Outbound(H, "Harbour", "harbour.example.org")
    text = "The charity has launched a new website, Harbour."
    assert announced_sites("News", text, [link], set()) == ()
    assert len(announced_sites("News", text, [link], {"harbour.example.org"})) == 1


@pytest.mark.parametrize(
    "url",
    [
        H,
        "https://www.harbour.example.org",
        "https://harbour.example.org/en",
        "https://harbour.example.org/index.html",
        "https://example.org/plan-24-30",
        "https://families.leeds.gov.uk/",
    ],
)
def test_a_front_page_may_be_a_new_site(url: str) -> None:
    assert is_landing(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://harbour.example.org/news/one",
        "https://harbour.example.org/a/b/c",
        "https://harbour.example.org/plan.pdf",
        "https://harbour.example.org/why-every-child-counts-today",
        "https://harbour.example.org/?page_id=4",
        "https://m.facebook.com/harbour",
        "https://www.gov.uk/",
        "https://apply.service.gov.uk/",
        "https://www.leeds.gov.uk/",
        "https://education.gov.scot/",
        "https://www.stir.ac.uk/",
        "mailto:someone@example.org",
    ],
)
def test_what_lies_deep_or_is_nobodys_own_site_is_none(url: str) -> None:
    assert not is_landing(url)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Harbour", "Harbour"),
        ("Visit the Harbour website", "Harbour"),
        ("Find out more about Plan 24-30", "Plan 24-30"),
        ("the new Kinship Care Hub", "Kinship Care Hub"),
        ("“Think Twice”", "Think Twice"),
        ("here", None),
        ("Visit the website", None),
        ("www.harbour.example.org", None),
        ("a promise to children", None),
        ("Harbour is now live", None),
        ("Read the Harbour report", None),
        ("Harbour is where parents of small children look first", None),
        ("", None),
    ],
)
def test_the_words_of_a_link_name_a_site_or_do_not(words: str, name: str | None) -> None:
    assert site_name(words) == name
