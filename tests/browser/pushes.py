"""A room that others write in, so that pages are pushed regions while somebody types."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.browser.house import Room
from tests.rooms import new_id

COUNT_PUSHES = "window.pushes = 0; document.addEventListener('filon:pushed', () => { window.pushes += 1; })"
PUSHES = "return window.pushes"
SENTENCES = (
    "Le bus du soir s'arrête trop tôt pour qui travaille tard. ",
    "À l'école, l'été, où vont les enfants ? Ça coûte « cher ». ",
)


@contextmanager
def others_writing(room: Room, every: float = 0.1) -> Iterator[None]:
    """A note by somebody new, at most every so many seconds, until left."""
    over, troubles = threading.Event(), list[str]()

    def write() -> None:
        for n in itertools.count(1):
            if over.wait(every):
                return
            note = {"id": new_id(), "gisement": "g1", "kind": "idea", "text": f"La note numéro {n} des autres"}
            answer = httpx.post(f"{room.url}/notes", json=note, trust_env=False)
            if not answer.is_success:
                troubles.append(answer.text)
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()
    assert troubles == []
