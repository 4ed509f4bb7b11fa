"""A pass: for a few minutes, the way to the console that whoever leads shows to another phone. Nothing keeps it: it is signed with
the keys of facilitators that the room has now, and dies with them."""

import hashlib

from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy import Connection

from server.journal import access
from server.journal.access import Grant

LIFE = 5 * 60
"""Seconds."""
ROLE = "facilitator"


def give(connection: Connection, secret: str, room: int) -> str:
    """A pass to the room. One whose keys were all revoked gets a key that nobody knows, for passes to lean on."""
    if not access.hashes(connection, room, ROLE):
        access.add_key(connection, room, Grant(ROLE))
    return _signer(secret, room, access.hashes(connection, room, ROLE)[0]).sign(b"").decode().removeprefix(".")


def accept(connection: Connection, secret: str, room: int, shown: str) -> Grant | None:
    """What a pass gives while it is good."""
    for key in access.hashes(connection, room, ROLE):
        try:
            _signer(secret, room, key).unsign(f".{shown}", max_age=LIFE)
        except BadSignature:
            continue
        return Grant(ROLE)
    return None


def _signer(secret: str, room: int, key: bytes) -> TimestampSigner:
    return TimestampSigner(secret, salt=f"filon.pass.{room}.{key.hex()}", digest_method=hashlib.sha256)
