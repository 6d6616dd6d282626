"""However many entries there are, making their file takes the same memory."""

import os
import subprocess
import sys
import time

from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.reports.words import FileState
from shop.tally.models import Entry
from shop.tally.queries.entry_filters import Wanted
from tests.factories.many_entries import copied
from tests.reports.making import COPIES, newest, order

MANY = 30_000


def test_memory_stays_the_same_however_many_entries_there_are(committing_app: Flask, official: Actor) -> None:
    """Measured in a process of its own, which makes a small file first: what counts is what a large one adds."""
    order(official, wanted=Wanted(month=1))
    first = db.session.execute(select(Entry).order_by(Entry.id).limit(1)).scalar_one()
    _many_more(first)
    order(official)
    began = time.perf_counter()
    code = (
        "import re, sys\nfrom pathlib import Path\nfrom shop.app import create_app\n"
        "from shop.reports.export_duties import make_files\n"
        "def most():\n    return int(re.search(r'VmHWM:\\s*(\\d+)', Path('/proc/self/status').read_text())[1])\n"
        "app = create_app()\nwith app.app_context():\n"
        "    assert make_files() == 1\n    small = most()\n    assert make_files() == 1\n    print(small, most())\n"
    )
    environment = dict(os.environ) | {"SHOP_DATABASE_URL": committing_app.config["SQLALCHEMY_DATABASE_URI"]}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    small, large = (int(said) / 1024 for said in done.stdout.split())
    assert newest().state is FileState.READY
    assert newest().done == MANY + COPIES + 2
    print(f"{MANY} entries: {small:.0f} MB before, {large:.0f} MB after, {time.perf_counter() - began:.0f} s")
    assert large < 200
    assert large - small < 25, f"{small:.0f} MB for none, {large:.0f} MB for {MANY} entries"


def _many_more(first: Entry) -> None:
    copied(first, MANY + COPIES, since=COPIES)
    db.session.commit()
