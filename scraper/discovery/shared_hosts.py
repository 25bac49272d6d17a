"""Which addresses are nobody's own website? Networks, services, the press, governments, files."""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

#: A landing page has at most so many parts in its path, each of at most so many words.
_MOST_PARTS: Final = 2
_MOST_PART_WORDS: Final = 4

#: Networks, shops, players, petitions, gifts, tickets, surveys, mail, storage, short links.
_SERVICES = """
facebook.com fb.com fb.me twitter.com x.com t.co linkedin.com lnkd.in instagram.com youtube.com
youtu.be tiktok.com pinterest.com pinterest.co.uk whatsapp.com wa.me t.me telegram.me threads.net
threads.com bsky.app reddit.com tumblr.com flickr.com snapchat.com discord.com discord.gg twitch.tv
mastodon.social medium.com substack.com vimeo.com dailymotion.com wistia.com loom.com spotify.com
soundcloud.com apple.com google.com google.co.uk goo.gl g.co audible.co.uk acast.com buzzsprout.com
podbean.com anchor.fm libsyn.com captivate.fm change.org 38degrees.org.uk avaaz.org openpetition.eu
megaphone.org.uk justgiving.com gofundme.com paypal.com virginmoneygiving.com enthuse.com
donorbox.org crowdfunder.co.uk easyfundraising.org.uk localgiving.org thebiggive.org.uk biggive.org
stripe.com totalgiving.co.uk peoplesfundraising.com givestar.io eventbrite.com eventbrite.co.uk
eventbrite.ie ticketsource.co.uk ticketmaster.co.uk tickettailor.com meetup.com lu.ma hopin.com
zoom.us zoom.com webex.com gotowebinar.com on24.com surveymonkey.com surveymonkey.co.uk
smartsurvey.co.uk smartsurvey.com typeform.com onlinesurveys.ac.uk jisc.ac.uk qualtrics.com
citizenspace.com commonplace.is engagementhq.com jotform.com forms.gle office.com microsoft.com
office365.com sharepoint.com dropbox.com wetransfer.com box.com issuu.com scribd.com slideshare.net
calameo.com flipsnack.com canva.com padlet.com miro.com trello.com airtable.com notion.so prezi.com
arcgis.com mailchi.mp mailchimp.com list-manage.com campaign-archive.com campaignmonitor.com
createsend.com dotdigital.com govdelivery.com hubspot.com linktr.ee linkin.bio beacons.ai bit.ly
buff.ly ow.ly tinyurl.com is.gd dlvr.it shorturl.at rb.gy cutt.ly hootsuite.com trib.al amazon.co.uk
amazon.com ebay.co.uk etsy.com archive.org wikipedia.org doi.org orcid.org researchgate.net
academia.edu github.com wordpress.org creativecommons.org zenodo.org osf.io
figshare.com indeed.com reed.co.uk charityjob.co.uk teamtailor.com workable.com trustpilot.com
"""
#: News media of the four nations, and the trade press of this field.
_PRESS = """
bbc.co.uk bbc.com theguardian.com thetimes.co.uk thetimes.com telegraph.co.uk independent.co.uk
ft.com dailymail.co.uk mirror.co.uk express.co.uk thesun.co.uk metro.co.uk standard.co.uk
inews.co.uk itv.com sky.com channel4.com channel5.com stv.tv huffingtonpost.co.uk huffpost.com
economist.com newstatesman.com spectator.co.uk politico.eu politicshome.com reuters.com apnews.com
bloomberg.com cnn.com nytimes.com scotsman.com heraldscotland.com dailyrecord.co.uk thenational.scot
thecourier.co.uk pressandjournal.co.uk walesonline.co.uk nation.cymru belfasttelegraph.co.uk
irishnews.com newsletter.co.uk belfastlive.co.uk irishtimes.com rte.ie yorkshirepost.co.uk
manchestereveningnews.co.uk liverpoolecho.co.uk birminghammail.co.uk tes.com schoolsweek.co.uk
feweek.co.uk cypnow.co.uk communitycare.co.uk civilsociety.co.uk thirdsector.co.uk tfn.scot
localgov.co.uk lgcplus.com nurseryworld.co.uk theconversation.com opendemocracy.net bylinetimes.com
yahoo.com msn.com
"""
_SHARED: Final = frozenset((_SERVICES + _PRESS).split())
#: Where governments run services; no project leaves them for a site of its own.
_GOVERNMENT: Final = re.compile(
    r"^(?:gov|nhs)\.uk$|(?:^|\.)(?:gov\.scot|gov\.wales|llyw\.cymru|service\.gov\.uk|nidirect\.gov\.uk"
    r"|parliament\.uk|parliament\.scot|senedd\.wales|legislation\.gov\.uk|mygov\.scot|europa\.eu|un\.org)$"
)
#: Bodies whose registered domain is their own site for ever: only a host below it may be a new one.
_INSTITUTION: Final = re.compile(r"\.(?:gov|nhs|ac|police|sch|mod)\.uk$")
#: Sections and names of single publications in an address.
_DEEP: Final = re.compile(
    r"^(?:news|blogs?|articles?|stor(?:y|ies)|reports?|publications?|press|media|events?|podcasts?|people|team"
    r"|wp-content|uploads?|files?|documents?|downloads?|jobs|careers|donate|petitions?|surveys?|forms?|privacy"
    r"|contact(?:-us)?|about(?:-us)?|search|tag|category|login|sign-?up|register|shop|\d{4}|\d+)$",
    re.I,
)
_FILE: Final = re.compile(
    r"\.(?!html?$|php$|aspx?$)[a-z][a-z0-9]{1,4}$",
    re.I,
)


def is_landing(url: str) -> bool:
    """Whether an address may be the front page of somebody's own website.

    Not: social networks, app stores, petitions, tickets and other shared services, short links, the press,
    governments' services, files, and whatever lies deep in a site.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    if not host or _GOVERNMENT.search(host) or _is_shared(host) or _is_institution(host):
        return False
    segments = [unquote(segment) for segment in parts.path.split("/") if segment]
    if parts.query or len(segments) > _MOST_PARTS or (segments and _FILE.search(segments[-1])):
        return False
    return not any(
        _DEEP.match(segment) or len(re.split(r"[-_ ]", segment)) > _MOST_PART_WORDS for segment in segments
    )


def is_home(url: str) -> bool:
    """Whether an address has at most one part in its path."""
    return len([segment for segment in urlsplit(url).path.split("/") if segment]) <= 1


def _is_shared(host: str) -> bool:
    labels = host.split(".")
    return any(".".join(labels[start:]) in _SHARED for start in range(len(labels)))


def _is_institution(host: str) -> bool:
    return bool(_INSTITUTION.search(host)) and host.count(".") <= 2  # leeds.gov.uk, not families.leeds.gov.uk
