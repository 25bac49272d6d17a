"""A house's own templates: what may not be used is refused, what is used shows everything."""

from pathlib import Path

import pytest

from scraper.digest.exporting.house_templates import (
    SAMPLE,
    own_templates,
    render_own,
    use_template,
    versions_of,
)
from scraper.digest.exporting.sandbox_worker import filled
from scraper.digest.exporting.templates import environment
from scraper.digest.importing import read_issue_bytes
from scraper.errors import TemplateRefusedError
from tests.digest.examples import OWN_ISSUE

TEXT = """{% for paragraph in intro %}
{{ paragraph }}
{% endfor %}
{% for entry in entries %}
{{ entry.section }}
{{ entry.heading|upper }} / {{ entry.heading }}
{% for paragraph in entry.summary %}
{{ paragraph }}
{% endfor %}
{% for link in entry.links %}
{{ link.lead }} {{ link.title }} {{ link.url }}
{% endfor %}
{{ entry.source }}
{% endfor %}
"""
HTML = """<h1>{{ title }}</h1>{{ intro|join(" ") }}
{% for entry in entries %}{{ entry.section }}<h2>{{ entry.heading }}</h2>
{% for paragraph in entry.summary %}<p>{{ paragraph }}</p>{% endfor %}
{% for link in entry.links %}<p>{{ link.lead }} <a href="{{ link.url }}">{{ link.title }}</a></p>{% endfor %}
<p>{{ entry.source }}</p>{% endfor %}"""


def test_a_template_that_shows_everything_is_used_and_every_version_is_kept(tmp_path: Path) -> None:
    assert own_templates(tmp_path) == {}
    use_template(tmp_path, "text", TEXT)
    use_template(tmp_path, "text", TEXT + "--\n")
    use_template(tmp_path, "html", HTML)
    assert own_templates(tmp_path) == {"text": TEXT + "--\n", "html": HTML}
    assert sorted(versions_of(tmp_path, "text")) == [1, 2]
    issue = read_issue_bytes(OWN_ISSUE, "own.txt")
    assert (
        "COMMUNITY ALLOTMENTS / Community allotments"
        in render_own(issue, "text", own_templates(tmp_path)).decode()
    )


def test_what_a_template_prints_is_escaped_in_html_and_not_in_text() -> None:
    assert b"<p>First paragraph &lt;b&gt;with&lt;/b&gt; marks.</p>" in render_own(
        SAMPLE, "html", {"html": HTML}
    )
    assert b"First paragraph <b>with</b> marks." in render_own(SAMPLE, "text", {"text": TEXT})


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("docx", TEXT, "docx has no template; there are ones for html, html-fragment, text"),
        ("text", "{% for x in entries %}", "is wrong in line 1"),
        ("text", "nothing", "does not show 'A heading & more'"),
        ("text", TEXT.replace("{{ link.url }}", ""), "does not show 'https://example.org/one"),
        ("html", HTML + "<script>1</script>", "<script>, which has no place in a mailing"),
        ("html", HTML + '<p onclick="x">', "onclick="),
        ("html", HTML + '<p style="background:url(https://e.example/x)">', "fetches a file"),
        ("html", HTML + "<style>@import 'x'</style>", "fetches a file"),
        ("html", HTML.replace("intro", "entries"), "does not show 'Words before the first entry"),
        ("html", HTML.replace("entry.section", "title"), "does not show 'A section of it'"),
        ("html", "", "makes no HTML"),
        ("text", "{{ 1 / 0 }}", "the template fails"),
        ("text", "{{ ''.__class__.__mro__ }}", "does not show"),
        ("text", "{{ entries.append(1) }}", "unsafe"),
        ("text", "{{ 'a' * 10 ** 8 }}", "more than 2 MB"),
        ("text", "{{ 'a'|center(10 ** 8) }}", "more than 2 MB"),
        ("text", "{% for x in range(10 ** 9) %}{% endfor %}", "too big|too much"),
        ("text", "{{ 'a' * 10 ** 11 }}", "too much"),
        ("text", "{% include '/etc/passwd' %}", "wrong|fails"),
        (
            "text",
            "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
            "too much memory",
        ),
    ],
)
def test_what_a_template_may_not_do_is_refused_in_words(
    tmp_path: Path, name: str, source: str, words: str
) -> None:
    with pytest.raises(TemplateRefusedError, match=words):
        use_template(tmp_path, name, source)
    assert own_templates(tmp_path) == {}


def test_a_template_that_never_ends_is_ended() -> None:
    nested = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
    with pytest.raises(TemplateRefusedError, match=r"too much time|longer than"):
        render_own(SAMPLE, "text", {"text": nested})


def test_a_name_nobody_knows_prints_nothing() -> None:
    assert filled("a{{ nothing.at.all }}b", {}, escape=True) == {"text": "ab"}


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("a\n{% for x in y %}", "the template is wrong in line 2: Unexpected end of template"),
        ("{{ ''.__class__() }}", "the template is wrong: access to attribute '__class__'"),
        ("{{ 1 / 0 }}", "the template fails: division by zero"),
        ("{{ 'a' * 10 ** 20 }}", "the template takes too much memory"),
        ("{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}", "the template takes too much memory"),
        ("{{ 'a'|center(3 * 1024 * 1024) }}", "the template makes more than 2 MB"),
    ],
)
def test_what_fails_is_told_in_words_with_its_line(source: str, problem: str) -> None:
    assert filled(source, {}, escape=False)["problem"].startswith(problem)


def test_a_template_that_does_not_come_back_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scraper.digest.exporting.sandbox.PATIENCE", 0.001)
    with pytest.raises(TemplateRefusedError, match=r"took longer than 0\.001 s"):
        render_own(SAMPLE, "text", {"text": TEXT})


@pytest.mark.parametrize("name", ["email.html", "fragment.html"])
def test_our_own_templates_are_no_more_than_a_house_could_write(tmp_path: Path, name: str) -> None:
    loader = environment().loader
    assert loader
    parts = loader.get_source(environment(), "entries.html")[0]
    whole = loader.get_source(environment(), name)[0].split("\n", 1)[1]
    use_template(tmp_path, "html", parts + whole)
