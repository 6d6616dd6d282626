"""A worker of its own for measuring: does what is due once, and says how long it took and how much memory."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from flask import Flask

from shop.app import create_app
from shop.catalogue.import_duties import work_on_imports
from shop.documents.xlsx_sheets import OPENER

CODE = """
import sys
from tests.catalogue.sheets.measured import work
work(sys.argv[1])
"""
"""Begun anew, so that nothing but the shop's own memory is measured."""

OPEN = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-I", *sys.argv[1:]], stdin=sys.stdin, stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


class Measured(NamedTuple):
    """Seconds that passed, seconds of work, and the most memory that the worker and its child, which opens the
    workbook, had, in MB, added up.
    """

    seconds: float
    worked: float
    megabytes: float


def measured_work(app: Flask, content: bytes) -> Measured:
    """Have another process work on one import that waits, on the same database; ``content`` is its workbook.

    The child is measured below a parent that is next to nothing: before a child is another program it counts as large
    as the parent it was split from, so that of the worker's own children nothing could be told.
    """
    seconds, worked, kilobytes = json.loads(_run(CODE, app.config["SQLALCHEMY_DATABASE_URI"]))
    opener = int(_run(OPEN, str(OPENER), "10031", "as-seen", given=content))
    return Measured(seconds, worked, (kilobytes + opener) / 1024)


def _run(code: str, *arguments: str, given: bytes = b"") -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], input=given, capture_output=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().splitlines()[-1]


def work(url: str) -> None:
    """In the other process: one import from its claim to its end."""
    os.environ["SHOP_DATABASE_URL"] = url
    app = create_app()
    with app.app_context():
        began, before = time.perf_counter(), time.process_time()
        assert work_on_imports() == 1
        seconds = time.perf_counter() - began
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    worked = sum(one.ru_utime + one.ru_stime for one in used) - before
    print(json.dumps([seconds, worked, _most()]))


def _most() -> int:
    """The most kilobytes that this program had: of its own, not of the one that it was split from."""
    said = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert said
    return int(said[1])
