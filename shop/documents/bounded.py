"""Programs of ours that open what strangers sent: in a process of its own, which may take only so much.

The program sets its own limits of memory and time before it reads anything; here it is given what it needs and nothing
else (no environment, so none of the shop's secrets), and is ended if it does not end.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


class TookTooLong(Exception):
    """The program was ended because it did not end in time."""


def run(program: Path, arguments: list[str], data: bytes, *, seconds: float) -> tuple[int, bytes]:
    """How the program ended and what it wrote, having been given ``data``; raises ``TookTooLong``."""
    try:
        ended = subprocess.run(  # noqa: S603 – our own file, by our own interpreter
            [sys.executable, "-I", str(program), *arguments],
            input=data,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong from None
    return ended.returncode, ended.stdout
