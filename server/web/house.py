"""What every route may use, built once in app.py and found on the application."""

from dataclasses import dataclass

from itsdangerous import Signer
from starlette.requests import HTTPConnection

from server.config import Config
from server.desk import Desk
from server.html import Pages
from server.live.grouping import Grouping
from server.live.hub import Hub
from server.web.limits import Limits
from server.web.press import Press
from server.web.robots import Robots


@dataclass(frozen=True, slots=True)
class House:
    config: Config
    desk: Desk
    hub: Hub
    grouping: Grouping
    pages: Pages
    signer: Signer
    limits: Limits
    press: Press
    robots: Robots


def house(connection: HTTPConnection) -> House:
    found: House = connection.app.state.house
    return found
