"""Messages to phones: sent, withdrawn; and the colleges that were not heard, asked for an idea."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from server.i18n import gettext as _
from server.room.messages import SendMessage, WithdrawMessage
from server.web.console import done
from server.web.form import Sent, read
from server.web.house import house
from server.web.who import Code, Facilitator

router = APIRouter()


class MessageForm(Sent):
    """`to`: the college of a form's list, beside the list of `colleges`."""

    text: str = ""
    ready: str = ""
    to: str = ""
    colleges: tuple[str, ...] = ()
    on_screen: bool = False


class WithdrawForm(Sent):
    message: str


@router.post("/r/{code}/messages")
async def send(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, MessageForm)
    colleges = (*form.colleges, *([form.to] if form.to else []))
    command = SendMessage(form.command_id, form.text, form.ready, colleges, form.on_screen)
    outcome = await house(request).desk.submit(code, command, by)
    return done(request, outcome, _("Message envoyé."), message=command.id)


@router.post("/r/{code}/messages/withdraw")
async def withdraw(request: Request, code: Code, by: Facilitator) -> Response:
    form = await read(request, WithdrawForm)
    outcome = await house(request).desk.submit(code, WithdrawMessage(form.command_id, form.message), by)
    return done(request, outcome, _("Message retiré."))
