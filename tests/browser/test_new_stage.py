"""What a phone says when the stage changes under its eyes: once, over everything, but never over who is writing."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.house import READY, People, Room

EARLY = """([code]) => {
  localStorage.setItem(`filon:${code}:stage`, '"another"');
  document.dispatchEvent(new CustomEvent("filon:pushed"));
  const message = document.getElementById("new-stage");
  message.click();
  return message.open;
}"""


def watching(room: Room, people: People) -> tuple[Page, Locator, Locator]:
    """A still phone, its message of a new stage, and the bar in its stead; its clock can be put forward."""
    phone = people.phone(room, going_on=False)
    phone.emulate_media(reduced_motion="reduce")
    phone.clock.install()
    phone.reload()
    phone.wait_for_selector(READY)
    return phone, phone.locator("#new-stage"), phone.locator("#new-stage-bar button")


def test_a_new_stage_is_told_once_until_a_key_or_a_tap(room: Room, people: People) -> None:
    phone, message, bar = watching(room, people)
    expect(message).to_be_hidden()
    room.go("gather")
    expect(message).to_have_accessible_name("Récolter idées, ressources et difficultés")
    expect(message).to_have_accessible_description(
        "Écrivez d’abord en silence. Mettez une seule idée par note. Parlez-en ensuite à votre table."
    )
    expect(message).to_have_role("dialog")
    expect(message.get_by_role("button", name="Continuer")).to_be_focused()
    assert message.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 844}
    phone.keyboard.press("Escape")
    expect(message).to_be_hidden()
    expect(phone.locator("#now")).to_be_focused()

    # The same stage pushed again, the network back, the page opened again: nothing more.
    room.lead("timer", action="start")
    expect(phone.locator("#now [data-ends-at]")).to_be_visible()
    phone.context.set_offline(True)
    phone.wait_for_selector("body[data-link=off]")
    phone.context.set_offline(False)
    phone.wait_for_selector("body[data-link=on]")
    expect(message).to_be_hidden()
    phone.reload()
    phone.wait_for_selector(READY)
    expect(message).to_be_hidden()

    # A stage that came meanwhile is told; the next one takes its place.
    phone.context.set_offline(True)
    phone.wait_for_selector("body[data-link=off]")
    room.go("sort")
    phone.context.set_offline(False)
    expect(message).to_have_accessible_name("Relire et regrouper les notes en thèmes")
    room.go("vote")
    expect(message).to_have_accessible_name("Choisir les gisements prioritaires")
    phone.clock.fast_forward(500)
    message.click(position={"x": 20, "y": 20})
    expect(message).to_be_hidden()
    expect(phone.locator(".ballot")).to_be_visible()
    assert phone.evaluate(EARLY, [room.code]) is True  # that tap was meant for what was there before

    # What moves by itself is not covered.
    room.go("results")
    expect(bar).to_have_text("Nouvelle étape Découvrir et discuter les résultats")
    expect(message).to_be_hidden()
    phone.clock.fast_forward(13_000)
    expect(bar).to_be_hidden()


def test_who_is_writing_is_not_covered_and_loses_nothing(room: Room, people: People) -> None:
    again = room.lead("order", kind="gather", title="Encore des idées", after="gather")["stage"]
    room.go("gather")
    phone, message, bar = watching(room, people)
    phone.fill("#text", "Des bancs à l'ombre")
    room.go(again)
    expect(bar).to_have_text("Nouvelle étape Encore des idées")
    expect(message).to_be_hidden()
    expect(phone.locator("#composer[data-written-in]")).to_have_attribute("data-written-in", again)
    expect(phone.locator("#text")).to_be_focused()
    expect(phone.locator("#text")).to_have_value("Des bancs à l'ombre")
    phone.clock.fast_forward(13_000)
    expect(bar).to_be_visible()
    bar.click()
    expect(message).to_have_accessible_description("Écrivez vos notes. Une idée à la fois.")
    expect(bar).to_be_hidden()
    phone.keyboard.press("Escape")
    expect(message).to_be_hidden()
    expect(phone.locator("#text")).to_have_value("Des bancs à l'ombre")

    phone.focus("#text")
    room.go("sort")
    expect(bar).to_have_text("Nouvelle étape Relire et regrouper les notes en thèmes")
    expect(phone.locator("#composer")).to_have_count(0)
    expect(message).to_be_hidden()
    room.go("gather")
    expect(message).to_have_accessible_name("Récolter idées, ressources et difficultés")
    expect(bar).to_be_hidden()
    phone.keyboard.press("Escape")
    expect(phone.locator("#text")).to_have_value("Des bancs à l'ombre")
