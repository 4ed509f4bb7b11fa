"""What is read, masked or put aside on the console, as the room's phones and projector see it."""

from playwright.sync_api import Page, expect

from tests.browser.house import People, Room, write

RUDE = "Le gardien Dupond dort"
BLANKED = "Le gardien ▇▇▇▇ dort"


def choose(console: Page, act: str) -> None:
    console.click("#console-wall [data-menu=note]")
    console.locator("#note-menu button", has_text=act).click()


def test_a_masked_word_is_a_blank_on_every_page_and_comes_back(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="wall", gisement="g1")
    author, neighbour = people.phone(room), people.phone(room)
    console, screen = people.console(room), people.screen(room)
    write(author, RUDE)
    read = neighbour.locator("#feed-g1 .note-text")
    expect(read).to_have_text(RUDE)
    expect(screen.locator("#screen-main .slip")).to_contain_text(RUDE)
    choose(console, "Masquer un mot")
    console.get_by_role("button", name="Dupond", exact=True).click()
    expect(console.get_by_role("button", name="Dupond", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(console.get_by_role("button", name="Dupond", exact=True)).to_be_focused()
    expect(screen.locator("#screen-main .slip")).to_contain_text(BLANKED)
    expect(screen.locator("#screen-main .slip").get_by_role("img", name="mot masqué")).to_be_visible()
    expect(read).to_have_text(BLANKED)
    expect(author.locator("#mine .note-text")).to_have_text(BLANKED)
    expect(author.locator("#mine .note-masked")).to_contain_text("L’animation a masqué un mot.")
    expect(author.locator("#mine [data-act=edit]")).to_have_attribute("data-text", RUDE)
    assert room.texts() == [BLANKED]
    for page in (neighbour, screen, console):
        page.reload()
    expect(screen.locator("#screen-main .slip")).to_contain_text(BLANKED)
    assert "Dupond" not in neighbour.content() + screen.content() + console.content()
    console.click("text=Annuler : mot masqué")
    expect(screen.locator("#screen-main .slip")).to_contain_text(RUDE)
    expect(author.locator("#mine .note-text")).to_have_text(RUDE)
    expect(author.locator("#mine .note-masked")).to_have_count(0)


def test_a_persons_next_notes_wait_and_what_they_tell_of_somebody_is_masked_by_one_tap(
    room: Room, people: People
) -> None:
    room.go("gather")
    room.lead("screen", view="wall", gisement="g1")
    one, other = people.phone(room), people.phone(room)
    console, screen = people.console(room), people.screen(room)
    wall, queued = console.locator("#console-wall .slip"), console.locator("#console-queue .queued-text")
    write(one, "Appelez Sam au 0612345678")
    expect(wall).to_have_count(1)
    expect(wall).to_contain_text("à relire")
    choose(console, "prochaines notes")
    expect(console.locator("#console-moderation .held-back li")).to_contain_text("Appelez Sam au 0612345678")
    write(one, "Ou Mme Dupont au 0612345679")
    expect(queued).to_have_text("Ou Mme Dupont au 0612345679")
    expect(one.locator("#mine .note-state").first).to_contain_text("Reçue, en attente de relecture")
    write(other, "Une note tranquille")
    expect(screen.locator("#screen-main .slip", has_text="Une note tranquille")).to_be_visible()
    expect(screen.locator("#screen-main .slip")).to_have_count(2)
    expect(wall).to_have_count(2)
    expect(wall.filter(has_text="à relire")).to_have_count(1)
    expect(console.locator("#console-queue .doubtful")).to_contain_text("Nom ou coordonnées ?")
    console.click("#console-queue button:has-text('Dupont 0612345679')")
    expect(console.locator("#console-queue .doubtful")).to_have_count(0)
    console.click("text=Les afficher à nouveau")
    expect(console.locator("#console-moderation .held-back")).to_have_count(0)
    expect(queued).to_have_text("Ou Mme ▇▇▇▇ au ▇▇▇▇")
    console.click("#console-queue .queued button:has-text('Accepter')")
    expect(screen.locator("#screen-main .slip", has_text="Ou Mme ▇▇▇▇ au ▇▇▇▇")).to_be_visible()


def test_a_worrying_note_is_put_aside_read_in_private_and_put_back(room: Room, people: People) -> None:
    room.go("gather")
    room.lead("screen", view="wall", gisement="g1")
    author, neighbour = people.phone(room), people.phone(room)
    console, screen = people.console(room), people.screen(room)
    write(author, "Samira vit seule")
    expect(screen.locator("#screen-main .slip")).to_have_count(1)
    expect(neighbour.locator("#feed-g1 .note-text")).to_have_count(1)
    console.click("#console-wall [data-menu=note]")
    console.click("#note-menu summary:has-text('Mettre de côté')")
    console.fill("#note-menu [name=reason]", "À signaler")
    console.locator("#note-menu [data-post=aside] button").click()
    expect(screen.locator("#screen-main .slip")).to_have_count(0)
    expect(neighbour.locator("#feed-g1 .note-text")).to_have_count(0)
    expect(console.locator("#console-wall .slip")).to_have_count(0)
    expect(author.locator("#mine .note-state")).to_contain_text("Mise de côté")
    assert room.texts() == []
    console.click("text=1 note mise de côté")
    expect(console.locator("#ask .aside-notes")).to_contain_text("Samira vit seule")
    expect(console.locator("#ask .aside-notes")).to_contain_text("À signaler")
    console.click("#ask button:has-text('Remettre')")
    expect(console.locator("#ask")).to_be_hidden()
    expect(screen.locator("#screen-main .slip")).to_have_text("Samira vit seule")
    expect(author.locator("#mine .note-state")).to_contain_text("Reçue")
    console.locator("#console-undo button", has_text="Annuler : note remise à sa place").click()
    expect(screen.locator("#screen-main .slip")).to_have_count(0)
