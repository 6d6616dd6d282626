"""Starting the stand-in for Stripe as a process, and directing it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.architecture.repository import ROOT
from tests.peers.stripe_peer import KEY, SECRET

__all__ = ["KEY", "SECRET", "Stripe", "running"]


class Stripe:
    """The stand-in, directed over HTTP."""

    def __init__(self, base: str) -> None:
        self.base = base

    def direct(self, what: str, **said: Any) -> Any:
        body = json.dumps(said).encode()
        asked = urllib.request.Request(f"{self.base}/_peer/{what}", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())

    def do(self, deed: str, **said: Any) -> Any:
        """What somebody does on Stripe's pages, or Stripe itself: pay, settle, pay_invoice, lapse, refund, tell."""
        return self.direct("do", deed=deed, **said)

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What has happened there, the oldest first."""
        return [event for event in self.direct("events")["events"] if kind in (None, event["type"])]

    def signed(self, event: dict[str, Any], **how: Any) -> tuple[bytes, str]:
        """A delivery of an event: body and header. `age` in seconds makes it stale, `secret` forges it."""
        delivery = self.direct("signed", event=event, how=how)
        return delivery["body"].encode(), delivery["header"]

    def deliver(self, *ids: str, to: str, **how: Any) -> list[int]:
        """Deliver events over HTTP in this order; the statuses of the answers."""
        return list(self.direct("deliver", ids=ids, to=to, how=how)["statuses"])


@contextmanager
def running(*arguments: str) -> Iterator[Stripe]:
    """The stand-in as a process of its own."""
    command = [sys.executable, "-m", "tests.peers.stripe_peer", *(arguments or ("0",))]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield Stripe(process.stdout.readline().strip())
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()
