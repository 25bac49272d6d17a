"""Which links only count a click and then lead on? Mailing services, and short links.

Where such a link leads does not stand in it (`unwrap` knows those where it does): its server has to be asked.
Hosts and paths are those of the services' own links; under a customer's name one is known by its path alone.
"""

import re

from scraper.identity.urls import host_of

_HOSTS = re.compile(
    r"(?:^|\.)(?:list-manage\d?\.com|lnks\.gd|links(?:-\d)?\.govdelivery\.com|dmtrk\.(?:com|net)|trackedlink\.net"
    r"|createsend\d*\.com|cmail\d+\.com|hubspotlinks\.com|hubspotemail\.net|hs-sales-engage\.com|sidekickopen\d*\.com"
    r"|mlsend\d?\.com|sendgrid\.net|sendibm\d\.com|sendibt\d\.com|rs6\.net|klclick\d?\.com|trk\.klclick\.com"
    r"|exct\.net|e2ma\.net|vresp\.com|mailgun\.org|sparkpostmail\.com|mandrillapp\.com|mailerlite\.com"
    r"|mimecast(?:protect)?\.com|bit\.ly|ow\.ly|tinyurl\.com|t\.co|buff\.ly|lnkd\.in|dlvr\.it|is\.gd|rebrand\.ly)$"
)
#: A path, with its query, that such a service has under whatever host.
_PATHS = re.compile(
    r"^/(?:track/click\?|ls/click\?|t/[a-z]-[a-z]-\w|c/eJ|e3t/|tr/cl/|link/c/|wf/click\?|redirect/2/|Click\?)"
    r"|^/[\w-]*/?[A-Z0-9]{3,}-[A-Z0-9]{3,}(?:-[A-Z0-9]+)*/cr?\.aspx"
)


def counts_clicks(url: str) -> bool:
    """Whether an address is a counter's, to be asked where it leads instead of being read."""
    if _HOSTS.search(host_of(url).partition(":")[0]):
        return True
    return bool(_PATHS.match("/" + url.partition("://")[2].partition("/")[2]))
