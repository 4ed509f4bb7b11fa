"""A session as the file that `parse` reads: for a room written in a form, or corrected while it was rehearsed."""

from typing import Any

import tomlkit

from server.room.definition import Session


def written(session: Session) -> str:
    """What is as it would be anyway is left out. `parse(written(session)) == session`."""
    return tomlkit.dumps(_plain(session.model_dump(exclude_none=True, exclude_defaults=True)))


def _plain(value: Any) -> Any:
    """Lists for tuples; single values before tables, which would take them in."""
    if isinstance(value, dict):
        values = {key: _plain(one) for key, one in value.items()}
        return dict(sorted(values.items(), key=lambda one: _is_table(one[1])))
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))
