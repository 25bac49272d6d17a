"""Newsletters as a source, as a user runs them: real messages, a real mail server, a real site behind."""

import gzip
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.cli.frame import utc_now
from tests.command import Gleaner
from tests.site.imap import PASSWORD, USER, MailServer
from tests.site.mail import newsletter
from tests.site.pages import article, rss
from tests.site.server import Answer, Site

TODAY = utc_now().date()


def text(number: int) -> str:
    return (
        f"The review of area {number} found that children waited {number + 3} weeks for a first meeting. "
        "Parents told the reviewers that nobody had explained the delay to them or offered other help. "
        f"The authors make {number + 2} recommendations to the council and its partners."
    )


def path(number: int) -> str:
    return f"/news/story-number-{number}-about-waiting/"


def title(number: int) -> str:
    return f"Story number {number} about waiting times"


def publish(site: Site, *numbers: int) -> list[tuple[str, str]]:
    """Put pages up; their (address, title) as a newsletter links them."""
    site["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
    for number in numbers:
        site[path(number)] = article(title(number), TODAY - timedelta(days=number), text(number))
    return [(site.url + path(number), title(number)) for number in numbers]


def definition(site: Site, mailbox: str, rest: str = "") -> str:
    return f"""slug = "voice"
name = "Example Voice"
home = "{site.url}/"
hosts = ["127.0.0.1"]
{rest}
[[channels]]
name = "mail"
strategy = "newsletter"
url = "{mailbox}"
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as opened:
        yield opened


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    (home.home / "inbox").mkdir(parents=True)
    return home


def put(gleaner: Gleaner, number: int, raw: bytes) -> Path:
    """A message arrives in the folder."""
    file = gleaner.home / "inbox" / f"{number}.eml"
    file.write_bytes(raw)
    return file


def titles(gleaner: Gleaner) -> list[str]:
    return sorted(row["title"] for row in gleaner.json("queue", "list"))


def test_every_story_of_a_folder_of_newsletters_is_in_the_queue_once(gleaner: Gleaner, site: Site) -> None:
    gleaner.define("voice", definition(site, "folder:inbox"))
    put(gleaner, 1, newsletter(1, publish(site, 1, 2)))
    file = put(gleaner, 2, newsletter(2, publish(site, 2, 3)))
    before = file.stat()
    told = gleaner.json("crawl", "voice")
    assert titles(gleaner) == [title(number) for number in (1, 2, 3)]
    assert (told["new"], told["sources"][0]["outcome"], told["failed_sources"]) == (3, "new", [])
    assert site.asked() == [path(1), path(2), path(3)]
    after = file.stat()
    assert (before.st_mtime_ns, before.st_size) == (after.st_mtime_ns, after.st_size)


def test_a_second_crawl_finds_nothing_new_and_new_mail_brings_just_its_stories(
    gleaner: Gleaner, site: Site
) -> None:
    gleaner.define("voice", definition(site, "folder:inbox"))
    put(gleaner, 1, newsletter(1, publish(site, 1, 2)))
    gleaner.run("crawl", "voice")
    site.requests.clear()
    assert "Nothing new" in gleaner.run("crawl", "voice").stdout
    shutil.copyfile(gleaner.home / "inbox" / "1.eml", gleaner.home / "inbox" / "copy of 1.eml")
    put(gleaner, 2, newsletter(2, publish(site, 3)))
    told = gleaner.json("crawl", "voice")
    assert site.asked() == [path(3)]
    assert (told["new"], told["sources"][0]["entries"]) == (1, 1)


def test_a_story_that_the_feed_shows_too_is_one_row(gleaner: Gleaner, site: Site) -> None:
    stories = publish(site, 1, 2)
    shown = [(path(number), title(number), TODAY - timedelta(days=number)) for number in (1, 2)]
    site["/feed/"] = Answer(rss(shown, site.url), content_type="application/rss+xml")
    channel = f'[[channels]]\nname = "feed"\nstrategy = "feed"\nurl = "{site.url}/feed/"\n'
    gleaner.define("voice", definition(site, "folder:inbox") + channel)
    tracked = [(f"{url}?utm_source=mail&utm_medium=email", words) for url, words in stories]
    put(gleaner, 1, newsletter(1, tracked))
    told = gleaner.json("crawl", "voice")
    assert told["new"] == 2
    assert sorted(site.asked("/news/")) == [path(1), path(2)]
    assert {row["url"] for row in gleaner.json("queue", "list")} == {url for url, _ in stories}


def test_wrapped_links_are_unwrapped_before_anything_is_asked(gleaner: Gleaner, site: Site) -> None:
    (story,) = publish(site, 1)
    wrapper = "https://eur02.safelinks.protection.outlook.com/?data=05%7Clibrary&amp;url="
    put(gleaner, 1, newsletter(1, [(wrapper + story[0].replace(":", "%3A").replace("/", "%2F"), story[1])]))
    gleaner.define("voice", definition(site, "folder:inbox"))
    told = gleaner.json("crawl", "voice")
    assert told["new"] == 1
    assert [row["url"] for row in gleaner.json("queue", "list")] == [story[0]]


@pytest.fixture
def counter() -> Iterator[Site]:
    """A mailing service that counts clicks."""
    with Site() as opened:
        opened["/robots.txt"] = Answer("User-agent: *\nAllow: /\n", content_type="text/plain")
        yield opened


SUBSCRIBER = "9f2c1a77aa"


def counted(counter: Site, number: int, leads_to: str, status: int = 302) -> str:
    """A link that counts clicks of one subscriber and then leads on."""
    asked = f"/track/click?u=1c0ffee&id={number:04d}&e={SUBSCRIBER}"
    counter[asked] = Answer(status=status, headers={"Location": leads_to})
    return counter.url.replace("127.0.0.1", "localhost") + asked


def test_links_that_count_clicks_are_asked_once_and_read_where_they_lead(
    gleaner: Gleaner, site: Site, counter: Site
) -> None:
    stories = publish(site, 1, 2)
    links = [(counted(counter, number, url), words) for number, (url, words) in enumerate(stories)]
    put(gleaner, 1, newsletter(1, links))
    gleaner.define("voice", definition(site, "folder:inbox"))
    told = gleaner.json("crawl", "voice")
    assert told["new"] == 2
    assert {row["url"] for row in gleaner.json("queue", "list")} == {url for url, _ in stories}
    put(gleaner, 2, newsletter(2, links))
    assert gleaner.json("crawl", "voice")["new"] == 0
    assert sorted(site.asked()) == [path(1), path(2)]


def test_a_counted_link_to_a_known_story_fetches_nothing_and_doubles_nothing(
    gleaner: Gleaner, site: Site, counter: Site
) -> None:
    (story,) = publish(site, 1)
    gleaner.define("voice", definition(site, "folder:inbox"))
    put(gleaner, 1, newsletter(1, [story]))
    gleaner.run("crawl", "voice")
    site.requests.clear()
    put(gleaner, 2, newsletter(2, [(counted(counter, 1, story[0] + "?utm_source=mail"), "The same again")]))
    told = gleaner.json("crawl", "voice")
    assert (told["new"], told["duplicates"], site.asked()) == (0, 0, [])
    assert len(counter.asked()) == 1


def test_counted_links_that_lead_elsewhere_are_dropped_with_their_reason(
    gleaner: Gleaner, site: Site, counter: Site
) -> None:
    publish(site, 1)
    links = [
        (counted(counter, 1, "https://elsewhere.example/a-report-by-others"), "A report by others"),
        (counted(counter, 2, f"{site.url}/donate/"), "A winter to remember"),
        (counted(counter, 3, f"{site.url}/"), "Where it all began"),
        (counted(counter, 4, counter.url.replace("127.0.0.1", "localhost") + "/track/click?u=1"), "Round"),
    ]
    counter["/track/click?u=1"] = Answer(status=301, headers={"Location": "/track/click?u=1"})
    gone = counter.url.replace("127.0.0.1", "localhost") + f"/track/click?id=9&e={SUBSCRIBER}"
    put(gleaner, 1, newsletter(1, [*links, (gone, "A link that is over")]))
    gleaner.define("voice", definition(site, "folder:inbox"))
    told = gleaner.json("crawl", "voice")
    dropped = told["sources"][0]["dropped"]
    assert told["new"] == 0
    assert (dropped["other-site"], dropped["not-a-publication"]) == (1, 2)
    assert site.asked() == []


def test_the_subscribers_number_is_nowhere_once_its_links_were_asked(
    gleaner: Gleaner, site: Site, counter: Site
) -> None:
    stories = publish(site, 1)
    links = [(counted(counter, 1, stories[0][0]), stories[0][1])]
    links += [(counted(counter, 2, "https://elsewhere.example/report"), "A report by others")]
    dead = counted(counter, 3, "x", status=410)
    put(gleaner, 1, newsletter(1, [*links, (dead, "A link that is over")]))
    gleaner.define("voice", definition(site, "folder:inbox"))
    gleaner.run("crawl", "voice")
    shutil.rmtree(gleaner.home / "inbox")
    kept = "\n".join(sqlite3.connect(gleaner.home / "gleaner.db").iterdump())
    for file in (gleaner.home / "archive").glob("*.warc.gz"):
        kept += gzip.decompress(file.read_bytes()).decode("latin-1")
    assert "number-1-about-waiting" in kept
    assert "elsewhere.example/report" in kept
    assert SUBSCRIBER not in kept
    assert "library@reader" not in kept


def test_messages_of_others_in_a_shared_mailbox_do_not_count(gleaner: Gleaner, site: Site) -> None:
    mine, others = publish(site, 1, 2)
    put(gleaner, 1, newsletter(1, [mine]))
    put(gleaner, 2, newsletter(2, [others], sender="Else <news@elsewhere.example>"))
    rules = '[channels.rules]\nsenders = ["@voice.example.org"]\n'
    gleaner.define("voice", definition(site, "folder:inbox") + rules)
    gleaner.run("crawl", "voice")
    assert titles(gleaner) == [title(1)]


def test_messages_from_before_the_first_polls_days_are_passed_over_and_counted(
    gleaner: Gleaner, site: Site
) -> None:
    new, old = publish(site, 1, 2)
    put(gleaner, 1, newsletter(1, [new]))
    put(gleaner, 2, newsletter(2, [old], sent=utc_now() - timedelta(days=60)))
    gleaner.define("voice", definition(site, "folder:inbox"))
    gleaner.run("crawl", "voice")
    assert titles(gleaner) == [title(1)]
    assert gleaner.json("crawl", "voice")["new"] == 0


def test_a_folder_that_is_missing_or_empty_is_told_and_works_once_mail_comes(
    gleaner: Gleaner, site: Site
) -> None:
    gleaner.define("voice", definition(site, "folder:post"))
    (source,) = gleaner.json("crawl", "voice")["sources"]
    assert (source["outcome"], "there is no folder" in source["error"]) == ("failed", True)
    (check,) = gleaner.json("sources", "check", "voice")
    assert (check["outcome"], "there is no folder" in check["words"]) == ("dead", True)
    doctor = gleaner.run("doctor", check=False)
    assert "voice/mail: there is no folder" in doctor.stdout
    gleaner.run("crawl", "voice")
    assert site.asked() == []
    (gleaner.home / "post").mkdir()
    assert "no message has come yet" in gleaner.run("crawl", "voice").stdout
    (gleaner.home / "post" / "1.eml").write_bytes(newsletter(1, publish(site, 1)))
    assert gleaner.json("crawl", "voice")["new"] == 1


def test_a_mail_server_is_read_without_changing_anything_on_it(gleaner: Gleaner, site: Site) -> None:
    with MailServer() as mail:
        gleaner.extra |= {"GLEANER_MAIL_VOICE_USER": USER, "GLEANER_MAIL_VOICE_PASSWORD": PASSWORD}
        gleaner.define("voice", definition(site, mail.url()))
        mail.inbox.put(newsletter(1, publish(site, 1, 2)), TODAY)
        told = gleaner.json("crawl", "voice")
        assert (told["new"], titles(gleaner)) == (2, [title(1), title(2)])
        mail.commands.clear()
        assert gleaner.json("crawl", "voice")["new"] == 0
        assert not any("BODY" in command for command in mail.commands)
        mail.inbox.put(newsletter(2, publish(site, 2, 3)), TODAY)
        told = gleaner.json("crawl", "voice")
        assert (told["new"], told["sources"][0]["entries"]) == (1, 2)
        mail.inbox.validity = 8
        for stored in mail.inbox.messages:
            stored.uid += 100
        assert gleaner.json("crawl", "voice")["sources"][0]["entries"] == 0
        changing = {"SELECT", "STORE", "EXPUNGE", "CLOSE", "APPEND", "COPY", "MOVE", "DELETE"}
        assert not changing & {command.split()[0] for command in mail.commands}
    database = (gleaner.home / "gleaner.db").read_bytes()
    assert PASSWORD.encode() not in database
    assert USER.encode() not in database


def test_a_refused_login_says_what_to_do_and_shows_neither_name_nor_password(
    gleaner: Gleaner, site: Site
) -> None:
    with MailServer() as mail:
        gleaner.define("voice", definition(site, mail.url()))
        missing = gleaner.run("crawl", "voice").stdout
        assert mail.connections == 0
        assert "[mail.voice]" in gleaner.run("doctor", check=False).stdout
        gleaner.extra |= {"GLEANER_MAIL_VOICE_USER": USER, "GLEANER_MAIL_VOICE_PASSWORD": "wrong-word"}
        done = gleaner.run("--verbose", "crawl", "voice")
    assert "user name and password are missing" in missing
    assert "refused the login: check user name and password" in done.stdout
    assert not any(secret in done.stdout + done.stderr for secret in (USER, "wrong-word"))


def test_a_mail_server_at_a_private_address_is_not_connected_to_unless_allowed(
    gleaner: Gleaner, site: Site
) -> None:
    with MailServer() as mail:
        gleaner.extra |= {"GLEANER_MAIL_VOICE_USER": USER, "GLEANER_MAIL_VOICE_PASSWORD": PASSWORD}
        gleaner.extra |= {"GLEANER_ALLOW_PRIVATE_NETWORKS": "0"}
        gleaner.define("voice", definition(site, mail.url()))
        told = gleaner.json("crawl", "voice")
        assert mail.connections == 0
    assert told["sources"][0]["outcome"] == "blocked"
    assert "no public address" in told["sources"][0]["error"]


def test_listing_and_showing_name_the_mailbox(gleaner: Gleaner, site: Site) -> None:
    gleaner.define("voice", definition(site, "folder:inbox"))
    put(gleaner, 1, newsletter(1, publish(site, 1)))
    (check,) = gleaner.json("sources", "check", "voice")
    assert (check["outcome"], check["entries"]) == ("works", 1)
    gleaner.run("crawl", "voice")
    shown = gleaner.json("sources", "show", "voice")["channels"][0]
    assert (shown["strategy"], shown["url"], shown["entries_seen"]) == ("newsletter", "folder:inbox", 1)
    listed = {row["slug"]: row for row in gleaner.json("sources", "list")}
    assert listed["voice"]["channels"][0]["strategy"] == "newsletter"
