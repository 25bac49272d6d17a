from scraper.items import ChannelRules
from scraper.outcomes import Strategy
from scraper.plans import ChannelPlan


def test_a_person_names_a_channel_by_its_source_and_its_own_name() -> None:
    plan = ChannelPlan(
        7, "news", "example", Strategy.FEED, "https://example.org/feed", ChannelRules(), {}, True
    )
    assert plan.slug == "example/news"
