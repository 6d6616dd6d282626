"""What is typed about linked households and their people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import FileField, SelectField, StringField

from shop.kernel.refusals import Refused
from shop.organisations.models import LinkedHousehold, LinkedPerson, Township
from shop.organisations.roster import LONGEST_NAME, LONGEST_REASON, LONGEST_VILLAGE, Home, Person, field_of
from shop.web.forms import DayField, ShopForm, TextField, needed
from shop.web.language import current

ROWS = 8
"""So many people of a household can be typed at once; more are added one by one."""

LONGEST_ID = 40
LARGEST_FILE = 1_900_000
PLEASE_DAY = _l("Please enter the day.")


class _HomeForm(ShopForm):
    """Where a household lives, and since when it is linked."""

    township = SelectField(_l("Township"))
    village = TextField(_l("Village, group"), longest=LONGEST_VILLAGE)
    since = DayField(_l("Linked since"), [needed(PLEASE_DAY)])

    @classmethod
    def of(cls, townships: Iterable[Township], formdata: Any = ..., **values: Any) -> Self:
        """The form, with the townships of the supplier's county to choose from."""
        form = cls(**values) if formdata is ... else cls(formdata=formdata, **values)
        named = [(one.code, one.name if current() == "zh" else one.name_english) for one in townships]
        form.township.choices = [("", _l("not stated")), *named]
        return form

    @property
    def home(self) -> Home:
        return Home(self.township.data or None, self.village.data or "")


class HouseholdForm(_HomeForm):
    """A new household with its people; the first is its head."""

    def people(self) -> list[Person]:
        """Who was typed in; rows that are empty are passed over."""
        typed = [(self[name].data or "", self[number].data or "") for name, number in self.rows]
        last = max((place for place, words in enumerate(typed) if any(words)), default=-1)
        return [Person(*words) for words in typed[: last + 1]]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The fields of each person: name and ID number."""
        return [(field_of("person_name", row), field_of("id_number", row)) for row in range(1, ROWS + 1)]


for _row in range(1, ROWS + 1):
    setattr(HouseholdForm, field_of("person_name", _row), TextField(_l("Name of the person"), longest=LONGEST_NAME))
    setattr(HouseholdForm, field_of("id_number", _row), TextField(_l("ID number"), longest=LONGEST_ID))


class PersonForm(ShopForm):
    """One more person of a household."""

    person_name = TextField(_l("Name of the person"), longest=LONGEST_NAME, needed=_l("Please enter the name."))
    id_number = TextField(_l("ID number"), longest=LONGEST_ID, needed=_l("Please enter the ID number."))
    since = DayField(_l("Linked since"), [needed(PLEASE_DAY)])


class LeaveForm(ShopForm):
    """The last day of a link, and why it ends."""

    last_day = DayField(_l("Last day of the link"), [needed(PLEASE_DAY)])
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why."))

    def refuse(self, refusal: Refused) -> None:
        if refusal.field == "until":
            refusal.field = "last_day"
        super().refuse(refusal)


class RightHouseholdForm(_HomeForm):
    """A household as it should stand."""

    until = DayField(_l("Linked until"))
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why."))

    @classmethod
    def as_it_stands(cls, household: LinkedHousehold, townships: Iterable[Township]) -> Self:
        return cls.of(
            townships,
            None,
            township=household.township_code or "",
            village=household.village,
            since=household.since,
            until=household.until,
        )


class RightPersonForm(ShopForm):
    """A person as they should stand."""

    person_name = TextField(_l("Name of the person"), longest=LONGEST_NAME, needed=_l("Please enter the name."))
    id_number = TextField(
        _l("ID number"), longest=LONGEST_ID, description=_l("Leave it empty if the number was right.")
    )
    since = DayField(_l("Linked since"), [needed(PLEASE_DAY)])
    until = DayField(_l("Linked until"))
    reason = TextField(_l("Reason"), longest=LONGEST_REASON, needed=_l("Please say why."))

    @classmethod
    def as_it_stands(cls, person: LinkedPerson) -> Self:
        return cls(formdata=None, person_name=person.name, since=person.since, until=person.until)


class RosterSheetForm(ShopForm):
    """A sheet with a roster."""

    file = FileField(_l("The roster (xlsx or csv)"))

    def upload(self) -> tuple[str, bytes]:
        """The file's name and contents; raises ``Refused`` when none was chosen."""
        chosen = request.files.get("file")
        if chosen is None or not chosen.filename:
            raise Refused(_l("Please choose a file."), field="file")
        return chosen.filename, chosen.read(LARGEST_FILE)


class ApplyForm(ShopForm):
    """Why what a sheet changes was entered wrongly before, or has ended."""

    reason = TextField(_l("Reason for what is changed"), longest=LONGEST_REASON)


class ConfirmForm(ShopForm):
    """As of which day a county confirms a roster; ``seen`` is the newest change that was shown."""

    as_of = DayField(_l("As of"), [needed(PLEASE_DAY)])
    note = TextField(_l("How it was checked"), longest=LONGEST_REASON)
    seen = StringField()

    @property
    def last_seen(self) -> int:
        """The newest change that was shown; 0 for what is no number, which no roster has."""
        typed = self.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 13 else 0
