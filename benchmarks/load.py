"""Drives an address with wrk and reads what it says."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

LANGUAGE = "Accept-Language: zh-CN,zh;q=0.9"


class WrkMissing(RuntimeError):
    """There is no wrk here; the message says what to install."""


@dataclass(frozen=True)
class Load:
    """What an address bore: answers a second, milliseconds within which 99 of 100 came, and how many failed."""

    per_second: float
    milliseconds_99: float
    failures: int


def find_wrk() -> str:
    """The wrk of this machine; as root on Debian it is installed if missing."""
    if shutil.which("wrk") is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "wrk"], env=quiet, check=False)
    wrk = shutil.which("wrk")
    if wrk is None:
        raise WrkMissing("make bench drives the pages with wrk: install the package `wrk`.")
    return wrk


def drive(address: str, connections: int, seconds: int, headers: Iterable[str] = ()) -> Load:
    """Ask for one address over so many connections for so long."""
    how = ["--threads", "2", "--connections", str(connections), "--duration", f"{seconds}s", "--timeout", "10s"]
    how += [word for header in (LANGUAGE, *headers) for word in ("--header", header)]
    done = subprocess.run([find_wrk(), *how, "--latency", address], capture_output=True, text=True, check=True)
    return Load(
        per_second=float(_after(r"Requests/sec:\s+([\d.]+)", done.stdout)),
        milliseconds_99=_milliseconds(_after(r"99%\s+([\d.]+\w+)", done.stdout)),
        failures=int(_after(r"Non-2xx or 3xx responses: (\d+)", done.stdout, "0"))
        + sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", done.stdout))),
    )


def _after(pattern: str, text: str, default: str = "") -> str:
    found = re.search(pattern, text)
    if found is None and not default:
        raise ValueError(f"wrk said nothing like {pattern}:\n{text}")
    return found.group(1) if found else default


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]
