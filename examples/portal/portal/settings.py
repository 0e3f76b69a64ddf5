"""What a portal is told by its environment."""

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

_EXAMPLES = Path(__file__).parents[2]


@frozen(kw_only=True)
class Settings:
    """What differs between one portal and another.

    Attributes:
        database: the URL of the database, as SQLAlchemy writes it.
        survey: the folder of the survey that an empty database begins with.
        rulebooks: the rulebooks that it scores by: ids of packaged ones, and files in TOML.
        host: the address that it listens on.
        port: the port that it listens on.
        workers: how many processes answer requests.
    """

    database: str = "sqlite:///portal.db"
    survey: Path = _EXAMPLES / "lam-dong-2009"
    rulebooks: tuple[str | Path, ...] = ("lam-dong-2009", "un-egdi")
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings from variables such as ``PORTAL_DATABASE``."""
        given = cls()
        return cls(
            database=environment.get("PORTAL_DATABASE", given.database),
            survey=Path(environment.get("PORTAL_SURVEY", given.survey)),
            rulebooks=tuple(
                Path(name) if name.endswith(".toml") else name
                for name in environment.get(
                    "PORTAL_RULEBOOKS", ",".join(map(str, given.rulebooks))
                ).split(",")
            ),
            host=environment.get("PORTAL_HOST", given.host),
            port=int(environment.get("PORTAL_PORT", given.port)),
            workers=int(environment.get("PORTAL_WORKERS", given.workers)),
        )
