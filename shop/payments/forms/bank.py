"""What is typed about bank statements, their lines, payers' names, and the account of a supplier."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FileField, HiddenField, SelectField
from wtforms.validators import AnyOf

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.models.bank import Aside
from shop.payments.services.statements import ColumnsRefused
from shop.payments.statement_heads import Column, Columns
from shop.web.forms import LONGEST_REASON, ShopForm, TextField, WholeNumberField, YuanField

LARGEST_FILE = 1_900_000
ASIDE_BY_HAND = tuple(why for why in Aside if why is not Aside.OTHER_WAY)


class UploadForm(ShopForm):
    """A bank's sheet."""

    file = FileField(_l("Your bank’s statement (xlsx, xls or csv)"))

    def upload(self) -> tuple[str, bytes]:
        """The file's name and contents; raises ``Refused`` when none was chosen."""
        chosen = request.files.get("file")
        if chosen is None or not chosen.filename:
            raise Refused(_l("Please choose a file."), field="file")
        return chosen.filename, chosen.read(LARGEST_FILE)


class MapperForm(ShopForm):
    """In which row the heads stand, and what each column (``column_<place>``) says."""

    head = WholeNumberField(_l("Row with the heads of the columns"))

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.head.data is None and not self.head.errors:
            self.head.errors = [_l("Please say in which row the heads stand.")]
            return False
        return valid

    @property
    def head_row(self) -> int:
        """The number of the row of the heads; 0, which is none, without one."""
        return int(self.head.data or 0)

    def cell(self, place: int) -> Field:
        """The field of a column, for the template."""
        field: Field = self._fields[f"column_{place}"]
        return field

    def columns(self) -> dict[Column, int]:
        """What was chosen; of two columns that say the same neither is taken, and each says so."""
        chosen: dict[Column, int] = {}
        twice: dict[Column, Any] = {}
        for name, field in self._fields.items():
            if name.startswith("column_") and field.data:
                column = Column(field.data)
                if column in chosen:
                    twice[column] = _l("Two columns say “%(what)s”. Please choose one.", what=column.label)
                    field.errors = [twice[column]]
                chosen.setdefault(column, int(name.removeprefix("column_")))
        if twice:
            raise Refused(_l("Please choose the columns again."))
        return chosen

    def refuse(self, refusal: Refused) -> None:
        """What is wrong with a column stands beside it where one was chosen, else on top."""
        if not isinstance(refusal, ColumnsRefused):
            super().refuse(refusal)
            return
        for column, sentence in refusal.by_column.items():
            fields = [field for name, field in self._fields.items() if name.startswith("column_")]
            chosen = next((field for field in fields if field.data == column.value), None)
            if chosen is None:
                self.form_errors = [*self.form_errors, sentence]
            else:
                chosen.errors = [sentence]


def mapper_form(places: int, head: int, columns: Columns) -> MapperForm:
    """The form for a sheet of so many columns, beginning with what was understood."""
    words = [("", _l("–")), *((column.value, column.label) for column in Column)]
    known = AnyOf([value for value, _label in words], _l("Please choose what this column says."))
    fields: dict[str, Any] = {
        f"column_{place}": SelectField(
            _l("Column %(number)s", number=place + 1), [known], choices=lambda: words, validate_choice=False
        )
        for place in range(places)
    }
    form = cast("type[MapperForm]", type("MapperFormOfSheet", (MapperForm,), fields))
    chosen = {f"column_{place}": column.value for column, place in columns.items()}
    return form(data={"head": head} | chosen)


class AcceptForm(ShopForm):
    """Take one of the suggestions: which, and whether the payer's name is to be remembered."""

    reading = HiddenField()
    remember = BooleanField(_l("Remember this name for the next time"))


class RefundForm(ShopForm):
    """Of which payment a line gives back."""

    payment = HiddenField()

    @property
    def payment_id(self) -> int:
        """The payment's id; 0, which none has, for what is none."""
        said = self.payment.data or ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 13 else 0


class SplitForm(ShopForm):
    """So much of a line for each order (``share_<order id>``) of one other side."""

    other = HiddenField()
    remember = BooleanField(_l("Remember this name for the next time"))

    @property
    def other_id(self) -> int:
        """The other side's id; 0, which is nobody's, for what is none."""
        said = self.other.data or ""
        return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0

    def cell(self, order_id: int) -> Field:
        """The field of an order, for the template."""
        field: Field = self._fields[f"share_{order_id}"]
        return field

    def shares(self) -> dict[int, Money]:
        """So much for each order; nothing for those left empty."""
        typed = {name: field.data for name, field in self._fields.items() if name.startswith("share_")}
        return {int(name.removeprefix("share_")): amount for name, amount in typed.items() if amount}


def split_form(
    other_id: int, orders: Iterable[tuple[int, str]], standing: Mapping[int, Money], *, formless: bool = False
) -> SplitForm:
    """The form for the other side's open orders, beginning with what is suggested."""
    fields: dict[str, Any] = {f"share_{order_id}": YuanField(number) for order_id, number in orders}
    form = cast("type[SplitForm]", type("SplitFormOfOrders", (SplitForm,), fields))
    data = {"other": str(other_id)} | {f"share_{order_id}": share for order_id, share in standing.items()}
    return form(formdata=None, data=data) if formless else form(data=data)


class AsideForm(ShopForm):
    """Why a line pays for nothing here."""

    why = SelectField(
        _l("What is it?"),
        [AnyOf([why.value for why in ASIDE_BY_HAND], _l("Please choose what it is."))],
        choices=lambda: [(why.value, why.label) for why in ASIDE_BY_HAND],
        validate_choice=False,
    )
    reason = TextField(_l("In your words"), longest=LONGEST_REASON)


class AliasForm(ShopForm):
    """A name or an account under which a unit's payments arrive."""

    payer_name = TextField(_l("Name as the bank writes it"), longest=200)
    payer_account = TextField(_l("Account number"), longest=40)


class PayeeForm(ShopForm):
    """Into which account a supplier wants to be paid; what is missing is said by the service."""

    account_name = TextField(_l("Account holder"), longest=200)
    bank = TextField(_l("Bank"), longest=120)
    branch = TextField(_l("Branch"), longest=120)
    account_number = TextField(_l("Account number"), longest=60)

    def typed(self) -> dict[str, str]:
        """What was typed, by name."""
        return {name: self[name].data or "" for name in ("account_name", "bank", "branch", "account_number")}


def open_orders(orders: Sequence[Any]) -> list[tuple[int, str]]:
    """Ids and numbers of orders, for the form."""
    return [(order.order_id, order.number) for order in orders]
