"""What the bundled definitions promise: their channels, which addresses they take, how they read dates."""

import re
from datetime import UTC, datetime
from importlib.resources import files
from urllib.parse import urlsplit

import pytest

from scraper.dates import parse_date
from scraper.items import ChannelRules
from scraper.outcomes import Kind, Precision, Strategy, Witness
from scraper.sources.catalogue import load_catalogue
from scraper.sources.definition import (
    ChannelDefinition,
    Role,
    SourceDefinition,
    channel_rules,
    dump_definition,
    page_hints,
    parse_definition,
)

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)
DEFINITIONS = load_catalogue(None).definitions

CHANNELS = {
    "community-care": {"feed": "main feed", "news": "fallback listing"},
    "modern-slavery-pec": {
        "latest": "main listing",
        "resources": "main listing",
        "sitemap": "fallback sitemap",
    },
    "internet-watch-foundation": {
        "news": "main listing",
        "blogs": "main listing",
        "research": "main listing",
        "ai-report": "main page",
    },
    "barnardos": {"news": "main listing", "briefings": "main page", "sitemap": "fallback sitemap"},
    "cease": {"feed": "main feed", "news": "fallback listing"},
    "national-childrens-bureau": {"news-opinion": "main listing", "resources": "main listing"},
    "the-promise-scotland": {"news": "main listing"},
    "plan-24-30": {"news": "main listing", "home": "main page"},
}

#: source/channel of every channel with a dated fetch.
VERIFIED = {
    "department-for-education/activity",
    "department-for-science-innovation-and-technology/activity",
    "department-of-education-northern-ireland/news",
    "house-of-commons-library/feed",
    "local-government-chronicle/feed",
    "nuffield-foundation/feed",
    "ofsted-blogs/early-years",
    "ofsted-blogs/education-inspection",
    "ofsted/activity",
    "parliamentary-office-of-science-and-technology/feed",
    "resolution-foundation/feed",
    "sutton-trust/feed",
    "welsh-government/announcements",
}

MONTHS_ONLY = {"July 2021", "December 2022"}

IWF = "https://www.iwf.org.uk"
NCB = "https://www.ncb.org.uk"
GOV = "https://www.gov.uk"
COMMITTEES = "https://committees.parliament.uk"
EES = "https://explore-education-statistics.service.gov.uk"

#: (source/channel, address, whether it is a publication of that channel)
ADDRESSES = [
    ("community-care/feed", "https://www.communitycare.co.uk/2024/08/13/parents-and-advocacy/", True),
    ("community-care/feed", "https://www.communitycare.co.uk/2024/08/13/parents/comment-page-2/", False),
    ("community-care/news", "https://www.communitycare.co.uk/content/news/no-evidence-of-gains", True),
    ("community-care/news", "https://www.communitycare.co.uk/content/news/a-title?intcmp=x", True),
    ("community-care/news", "https://www.communitycare.co.uk/blogs/social-work/2013/05/a-title/", True),
    ("community-care/news", "https://www.communitycare.co.uk/tag/child-protection/", False),
    ("community-care/news", "https://www.communitycare.co.uk/content/adults", False),
    ("modern-slavery-pec/latest", "https://modernslaverypec.org/latest/gaps-in-policies-and-services", True),
    ("modern-slavery-pec/latest", "https://modernslaverypec.org/resources/children-disabilities", True),
    ("modern-slavery-pec/latest", "https://files.modernslaverypec.org/assets/downloads/a-report.pdf", True),
    ("modern-slavery-pec/latest", "https://modernslaverypec.org/latest?page=2", False),
    ("modern-slavery-pec/latest", "https://modernslaverypec.org/latest/p2", False),
    ("modern-slavery-pec/sitemap", "https://modernslaverypec.org/about-us", False),
    ("internet-watch-foundation/news", f"{IWF}/news-media/news/a-title/", True),
    ("internet-watch-foundation/news", "https://iwf.org.uk/news/a-title-of-2020", True),
    ("internet-watch-foundation/news", f"{IWF}/search-results/?page=2&term=/news-media/news/x", False),
    ("internet-watch-foundation/blogs", f"{IWF}/news-media/blogs/a-title", True),
    ("internet-watch-foundation/research", f"{IWF}/about-us/why-we-exist/our-research/a-title/", True),
    ("internet-watch-foundation/research", f"{IWF}/media/drufozvi/a-report-v12.pdf", True),
    ("internet-watch-foundation/research", f"{IWF}/annual-data-insights-report-2024/", True),
    ("internet-watch-foundation/research", f"{IWF}/about-us/our-people/", False),
    ("barnardos/news", "https://barnardos.org.uk/news/charities-and-experts-call-next-government", True),
    ("barnardos/sitemap", "https://www.barnardos.org.uk/donate", False),
    ("barnardos/briefings", "https://www.barnardos.org.uk/sites/default/files/2023-03/briefing.pdf", True),
    ("barnardos/briefings", "https://www.barnardos.org.uk/news/a-title", False),
    ("cease/feed", "https://cease.org.uk/cease-turns-5/", True),
    ("cease/feed", "https://cease.org.uk/statement/", True),
    ("cease/news", "https://cease.org.uk/cease-turns-5/", True),
    ("cease/news", "https://cease.org.uk/news/our-letter-on-pornography/", True),
    ("cease/news", "https://cease.org.uk/get-involved/", False),
    ("cease/news", "https://cease.org.uk/category/our-news-and-views/", False),
    ("cease/feed", "https://cease.org.uk/about-us/", False),
    ("national-childrens-bureau/news-opinion", f"{NCB}/about-us/media-centre/news-opinion/a-title", True),
    (
        "national-childrens-bureau/news-opinion",
        "https://anti-bullyingalliance.org.uk/aba-our-work/news-opinion/a-title",
        True,
    ),
    ("national-childrens-bureau/news-opinion", f"{NCB}/NCBstatementoncarereview", True),
    (
        "national-childrens-bureau/resources",
        f"{NCB}/resources/all-resources/filter/social-care/a-title",
        True,
    ),
    ("national-childrens-bureau/resources", f"{NCB}/resources/all-resources/filter/social-care", False),
    ("national-childrens-bureau/resources", f"{NCB}/resources/all-resources/filter", False),
    ("the-promise-scotland/news", "https://thepromise.scot/news/scotland%E2%80%99s-route-map", True),
    ("the-promise-scotland/news", "https://thepromise.scot/news/?page=2", False),
    ("the-promise-scotland/news", "https://thepromise.scot/what-is-the-promise", False),
    ("plan-24-30/news", "https://www.plan2430.scot/news/who-is-responsible-for-plan-24-30", True),
    ("plan-24-30/home", "https://www.plan2430.scot/news/who-is-responsible-for-plan-24-30", False),
    ("department-for-education/activity", f"{GOV}/government/publications/keeping-children-safe", True),
    ("department-for-education/activity", f"{GOV}/guidance/early-years", True),
    ("department-for-education/finder", f"{GOV}/government/organisations/ofsted", False),
    ("department-for-education/finder", f"{GOV}/search/all/feed-ended", False),
    ("hmicfrs/publications", "https://hmicfrs.justiceinspectorates.gov.uk/publications/a-title/", True),
    (
        "hmicfrs/publications",
        "https://hmicfrs.justiceinspectorates.gov.uk/publications/a-title/publications/another/",
        False,
    ),
    ("commons-education-committee/publications", f"{COMMITTEES}/publications/12345/documents/1/", True),
    ("commons-education-committee/publications", f"{COMMITTEES}/writtenevidence/12345/html/", False),
    (
        "commons-education-committee/news",
        f"{COMMITTEES}/committee/203/education-committee/news/200/a-title/",
        True,
    ),
    (
        "commons-education-committee/news",
        f"{COMMITTEES}/committee/83/home-affairs-committee/news/200/a-title/",
        False,
    ),
    ("department-of-health-northern-ireland/news", "https://www.health-ni.gov.uk/news/a-title", True),
    ("department-of-health-northern-ireland/news", "https://www.health-ni.gov.uk/news/feed/health", False),
    ("nspcc-learning/news", "https://learning.nspcc.org.uk/news/2024/may/a-title", True),
    ("nspcc-learning/news", "https://learning.nspcc.org.uk/news?type=26003", False),
    ("nspcc-learning/news", "https://learning.nspcc.org.uk/research-resources/2025/a-title", True),
    ("celcis/blog", "https://www.celcis.org/knowledge-bank/search-bank/blog/2024/a-title?ccm_order=1", False),
    ("celcis/blog", "https://www.celcis.org/index.php?cID=1&ccm_token=x", False),
    ("celcis/blog", "https://www.celcis.org/knowledge-bank/search-bank/blog/a-title", True),
    ("basw/articles", "https://web1.basw.co.uk/articles?f%5B0%5D=nation%3A4&page=16", False),
    ("basw/articles", "https://new.basw.co.uk/a-title", True),
    ("the-fostering-network/news", "https://www.thefosteringnetwork.org.uk/news/2025/a-title", True),
    ("the-fostering-network/news", "https://www.thefosteringnetwork.org.uk/news/2025/07", False),
    ("childrens-commissioner-wales/publications", "https://www.childcomwales.org.uk/?p=16446", True),
    (
        "national-crime-agency/news",
        "https://www.nationalcrimeagency.gov.uk/who-we-are/publications/710-a-title/file",
        True,
    ),
    ("national-crime-agency/news", "https://www.nationalcrimeagency.gov.uk/news?format=feed", False),
    ("guardian-society/feed", "https://www.theguardian.com/society/2025/nov/07/a-title", True),
    ("guardian-society/feed", "https://www.theguardian.com/society/children", False),
    ("children-and-young-people-now/news", "https://www.cypnow.co.uk/content/blogs/a-title", True),
    ("explore-education-statistics/find-statistics", f"{EES}/find-statistics/children-in-need/2025", True),
    ("explore-education-statistics/find-statistics", f"{EES}/data-catalogue", False),
]

KINDS = [
    ("community-care", "https://www.communitycare.co.uk/blogs/social-work/2013/05/a-title/", Kind.BLOG),
    ("community-care", "https://www.communitycare.co.uk/2024/08/13/a-title/", None),
    ("modern-slavery-pec", "https://modernslaverypec.org/resources/children-disabilities", Kind.REPORT),
    ("modern-slavery-pec", "https://modernslaverypec.org/latest/gaps-in-policies", None),
    ("internet-watch-foundation", f"{IWF}/news-media/blogs/a-title", Kind.BLOG),
    ("internet-watch-foundation", f"{IWF}/news-media/news/a-title/", Kind.NEWS),
    ("internet-watch-foundation", f"{IWF}/about-us/why-we-exist/our-research/a-title/", Kind.REPORT),
    ("barnardos", "https://www.barnardos.org.uk/research/a-title", Kind.RESEARCH),
    ("barnardos", "https://www.barnardos.org.uk/news/an-open-letter", None),
    ("plan-24-30", "https://www.plan2430.scot", Kind.WEBSITE),
    ("plan-24-30", "https://www.plan2430.scot/news/a-title", None),
    ("ofsted", f"{GOV}/government/consultations/a-title", Kind.CONSULTATION),
    ("ofsted", f"{GOV}/government/statistics/a-title", Kind.STATISTICS),
    ("ofsted", f"{GOV}/guidance/a-title", Kind.GUIDANCE),
    ("ofsted", f"{GOV}/government/publications/a-title", None),
    ("ofsted", f"{GOV}/government/news/a-title", None),
    ("ofsted-blogs", "https://earlyyears.blog.gov.uk/2026/08/19/a-title/", Kind.BLOG),
    (
        "house-of-commons-library",
        "https://commonslibrary.parliament.uk/research-briefings/cbp-1/",
        Kind.BRIEFING,
    ),
    ("house-of-commons-library", "https://commonslibrary.parliament.uk/a-title/", None),
    ("foundations", "https://foundations.org.uk/press-release/a-title/", Kind.PRESS_RELEASE),
    ("foundations", "https://foundations.org.uk/a-title/", None),
    ("children-and-young-people-now", "https://www.cypnow.co.uk/blogs/article/a-title", Kind.BLOG),
    ("children-and-young-people-now", "https://www.cypnow.co.uk/content/news/a-title", None),
]


def all_channels() -> list[tuple[SourceDefinition, ChannelDefinition]]:
    return [(source, channel) for source in DEFINITIONS.values() for channel in source.channels]


def named(name: str) -> tuple[SourceDefinition, ChannelDefinition]:
    slug, _, wanted = name.partition("/")
    source = DEFINITIONS[slug]
    return source, next(channel for channel in source.channels if channel.name == wanted)


def takes(rules: ChannelRules, url: str) -> bool:
    wanted = not rules.publications or any(pattern.search(url) for pattern in rules.publications)
    return wanted and not any(pattern.search(url) for pattern in rules.not_publications)


@pytest.mark.parametrize("slug", CHANNELS)
def test_a_source_seen_in_stored_copies_has_the_channels_it_is_meant_to_have(slug: str) -> None:
    channels = DEFINITIONS[slug].channels
    assert {each.name: f"{each.role} {each.strategy}" for each in channels} == CHANNELS[slug]


def test_every_file_bears_the_slug_it_holds() -> None:
    folder = files("scraper.sources").joinpath("definitions")
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            assert parse_definition(file.read_text(encoding="utf-8"), file.name).slug == file.name[:-5]


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_a_bundled_definition_survives_being_written_back(slug: str) -> None:
    assert parse_definition(dump_definition(DEFINITIONS[slug]), "dumped.toml") == DEFINITIONS[slug]


@pytest.mark.parametrize("slug", DEFINITIONS)
def test_a_bundled_definition_says_what_was_seen_and_does_not_claim_more(slug: str) -> None:
    source = DEFINITIONS[slug]
    proven = [channel.verified for channel in source.channels if channel.verified != "unverified"]
    assert source.verified == max(proven, default="unverified")
    assert len(source.seen) > 40


def test_only_feeds_that_somebody_fetched_are_called_verified() -> None:
    assert {
        f"{source.slug}/{channel.name}"
        for source, channel in all_channels()
        if channel.verified != "unverified"
    } == VERIFIED


@pytest.mark.parametrize(
    ("slug", "shape"), [(slug, shape) for slug, source in DEFINITIONS.items() for shape in source.date_shapes]
)
def test_dates_as_the_source_writes_them_can_be_read(slug: str, shape: str) -> None:
    fact = parse_date(shape, Witness.VISIBLE_TEXT, NOW)
    assert fact is not None
    year = re.findall(r"\d{4}", shape)[0]
    assert str(fact).startswith(year)
    assert fact.precision is (Precision.MONTH if shape in MONTHS_ONLY else Precision.DAY)


def test_the_day_comes_first_in_dates_of_plan_24_30() -> None:
    assert DEFINITIONS["plan-24-30"].date_shapes[0] == "06/10/2025"
    assert str(parse_date("06/10/2025", Witness.VISIBLE_TEXT, NOW)) == "2025-10-06"


@pytest.mark.parametrize(("name", "url", "wanted"), ADDRESSES)
def test_addresses_of_publications_are_told_from_the_rest(name: str, url: str, wanted: bool) -> None:
    assert takes(channel_rules(*named(name)), url) is wanted


#: Watched pages that are lists: only what they offer to download is a publication.
WATCHED_LISTS = {"barnardos/briefings"}


def test_a_listing_is_no_publication_and_a_watched_page_is_one() -> None:
    for source, channel in all_channels():
        if channel.strategy in (Strategy.LISTING, Strategy.PAGE):
            name = f"{source.slug}/{channel.name}"
            own = takes(channel_rules(source, channel), channel.url)
            assert own is (channel.strategy is Strategy.PAGE and name not in WATCHED_LISTS), name


@pytest.mark.parametrize(("slug", "url", "kind"), KINDS)
def test_kinds_are_stated_only_for_paths_that_always_mean_them(
    slug: str, url: str, kind: Kind | None
) -> None:
    patterns = page_hints(DEFINITIONS[slug]).kind_patterns
    assert next((found for pattern, found in patterns if re.search(pattern, url)), None) is kind


def test_the_irish_charity_of_like_name_is_not_barnardos() -> None:
    assert not any(host.endswith(".ie") for host in DEFINITIONS["barnardos"].hosts)


def test_the_catalogue_covers_the_field() -> None:
    assert len(DEFINITIONS) >= 70
    for nation in ("England", "Scotland", "Wales", "Northern Ireland", "UK"):
        assert sum(nation in source.nations for source in DEFINITIONS.values()) >= 4, nation
    assert all(source.topics and source.nations for source in DEFINITIONS.values())


def test_no_two_sources_share_a_home() -> None:
    homes = [source.home.rstrip("/") for source in DEFINITIONS.values()]
    assert len(set(homes)) == len(homes)


def test_no_two_channels_poll_one_address() -> None:
    urls = [channel.url for _, channel in all_channels()]
    assert [url for url in urls if urls.count(url) > 1] == []


def test_every_channel_lives_on_a_host_of_its_source() -> None:
    for source, channel in all_channels():
        assert urlsplit(channel.url).hostname in source.hosts, f"{source.slug}/{channel.name}"


def test_every_source_has_a_main_channel_and_an_estimated_gap() -> None:
    for source in DEFINITIONS.values():
        assert any(channel.role is Role.MAIN for channel in source.channels), source.slug
        assert source.expectations.usual_gap_days is not None, source.slug


def test_every_organisation_of_gov_uk_has_its_feed_and_a_finder_behind_it() -> None:
    for slug, source in DEFINITIONS.items():
        if source.home.startswith(f"{GOV}/government/organisations/"):
            activity, finder = source.channels[0], source.channels[-1]
            assert (activity.role, activity.url) == (Role.MAIN, f"{source.home}.atom"), slug
            assert finder.role is Role.FALLBACK, slug
            assert source.home.rsplit("/", 1)[1] in finder.url, slug


def test_departments_of_like_name_are_told_apart() -> None:
    england, ulster = (
        DEFINITIONS["department-for-education"],
        DEFINITIONS["department-of-education-northern-ireland"],
    )
    assert (england.nations, ulster.nations) == (("England",), ("Northern Ireland",))
    assert set(england.hosts).isdisjoint(ulster.hosts)
    assert england.attribution != ulster.attribution


def test_all_hosts_of_a_site_served_under_several_are_its_own() -> None:
    assert {"basw.co.uk", "new.basw.co.uk", "web1.basw.co.uk"} <= set(DEFINITIONS["basw"].hosts)
