import ipaddress
import random
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.settings import Settings

from scraper.crawl.guard import is_literal, is_public, permitted
from scraper.crawl.guard.addresses import _BLOCKED

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "93.184.216.34",
    "100.63.255.255",
    "100.128.0.0",
    "128.0.0.1",
    "168.63.129.15",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:2800:220:1:248:1893:25c8:1946",
    "2a00:1450:4009:81f::200e",
    "2001:4860:4860::8888",
]

NOT_PUBLIC = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::93.184.216.34",
    "::ffff:127.0.0.1",
    "::ffff:93.184.216.34",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::93.184.216.34",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:2800::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]

NOT_AN_ADDRESS = [
    "",
    " ",
    "localhost",
    "example.org",
    "127.1",
    "0177.0.0.1",
    "010.0.0.1",
    "0x7f.0.0.1",
    "0x7f000001",
    "2130706433",
    "１２７.0.0.1",
    "93.184.216.34 ",
    "93.184.216.34:80",
    "[2606:2800::1]",
    "93.184.216",
    "\x00",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_private_networks_and_machines_are_not(address: str) -> None:
    assert not is_public(address)
    assert is_literal(address)


@pytest.mark.parametrize("address", NOT_AN_ADDRESS)
def test_what_is_not_an_address_in_its_standard_spelling_is_not_public(address: str) -> None:
    assert not is_public(address)
    assert not is_literal(address)


def test_no_address_of_a_blocked_block_is_public() -> None:
    choose = random.Random(2026)  # noqa: S311 the same addresses every time
    for block in _BLOCKED:
        first, last = int(block[0]), int(block[-1])
        kind = type(block[0])
        inside = [first, last, *(choose.randint(first, last) for _ in range(200))]
        assert not any(is_public(str(kind(number))) for number in inside), block


@given(st.ip_addresses(v=4))
def test_no_spelling_of_an_ipv4_address_as_ipv6_is_public(address: IPv4Address) -> None:
    number = int(address)
    forms = [
        number,
        0xFFFF << 32 | number,
        0x64_FF9B << 96 | number,
        0x2002 << 112 | number << 80,
        0x2001 << 112 | number,
        0x2001 << 112 | (number ^ 0xFFFFFFFF),
    ]
    assert not any(is_public(str(IPv6Address(form))) for form in forms)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_holds_for_private(address: IPv4Address | IPv6Address) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_multicast


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    if is_public(text):
        assert ipaddress.ip_address(text).is_global


def test_a_crawl_may_connect_to_public_addresses_only() -> None:
    assert permitted(Settings()) is is_public


@pytest.mark.parametrize("allow", ["1", True, 1])
def test_a_crawl_that_allows_private_networks_may_connect_to_any_address_but_to_no_name(
    allow: object,
) -> None:
    permits = permitted(Settings({"GLEANER_ALLOW_PRIVATE_NETWORKS": allow}))
    assert permits("127.0.0.1")
    assert permits("93.184.216.34")
    assert not permits("localhost")


@pytest.mark.parametrize("allow", ["0", 0, False, None, "False"])
def test_private_networks_stay_closed_unless_the_setting_is_on(allow: object) -> None:
    assert permitted(Settings({"GLEANER_ALLOW_PRIVATE_NETWORKS": allow})) is is_public
