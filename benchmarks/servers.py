"""Starts gunicorn with two workers, for the floor exactly as `shop serve` does it for the shop."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from shop.cli import server_command

WORKERS = 2
SECONDS_TO_START = 30


@contextmanager
def serving(application: str, settings: Mapping[str, str] | None = None) -> Iterator[str]:
    """Serve a WSGI application such as `shop.wsgi:app` and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ours = server_command(f"127.0.0.1:{port}", WORKERS)
    command = [application if part == "shop.wsgi:app" else part for part in ours]
    environment = {**os.environ, **(settings or {})}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS_TO_START)


def fetch(address: str) -> bytes:
    """One answer's body; raises when it is no success."""
    request = urllib.request.Request(address, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    with urllib.request.urlopen(request) as response:
        return bytes(response.read())


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionError as refusal:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("gunicorn did not start") from refusal
            time.sleep(0.1)
