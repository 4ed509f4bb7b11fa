"""Settings, read once from the environment. Everything has a default that suits a laptop in a seminar room."""

import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Self

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: templates, static files and sessions are read from here."""


@dataclass(frozen=True, slots=True)
class Config:
    """`data` is the folder of the embedded database and of the cookies' secret. URLs are empty when not set. `encoder`: compare
    notes by their sense, with a model, or by their words alone. `publisher`, `hosting`, `contact`: what the legal pages say."""

    data: Path = Path("data")
    database_url: str = ""
    redis_url: str = ""
    public_url: str = ""
    secret: str = ""
    admin_key: str = ""
    port: int = 8000
    encoder: Literal["sentences", "words"] = "sentences"
    publisher: str = ""
    hosting: str = ""
    contact: str = ""
    sessions: Path = ROOT / "sessions"

    @classmethod
    def from_environment(cls) -> Self:
        env = os.environ
        return cls(
            data=Path(env.get("FILON_DATA", "data")),
            database_url=_sqlalchemy_url(env.get("DATABASE_URL", "")),
            redis_url=env.get("REDIS_URL", ""),
            public_url=env.get("FILON_PUBLIC_URL", "").rstrip("/"),
            secret=env.get("FILON_SECRET", ""),
            admin_key=env.get("FILON_ADMIN_KEY", ""),
            port=int(env.get("PORT") or 8000),
            publisher=env.get("FILON_PUBLISHER", ""),
            hosting=env.get("FILON_HOSTING", ""),
            contact=env.get("FILON_CONTACT", ""),
            encoder="words" if env.get("FILON_ENCODER") == "words" else "sentences",
        )

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the journal: PostgreSQL when set, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'filon.db'}"

    @property
    def embedded(self) -> bool:
        return not self.database_url

    def with_secret(self) -> Self:
        """The same settings with a secret: FILON_SECRET, else one kept in the data folder (made on first use, mode 600)."""
        if self.secret:
            return self
        self.data.mkdir(parents=True, exist_ok=True)
        path = self.data / "secret"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return replace(self, secret=path.read_text().strip())


def _sqlalchemy_url(url: str) -> str:
    """Hosting platforms say postgres:// or postgresql://; the driver here is psycopg 3."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url
