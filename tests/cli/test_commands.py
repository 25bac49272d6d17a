"""The commands that need no crawl, as a user runs them."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.command import Gleaner
from tests.site.pages import article

FIXTURE = Path(__file__).parents[1] / "fixtures" / "digest" / "own-issue.txt"


@pytest.fixture
def gleaner(tmp_path: Path) -> Gleaner:
    home = Gleaner(tmp_path / "home")
    home.home.mkdir()
    return home


def test_an_imported_issue_goes_out_byte_for_byte(gleaner: Gleaner, tmp_path: Path) -> None:
    told = gleaner.json("digest", "import", FIXTURE, "--date", "2026-07-24")
    out = tmp_path / "out.txt"
    gleaner.run("digest", "export", told["id"], "--format", "text-exact", "--out", out)
    assert hashlib.sha256(out.read_bytes()).digest() == hashlib.sha256(FIXTURE.read_bytes()).digest()


def test_an_exported_json_imports_as_the_same_issue(gleaner: Gleaner, tmp_path: Path) -> None:
    gleaner.run("digest", "import", FIXTURE, "--date", "2026-07-24")
    out = tmp_path / "issue.json"
    gleaner.run("digest", "export", 1, "--format", "json", "--out", out)
    gleaner.run("digest", "import", out)
    exact = [gleaner.run("digest", "export", number, "--format", "text-exact").stdout for number in (1, 2)]
    assert exact[0] == exact[1]
    assert [row["date"] for row in gleaner.json("digest", "list")] == ["2026-07-24", "2026-07-24"]


def test_an_export_that_cannot_be_written_leaves_nothing_behind(gleaner: Gleaner, tmp_path: Path) -> None:
    gleaner.run("digest", "import", FIXTURE)
    done = gleaner.run(
        "digest", "export", 1, "--format", "text", "--out", tmp_path / "none" / "a.txt", check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("gleaner: cannot write")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("digest", "show", "7"), "no issue 7"),
        (("queue", "show", "7"), "no candidate 7"),
        (("queue", "include", "7"), "no candidate 7"),
        (("queue", "undo"), "nothing to undo"),
        (("sources", "show", "nobody"), "no source 'nobody'"),
        (("crawl", "nobody"), "no active source 'nobody'"),
        (("digest", "import", "/nowhere/issue.txt"), "cannot read /nowhere/issue.txt"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_1(
    gleaner: Gleaner, arguments: tuple[str, ...], said: str
) -> None:
    done = gleaner.run(*arguments, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


def test_an_unknown_option_is_a_usage_error(gleaner: Gleaner) -> None:
    assert gleaner.run("queue", "list", "--colour", "red", check=False).returncode == 2


def test_an_unknown_setting_is_an_error_that_names_it(gleaner: Gleaner) -> None:
    gleaner.extra["GLEANER_COLOUR"] = "red"
    done = gleaner.run("queue", "list", check=False)
    assert done.returncode == 1
    assert "GLEANER_COLOUR" in done.stderr


def test_an_issue_with_a_broken_line_is_refused_with_its_number(gleaner: Gleaner, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("A heading without anything\n")
    done = gleaner.run("digest", "import", bad, check=False)
    assert done.returncode == 1
    assert "line 1" in done.stderr
    assert gleaner.json("digest", "list") == []


def test_extract_reads_files_and_lines(gleaner: Gleaner, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(article("A title of its own"))
    alone = json.loads(gleaner.run("extract", page, "--url", "https://example.org/news/a").stdout)
    lines = "".join(
        json.dumps(each) + "\n"
        for each in (
            {"path": str(page), "url": "https://example.org/news/a"},
            {"path": str(tmp_path / "none.html"), "url": "https://example.org/none"},
        )
    )
    results = [
        json.loads(line) for line in gleaner.run("extract", "--jsonl", stdin=lines).stdout.splitlines()
    ]
    assert results[0] == alone
    assert (alone["title"], alone["error"], alone["url"]) == (
        "A title of its own",
        None,
        "https://example.org/news/a",
    )
    assert results[1]["error"] == "cannot be read: No such file or directory"
    assert results[1]["text"] is None
    assert set(results[1]) == set(alone)
    title = next(fact for fact in alone["facts"] if fact["field"] == "title" and fact["chosen"])
    assert (title["witness"], title["confidence"]) == ("heading", "high")
    assert (alone["published_confidence"], alone["deadline"], alone["summary"]) == (None, None, None)


def test_extract_refuses_a_line_it_cannot_read_by_number(gleaner: Gleaner) -> None:
    done = gleaner.run("extract", "--jsonl", stdin="not json\n", check=False)
    assert done.returncode == 1
    assert "stdin line 1" in done.stderr


def test_doctor_is_content_with_a_new_home_and_names_a_refused_definition(gleaner: Gleaner) -> None:
    healthy = gleaner.json("doctor")
    assert healthy["problems"] == []
    assert healthy["channels_without_next_poll"] == 0
    gleaner.define("broken", "slug = 1\n")
    done = gleaner.run("doctor", "--json", check=False)
    assert done.returncode == 1
    assert "broken.toml" in json.loads(done.stdout)["problems"][0]


def test_sources_are_listed_and_shown(gleaner: Gleaner) -> None:
    slugs = [row["slug"] for row in gleaner.json("sources", "list")]
    assert "internet-watch-foundation" in slugs
    shown = gleaner.json("sources", "show", "internet-watch-foundation")
    assert {channel["strategy"] for channel in shown["channels"]} == {"listing", "page"}
    assert shown["definition"].startswith('slug = "internet-watch-foundation"')


def test_the_database_may_be_named_apart_from_the_home(gleaner: Gleaner, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    gleaner.run("--database", f"sqlite:///{other}", "init")
    assert other.exists()
    assert not (gleaner.home / "gleaner.db").exists()
