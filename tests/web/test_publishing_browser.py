"""Draft and webhooks in a real browser: what a draft does to the form, and what axe finds."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from scraper.desk.roles import Role
from scraper.digest.editing import find_entry
from scraper.digest.model_draft import ModelDraft
from scraper.endpoints import DraftModel
from scraper.storage.desk_models import Dispatch
from tests.digest.making import started
from tests.site.server import Answer, Site
from tests.web.desk import RunningDesk

SAID = "The Example Trust has published a report on kinship care. It finds that 99 families waited."


@pytest.fixture
def model(desk: RunningDesk) -> Iterator[Site]:
    """A model that the desk may ask, and an issue."""
    body = json.dumps({"choices": [{"message": {"content": SAID}}]})
    started(desk.database, 2)
    with Site({"/v1": Answer(body)}) as running:
        state = desk.app.state
        chosen = replace(state.desk.settings, draft=DraftModel(f"{running.url}/v1", "small-8b"))
        state.desk = replace(state.desk, settings=chosen)
        yield running


def test_a_draft_goes_into_the_form_beside_what_is_typed_and_not_saved(model: Site, page: Page) -> None:
    page.goto("/entry/1")
    page.get_by_label("Topic heading").fill("Kinship care")
    page.get_by_label("Summary").fill("Hers.")
    page.get_by_role("button", name="Draft by model").click()
    expect(page.get_by_role("status")).to_contain_text("A draft waits beside the source")
    expect(page.get_by_label("Summary")).to_have_value("Hers.")
    page.get_by_role("button", name="Put it into the form").click()
    expect(page.get_by_label("Summary")).to_have_value(f"Hers.\n\n{SAID}")
    expect(page.get_by_label("Topic heading")).to_have_value("Kinship care")
    assert len(model.posted) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_the_pages_fit_a_phone(
    desk: RunningDesk, model: Site, chromium: Browser, scheme: str
) -> None:
    draft = ModelDraft((SAID,), "small-8b", "api.example.org", "abc", "ann", desk.now)
    with desk.database.writing() as session:
        find_entry(session, 1).drafted = draft.as_json()
        find_entry(session, 2).drafted = replace(draft, waits=False, settled_by=("ben",)).as_json()
        for name, told in (("board", {"sent_at": desk.now}), ("old", {"given_up_at": desk.now, "tries": 7})):
            row = Dispatch(key=name, webhook=name, issue_id=1, body="{}", made_at=desk.now, **told)
            session.add(row)
    client = desk.client(Role.EDITOR)
    # axe is put into the page as a script, which the desk's own policy would refuse.
    with chromium.new_context(
        color_scheme=scheme, viewport={"width": 320, "height": 700}, base_url=desk.address, bypass_csp=True
    ) as context:
        context.add_cookies([{"name": "gleaner", "value": client.cookies["gleaner"], "url": desk.address}])
        page = context.new_page()
        for path in ("/entry/1", "/entry/2", "/issue/1", "/issues"):
            page.goto(path)
            assert Axe().run(page).response["violations"] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
