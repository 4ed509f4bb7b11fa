"""A lost link, as its owner lives it: the paper printed at opening, then the home page of another browser."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.gallery.looking import axe as faults
from tests.browser.house import People, Server


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_printed_at_opening_gives_the_room_back(
    server: Server, people: People, scheme: Literal["light", "dark"]
) -> None:
    owner = people.page(390, 844, color_scheme=scheme, reduced_motion="reduce")
    owner.goto(server.url)
    owner.click(".open-room button.primary")
    paper = owner.locator(".recovery-code")
    groups = paper.locator("span").all_inner_texts()
    seen = {"opened": faults(owner)}
    owner.emulate_media(media="print")
    expect(paper).to_be_visible()
    expect(owner.locator(".recovery-at")).to_have_text(server.url)
    expect(owner.locator(".links")).to_contain_text("Participants")
    expect(owner.locator(".links li", has_text="Console")).to_be_hidden()

    other = people.page(390, 844, color_scheme=scheme, reduced_motion="reduce")
    other.goto(server.url)
    other.get_by_text("J’ai perdu mon lien").click()
    other.get_by_label("Code de secours").fill("ABCD")
    other.get_by_role("button", name="Retrouver ma salle").click()
    expect(other.locator("h1")).to_contain_text("n’ouvre aucune salle")
    seen["refused"] = faults(other)
    other.get_by_label("Code de secours").fill(" ".join(groups).lower())
    other.get_by_role("button", name="Retrouver ma salle").click()
    expect(other.locator("h1")).to_contain_text("Vous avez retrouvé votre salle")
    seen["recovered"] = faults(other)
    other.get_by_role("link", name="Aller à la page d’organisation").click()
    expect(other.locator("h1")).to_contain_text("Carte blanche")
    other.on("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Nouveau code de secours").click()
    expect(other.locator(".recovery-code span")).to_have_count(5)
    assert other.locator(".recovery-code span").all_inner_texts() != groups
    seen["a new code"] = faults(other)
    assert {place: found for place, found in seen.items() if found} == {}
