"""Databases of both kinds, each empty, and a client of a portal on one."""

import os
from collections.abc import Iterator

import httpx
import pytest
from portal.store import open_database
from portal.tables import metadata
from serving import PATIENCE, serving


def databases() -> list[str]:
    """The kinds of database to run on."""
    return ["sqlite", *(["postgresql"] if "PORTAL_TEST_DATABASE" in os.environ else [])]


@pytest.fixture(scope="module", params=databases())
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('portal')}/portal.db"
    url = os.environ["PORTAL_TEST_DATABASE"]
    engine = open_database(url)
    metadata.drop_all(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="module")
def client(database: str) -> Iterator[httpx.Client]:
    """A client of a portal on an empty database, shared by the tests of a module."""
    with serving(database) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client
