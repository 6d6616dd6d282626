"""Rules of counting."""

from datetime import date

from shop.organisations.models import Unit
from shop.tally.models import Scheme
from shop.tally.rules import Rules
from shop.tally.services.schemes import lay_down_rules, set_up_scheme

LONG_AGO = date(2016, 1, 1)


def a_yardstick(of: Unit) -> Scheme:
    """The usual rules of DOMAIN §3 for a cluster, in force since long ago."""
    scheme = set_up_scheme(of.id, "main", "主口径", "Main", by=None)
    lay_down_rules(scheme, Rules(), LONG_AGO, proposed_by_id=1, approved_by_id=2)
    return scheme
