"""Which repeated groups of a page are its listing."""

from scraper.discovery import listing
from scraper.items import ChannelRules
from tests.discovery.samples import FURNITURE, NOW, html


def test_one_poor_card_does_not_cost_all_the_cards_of_a_large_group() -> None:
    cards = "".join(
        f'<div class="card"><a href="/reports/report-on-topic-{number}"><img src="/{number}.jpg" alt="">'
        f"<p>{'Topic' if number == 0 else 'Waiting times number'} {number}</p></a></div>"
        for number in range(20)
    )
    areas = "".join(
        f'<div class="tile"><a href="/work/area-{number}"><h3>How we help families {number}</h3></a></div>'
        for number in range(3)
    )
    body = f'{FURNITURE}<main><h1>Reports</h1><div>{areas}</div><div class="grid">{cards}</div></main>'
    found = {entry.url for entry in listing.read(html(body), ChannelRules(), {}, NOW).entries}
    assert {f"https://www.example.org.uk/reports/report-on-topic-{number}" for number in range(20)} <= found
