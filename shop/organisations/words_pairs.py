"""The stored words of pairings between units and bodies of the aided side, with their labels."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class BodyKind(Labelled):
    """What is paired on the aided side."""

    SCHOOL = "school", _l("School")
    HOSPITAL = "hospital", _l("Hospital")
    VILLAGE = "village", _l("Village")


class PairState(Labelled):
    """How far a pairing has come. Whether it holds on a day is a question of its days besides."""

    PROPOSED = "proposed", _l("Waits for a second person")
    PAIRED = "paired", _l("Paired")
    ENDING = "ending", _l("End waits for a second person")
    REFUSED = "refused", _l("Refused")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


HOLDING = (PairState.PAIRED, PairState.ENDING)
"""States in which a pairing holds within its days: a proposed end ends nothing yet."""


class JobsBy(Labelled):
    """Whose statement of a workshop's jobs it is."""

    WORKSHOP = "workshop", _l("The workshop")
    COUNTY = "county", _l("The county office")
