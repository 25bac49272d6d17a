"""Which addresses may be connected to: public ones, and no others."""

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TypeAlias

from scrapy.settings import BaseSettings

#: Says of an address as text whether it may be connected to.
Permits: TypeAlias = Callable[[str], bool]

#: Relaxes every layer of the guard. For a crawl of one's own network, and for tests.
ALLOW_PRIVATE_NETWORKS = "GLEANER_ALLOW_PRIVATE_NETWORKS"

#: The special-purpose registries of IANA (RFC 6890 and its updates) where nothing public is published,
#: and every IPv6 form that carries an IPv4 address, because what it reaches depends on the network.
#: Written out although `is_global` covers many: what that property says differs between Python versions.
_BLOCKED = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",  # this network, RFC 791
        "10.0.0.0/8",  # private, RFC 1918
        "100.64.0.0/10",  # carrier-grade NAT, RFC 6598; metadata of one large cloud
        "127.0.0.0/8",  # loopback, RFC 1122
        "168.63.129.16/32",  # looks public, is the host agent inside Azure
        "169.254.0.0/16",  # link-local, RFC 3927; metadata of most clouds
        "172.16.0.0/12",  # private, RFC 1918
        "192.0.0.0/24",  # protocol assignments, RFC 6890
        "192.0.2.0/24",  # documentation, RFC 5737
        "192.88.99.0/24",  # 6to4 relay, RFC 7526
        "192.168.0.0/16",  # private, RFC 1918
        "198.18.0.0/15",  # benchmarks, RFC 2544
        "198.51.100.0/24",  # documentation, RFC 5737
        "203.0.113.0/24",  # documentation, RFC 5737
        "224.0.0.0/4",  # multicast, RFC 5771
        "240.0.0.0/4",  # reserved and broadcast, RFC 1112
        "::/96",  # unspecified, loopback and IPv4-compatible, RFC 4291
        "::ffff:0:0/96",  # IPv4-mapped, RFC 4291
        "::ffff:0:0:0/96",  # IPv4-translated, RFC 2765
        "64:ff9b::/96",  # NAT64, RFC 6052
        "64:ff9b:1::/48",  # local NAT64, RFC 8215
        "100::/64",  # discard, RFC 6666
        "2001::/23",  # protocol assignments with Teredo, RFC 2928 and RFC 4380
        "2001:db8::/32",  # documentation, RFC 3849
        "2002::/16",  # 6to4, RFC 3056
        "3fff::/20",  # documentation, RFC 9637
        "5f00::/16",  # segment routing, RFC 9602
        "fc00::/7",  # unique local, RFC 4193; metadata of one large cloud
        "fe80::/10",  # link-local, RFC 4291
        "fec0::/10",  # site-local, RFC 3879
        "ff00::/8",  # multicast, RFC 4291
    )
)


def is_literal(address: str) -> bool:
    """Whether the text is an IPv4 or IPv6 address in its standard spelling."""
    try:
        ip_address(address)
    except ValueError:
        return False
    return True


def is_public(address: str) -> bool:
    """Whether the text is an address on the public internet.

    Anything that is not an IPv4 or IPv6 address in its standard spelling is not: a name, 127.1, 0x7f000001,
    an address with a zone (fe80::1%eth0).
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.scope_id is not None:
        return False
    if not parsed.is_global or parsed.is_multicast:
        return False
    return not any(parsed.version == block.version and parsed in block for block in _BLOCKED)


def permitted(settings: BaseSettings) -> Permits:
    """The rule of a crawl: public addresses only, unless its settings allow private networks."""
    return is_literal if settings.getbool(ALLOW_PRIVATE_NETWORKS) else is_public
