"""The words of rosters that are not stored."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled


class LinkState(Labelled):
    """Whether a link goes on."""

    GOING_ON = "going_on", _l("Linked now")
    ENDED = "ended", _l("Link ended")


class RosterState(Labelled):
    """How a roster stands with its county."""

    NONE = "none", _l("No roster yet")
    NEW = "new", _l("Not confirmed yet")
    CHANGED = "changed", _l("Changed since")
    CONFIRMED = "confirmed", _l("Confirmed by the county")


class Outcome(Labelled):
    """What becomes of a row of a sheet."""

    CREATED = "created", _l("New")
    UPDATED = "updated", _l("Changed")
    UNCHANGED = "unchanged", _l("Unchanged")
    WRONG = "wrong", _l("Wrong")


class RowFault(Labelled):
    """What is wrong in a cell of a sheet; ``where`` is filled in with the row, household or day that it is about."""

    HOUSEHOLD = "household_number", _l("The number of a household is a whole number, such as 12.")
    NAME = "name_missing", _l("A name has 1 to 60 characters.")
    LONG = "too_long", _l("This is too long.")
    HEAD = "yes_or_no", _l("Please write yes for the head of the household and no for everybody else.")
    TOWNSHIP = "no_township", _l("The county has no township of this name.")
    DAY = "no_day", _l("This is not a day. Please write it as 2026-11-23.")
    SPAN = "impossible_days", _l("These days cannot be right: they lie ahead, too far back, or in the wrong order.")
    NO_SINCE = "no_since", _l("Please say since when the household is linked.")
    TWICE = "twice", _l("This person stands in row %(where)s of the sheet already.")
    ELSEWHERE = "elsewhere", _l("This person stands in household %(where)s already: nobody is in two at a time.")
    UNKNOWN_MASK = (
        "unknown_mask",
        _l("Nobody in this household has this number and name: please type the whole number."),
    )
    NO_HEAD = "no_head", _l("No row of this household says who its head is.")
    TWO_HEADS = "two_heads", _l("This household has a head in row %(where)s already.")
    PLACE = "other_place", _l("Row %(where)s of this household names another township or village.")
    OUTSIDE = "outside", _l("Nobody is linked longer than their household: its days are %(where)s.")
    OVER = "over", _l("The link of this household has ended already: give a household that comes back a new number.")
    STRUCK = "struck_number", _l("The household of this number was struck out: please give another number.")
    CROWD = "crowd", _l("A household has at most %(where)s people.")
