from pathlib import Path

import pytest

from scraper.digest.house import FILE, Heed, SourceShown, house_of, read_house, text_in_force, usual_house
from scraper.digest.house_style import Level, style_notes
from scraper.errors import ConfigError
from scraper.outcomes import Kind
from tests.command import Gleaner
from tests.digest.test_house_style import GOOD, summary

USUAL = usual_house()


def test_every_kind_has_its_labels_and_an_opening() -> None:
    for table in (USUAL.labels, USUAL.labels_of_files, USUAL.openings):
        assert set(table) == set(Kind)
    assert USUAL.offered[:2] == ("Read the news story", "Read the article")
    assert len(set(USUAL.offered)) == len(USUAL.offered) > 60


def test_a_house_writes_down_only_what_differs() -> None:
    own = read_house(
        """
        [labels]
        blog = "Read the blog post"
        [style]
        known = ["RSPB"]
        most_sentences = 0
        [rules]
        dashes = "off"
        length = "told"
        [[topics]]
        heading = "Hedges"
        words = ["hedge", "hedges"]
        """
    )
    assert (own.labels[Kind.BLOG], own.labels[Kind.NEWS]) == ("Read the blog post", "Read the news story")
    assert own.style.known == {"RSPB"}
    assert own.style.most_words == USUAL.style.most_words
    assert [topic.name for topic in own.topics] == ["Hedges"]
    assert (own.rules["dashes"], own.rules["dates"]) == (Heed.OFF, Heed.LOOK)


def test_the_rules_of_style_heed_the_house() -> None:
    long = summary("It grows – and the RSPB agrees. " * 20)
    by_us = {note.rule: note.level for note in style_notes(long, USUAL)}
    assert by_us["dashes"] is Level.TOLD
    assert by_us["length"] is by_us["sentences"] is by_us["abbreviation"] is Level.LOOK
    own = read_house(
        '[rules]\ndashes = "off"\nlength = "told"\n[style]\nknown = ["RSPB"]\nmost_sentences = 0\n'
    )
    assert {note.rule: note.level for note in style_notes(long, own)} == {"length": Level.TOLD}
    assert style_notes(GOOD, own) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("labels", "TOML"),
        ("[labels]\nblogs = 'x'", "labels.blogs: unknown key, did you mean 'blog'?"),
        ("[labels]\nblog = ''", "labels.blog: must be one line of text"),
        ("[rules]\nlength = 'broken'", "rules.length: must be one of look, told, off"),
        ("[rules]\nlenght = 'off'", "rules.lenght: unknown key, did you mean 'length'?"),
        ("[style]\nmost_words = -3", "style.most_words: must be a whole number of at least 0"),
        ("[[topics]]\nheading = 'Hedges'", "topics.1.words: missing"),
        ("[source_line]\nshow = 'sometimes'", "source_line.show: must be one of press, always, never"),
        ("[targets]\nentries = 3", "targets.entries: unknown key"),
        ("[[sections]]\nname = 'Research'\nleast = 3", "sections.Research.least: unknown key"),
        ("[colours]", "colours: unknown key"),
    ],
)
def test_a_profile_that_cannot_be_used_names_the_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(ConfigError) as caught:
        house_of(tmp_path)
    assert said in str(caught.value)
    assert str(tmp_path / FILE) in str(caught.value)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="cannot be read"):
        house_of(tmp_path)


def test_a_changed_profile_is_in_force_at_once(tmp_path: Path) -> None:
    assert house_of(tmp_path) is USUAL
    (tmp_path / FILE).write_text("[source_line]\nshow = 'always'\n")
    assert house_of(tmp_path).source_shown is SourceShown.ALWAYS
    assert house_of(tmp_path).wants_source_line("hedge-trust")
    (tmp_path / FILE).unlink()
    assert house_of(tmp_path) is USUAL


def test_the_text_in_force_reads_as_the_profile_in_force(tmp_path: Path) -> None:
    text = text_in_force(tmp_path)
    assert read_house(text) == USUAL
    (tmp_path / FILE).write_text(text.replace('blog = "Read the blog"', 'blog = "Read it"'))
    assert 'blog = "Read it"' in text_in_force(tmp_path)


def test_the_command_shows_and_checks_the_profile(tmp_path: Path) -> None:
    gleaner = Gleaner(tmp_path)
    shown = gleaner.run("digest", "profile")
    assert read_house(shown.stdout) == USUAL
    assert "Gleaner’s own profile" in gleaner.run("digest", "profile", "--check").stdout
    (tmp_path / FILE).write_text("[rules]\nlenght = 'off'\n")
    refused = gleaner.run("digest", "profile", "--check", check=False)
    assert refused.returncode == 1
    assert "did you mean 'length'?" in refused.stderr
