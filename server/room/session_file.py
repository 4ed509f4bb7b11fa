"""A session as the file that `parse` reads: for a room written in a form, or corrected while it was rehearsed."""

from typing import Any

import tomlkit

from server.room.definition import Session
from server.room.translations import living


def written(session: Session) -> str:
    """What is as it would be anyway is left out, and so are translations of what the room no longer says: what is written can
    be read again. `parse(written(session)) == session`, as long as nothing was corrected since."""
    values = session.model_dump(exclude_none=True, exclude_defaults=True)
    if translations := living(session, session.translations):
        values["translations"] = translations
    else:
        values.pop("translations", None)
    return tomlkit.dumps(_plain(values))


def _plain(value: Any) -> Any:
    """Lists for tuples; single values before tables, which would take them in."""
    if isinstance(value, dict):
        values = {key: _plain(one) for key, one in value.items()}
        return dict(sorted(values.items(), key=lambda one: _is_table(one[1])))
    return [_plain(one) for one in value] if isinstance(value, tuple | list) else value


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))
