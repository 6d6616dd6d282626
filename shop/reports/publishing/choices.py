"""A choice of what is published, and the hosts that may show it on pages of their own. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.kernel.refusals import Refused
from shop.reports.publishing.words import LEAST_UNITS, MOST_LEAST, Basis, Item

MOST_HOSTS = 10
LABEL, LAST = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", r"([a-z]{2,24}|xn--[a-z0-9-]{1,59})"
HOST = re.compile(rf"(?=.{{4,120}}$)({LABEL}\.)+{LAST}(:[0-9]{{2,5}})?", re.ASCII)
"""A whole host name, as in an address; no wildcard, no scheme, no path: it goes into a header."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is published, as of when, from how many units on by name, and who may embed it."""

    items: frozenset[Item]
    basis: Basis = Basis.LIVE
    least_units: int = LEAST_UNITS
    hosts: tuple[str, ...] = ()

    @property
    def ordered(self) -> list[Item]:
        """The parts in the order in which they are told."""
        return [item for item in Item if item in self.items]

    def __contains__(self, item: object) -> bool:
        return item in self.items


FIRST = Choice(frozenset(Item) - {Item.BULLETINS})
"""What is published before anybody has chosen."""


def chosen(items: Iterable[str], basis: str, least_units: int, hosts: str) -> Choice:
    """What was typed, as a choice; raises ``Refused`` beside the field that is wrong."""
    if not LEAST_UNITS <= least_units <= MOST_LEAST:
        raise Refused(
            _l("Please give a number from %(least)s to %(most)s.", least=LEAST_UNITS, most=MOST_LEAST),
            field="least_units",
        )
    return Choice(frozenset(Item(item) for item in items), Basis(basis), least_units, hosts_in(hosts))


def hosts_in(text: str) -> tuple[str, ...]:
    """The host names in what was typed, one a line, each once."""
    names = tuple(dict.fromkeys(line.strip().lower() for line in text.splitlines() if line.strip()))
    for name in names:
        if not HOST.fullmatch(name):
            raise Refused(_l("“%(host)s” is no host name: write it like www.example.cn.", host=name), field="hosts")
    if len(names) > MOST_HOSTS:
        raise Refused(_l("Please name %(most)s hosts at the most.", most=MOST_HOSTS), field="hosts")
    return names


def frame_ancestors(hosts: Iterable[str]) -> str:
    """The directive under which only pages of these hosts may frame what is shown."""
    return "frame-ancestors " + (" ".join(f"https://{host}" for host in hosts) or "'none'")
