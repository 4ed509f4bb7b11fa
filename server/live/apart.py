"""Runs a `Grouper` in a process of its own, so that no computation ever holds the event loop or the interpreter.

Messages are pickles after their length, on the child's standard input and output; the child ends when its input does, which
also happens when this process is killed. One that dies is started again at the next question, having forgotten everything.
"""

import asyncio
import importlib
import logging
import os
import pickle
import signal
import struct
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from server.config import ROOT
from server.themes.encoder import Vectors
from server.themes.grouper import Grouper
from server.themes.questions import Arrangement, Proposal, Question, Sheet, Words

logger = logging.getLogger("filon.grouping")

LENGTH = struct.Struct("!Q")
NICENESS = 5
"""People's requests come before the machine's thoughts when both want the processor."""
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Products of matrices keep to one core: the other is for people."""
BEST, BY_WORDS = "server.themes.encoder:load", "server.themes.encoder:LexicalEncoder"
"""What the child may load, as `module:name` of a function without arguments that gives an Encoder."""


class Died(Exception):
    """The child ended before it answered: it was killed, or lacked memory."""


class Failed(Exception):
    """The child could not answer this question (its log tells why); it goes on."""


class Apart:
    """A grouper, asked from the event loop. `lives` counts its starts: a new life knows nothing of the rooms."""

    def __init__(self, loader: str = BEST) -> None:
        self.lives = 0
        self._loader = loader
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    async def model(self) -> str:
        """The name of what makes the vectors. Loading it takes seconds, once."""
        return str(await self._ask("model"))

    async def encode(self, texts: Sequence[str]) -> Vectors:
        found: Vectors = await self._ask("encode", list(texts))
        return found

    async def arrange(self, sheet: Sheet, learnt: Sequence[Words]) -> Arrangement:
        found: Arrangement = await self._ask("arrange", sheet, list(learnt))
        return found

    async def propose(self, sheet: Sheet, learnt: Sequence[Words], question: Question) -> Proposal:
        found: Proposal = await self._ask("propose", sheet, list(learnt), question)
        return found

    async def forget(self, room: str) -> None:
        if self._child:
            await self._ask("forget", room)

    async def stop(self) -> None:
        child, self._child = self._child, None
        if child and child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _ask(self, what: str, *arguments: Any) -> Any:
        async with self._turn:
            child = await self._living()
            try:
                done, answer = await self._exchange(child, (what, arguments))
            except (OSError, asyncio.IncompleteReadError):
                logger.warning("the grouping process ended in the middle of a question: it starts again")
                await self.stop()
                raise Died from None
            except BaseException:  # cancelled half-way: the next answer would be this one's
                await asyncio.shield(self.stop())
                raise
        if not done:
            raise Failed(answer)
        return answer

    async def _living(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self.lives += 1
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "server.live.apart", self._loader, cwd=ROOT,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=os.environ | ONE_THREAD,
            )  # fmt: skip
        return self._child

    @staticmethod
    async def _exchange(child: asyncio.subprocess.Process, question: Any) -> tuple[bool, Any]:
        questions, answers = child.stdin, child.stdout
        if questions is None or answers is None:
            raise Died
        said = pickle.dumps(question, pickle.HIGHEST_PROTOCOL)
        questions.write(LENGTH.pack(len(said)) + said)
        await questions.drain()
        (length,) = LENGTH.unpack(await answers.readexactly(LENGTH.size))
        answer: tuple[bool, Any] = pickle.loads(await answers.readexactly(length))  # noqa: S301 - our own child
        return answer


def main(loader: str) -> None:
    """The child: answer questions until there are none. Whatever a library prints goes to the log, not among the answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    module, _, name = loader.partition(":")
    grouper = Grouper(getattr(importlib.import_module(module), name))
    while (question := _read(questions)) is not None:
        what, arguments = question
        try:
            found = getattr(grouper, what)
            answer = (True, found(*arguments) if callable(found) else found)
        except Exception as error:
            logger.exception("%s failed", what)
            answer = (False, repr(error))
        said = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
        answers.write(LENGTH.pack(len(said)) + said)
        answers.flush()


def _read(stream: BinaryIO) -> Any:
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return pickle.loads(stream.read(LENGTH.unpack(head)[0]))  # noqa: S301 - our own parent


if __name__ == "__main__":
    main(sys.argv[1])
