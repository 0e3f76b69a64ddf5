"""The portal in a process of its own, as whoever runs it starts it."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import uvicorn
from litestar import Litestar

PORTAL = Path(__file__).parents[1]
EXAMPLES = PORTAL.parent
SURVEY = EXAMPLES / "lam-dong-2009"
PATIENCE = 60.0
"""How many seconds a test waits for an answer."""


@contextmanager
def serving_here(app: Litestar) -> Iterator[str]:
    """Serve an application from a thread of this process; give its address."""
    config = uvicorn.Config(app, host="127.0.0.1", port=_free_port(), log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the portal has ended"
            time.sleep(0.05)
        yield f"http://{config.host}:{config.port}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@contextmanager
def serving(database: str, workers: int = 1) -> Iterator[str]:
    """Start the portal as the README does; give its address."""
    port = _free_port()
    environment = os.environ | {
        "PORTAL_DATABASE": database,
        "PORTAL_SURVEY": str(SURVEY),
        "PORTAL_RULEBOOKS": "lam-dong-2009,un-egdi",
        "PORTAL_PORT": str(port),
        "PORTAL_WORKERS": str(workers),
    }
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen([sys.executable, "-m", "portal"], cwd=PORTAL, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                httpx.get(f"{address}/rulebooks").raise_for_status()
                break
            except httpx.TransportError:
                assert process.poll() is None, "the portal has ended"
                assert time.monotonic() < deadline, "the portal does not answer"
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(PATIENCE)
