"""What was weighed, and what follows from it for the amount. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Self

from flask_babel import lazy_gettext as _l

from shop.fulfilment.models.acceptances import AcceptanceLine, CertificateKind
from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused, refuse_if_any

SCALE_TOLERANCE = Decimal("0.02")
"""Two scales may differ by this share; more than that above the shipped weight is not accepted as a weight."""

COLDEST, WARMEST = -600, 600
"""Tenths of a degree Celsius between which a thermometer is believed."""

QUANTITIES = ("net", "accepted", "gross", "tare")
DAYS = ("harvested_on", "best_before")


@dataclass(frozen=True, slots=True)
class Weighing:
    """What the receiver says of one consignment line.

    Weighed goods: ``gross`` and ``tare`` (or a ``net`` alone). Counted goods: ``net`` is packs times content.
    ``accepted`` and ``refused`` share the net. ``reduced_price`` is per price basis, below the order's, with a reason.
    ``temperature`` is in tenths of a degree Celsius.
    """

    net: Quantity
    accepted: Quantity
    packs_accepted: int
    gross: Quantity | None = None
    tare: Quantity = NOTHING
    refused_reason: str = ""
    reduced_price: UnitPrice | None = None
    reduced_reason: str = ""
    harvested_on: date | None = None
    best_before: date | None = None
    certificate_kind: CertificateKind | None = None
    certificate_number: str = ""
    temperature: int | None = None

    @property
    def refused(self) -> Quantity:
        return self.net - self.accepted

    def price(self, agreed: UnitPrice) -> UnitPrice:
        """The price it is accepted at."""
        return agreed if self.reduced_price is None else self.reduced_price

    def amount(self, agreed: UnitPrice, basis: Quantity) -> Money:
        """What the accepted part comes to, rounded once."""
        return amount_of(self.accepted, self.price(agreed), basis)

    def tidied(self, agreed: UnitPrice) -> Self:
        """The same without words that say nothing: reasons for what is not so, a reduction to the same price."""
        reduced = self.reduced_price if self.reduced_price != agreed else None
        return replace(
            self,
            refused_reason=self.refused_reason.strip() if self.refused else "",
            reduced_price=reduced,
            reduced_reason=self.reduced_reason.strip() if reduced is not None else "",
            certificate_number=self.certificate_number.strip(),
        )

    @classmethod
    def of(cls, line: AcceptanceLine, agreed: UnitPrice) -> Self:
        """What a note says of a line: the start of its correction."""
        return cls(
            net=line.net,
            accepted=line.accepted,
            packs_accepted=line.packs_accepted,
            gross=line.gross,
            tare=line.tare,
            refused_reason=line.refused_reason,
            reduced_price=line.unit_price if line.unit_price != agreed else None,
            reduced_reason=line.reduced_reason,
            harvested_on=line.harvested_on,
            best_before=line.best_before,
            certificate_kind=line.certificate_kind,
            certificate_number=line.certificate_number,
            temperature=line.temperature,
        )

    def packed(self) -> dict[str, Any]:
        """As plain data: quantities in thousandths, prices in ten-thousandths of a yuan, days in ISO form."""
        data = asdict(self)
        for name in QUANTITIES:
            value = getattr(self, name)
            data[name] = None if value is None else value.thousandths
        for name in DAYS:
            value = getattr(self, name)
            data[name] = None if value is None else value.isoformat()
        data["reduced_price"] = None if self.reduced_price is None else self.reduced_price.parts
        data["certificate_kind"] = None if self.certificate_kind is None else self.certificate_kind.value
        return data

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Self:
        """Read back what `packed` made."""
        values = dict(data)
        for names, read in ((QUANTITIES, Quantity), (DAYS, date.fromisoformat), (("reduced_price",), UnitPrice)):
            for name in names:
                values[name] = None if values[name] is None else read(values[name])
        kind = values["certificate_kind"]
        values["certificate_kind"] = None if kind is None else CertificateKind(kind)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Load:
    """What a weighing is held against: what was shipped of a line, and how it is sold."""

    line_id: int
    shipped: Quantity
    packs: int
    content: Quantity
    weighed: bool
    agreed: UnitPrice

    @property
    def most(self) -> Decimal:
        """The most that can have come, in thousandths."""
        return self.shipped.thousandths * (1 + SCALE_TOLERANCE if self.weighed else Decimal(1))

    def refused(self, field: str, message: object) -> Refused:
        """A refusal that names the line's field."""
        return Refused(message, field=f"{field}_{self.line_id}")


def check(weighing: Weighing, load: Load, *, today: date) -> None:
    """Refuse a weighing that cannot be; each refusal names the form field of its line."""
    refuse_if_any(faults_of(weighing, load, today=today))


def faults_of(weighing: Weighing, load: Load, *, today: date) -> Iterator[Refused]:
    """All that cannot be about a weighing. What follows from another fault is not held against it as well."""
    net = _fault_of_net(weighing, load)
    if net is not None:
        yield net
        if not 0 <= weighing.packs_accepted <= load.packs:
            yield _no_so_many_packs(load)
    else:
        accepted = list(_faults_of_accepted(weighing, load))
        yield from accepted
        if not accepted and weighing.refused > NOTHING and not weighing.refused_reason.strip():
            yield load.refused("refused_reason", _l("Please say why part of it is refused."))
    yield from _faults_of_price(weighing, load)
    yield from _faults_of_papers(weighing, load, today)


def _fault_of_net(weighing: Weighing, load: Load) -> Refused | None:
    field = "net" if weighing.gross is None else "gross"
    if weighing.gross is not None and weighing.gross - weighing.tare != weighing.net:
        return load.refused(field, _l("Net has to be gross less tare."))
    if weighing.tare < NOTHING:
        return load.refused("tare", _l("A weight cannot be below zero."))
    if weighing.net < NOTHING:
        return load.refused(field, _l("A weight cannot be below zero."))
    if weighing.net.thousandths > load.most:
        return load.refused(field, _l("This is more than was shipped."))
    if not load.weighed and weighing.net.thousandths % load.content.thousandths:
        return load.refused(field, _l("Counted packs come whole."))
    return None


def _faults_of_accepted(weighing: Weighing, load: Load) -> Iterator[Refused]:
    between = NOTHING <= weighing.accepted <= weighing.net
    if not between and not load.weighed:
        yield load.refused("packs_accepted", _l("Accept between nothing and the packs that came."))
        return
    if not between:
        yield load.refused("accepted", _l("Accept between nothing and the net quantity."))
    if not 0 <= weighing.packs_accepted <= load.packs:
        yield _no_so_many_packs(load)
    elif not load.weighed and load.content * weighing.packs_accepted != weighing.accepted:
        yield load.refused("packs_accepted", _l("Counted packs are accepted whole."))
    elif between and bool(weighing.packs_accepted) != bool(weighing.accepted):
        yield load.refused("packs_accepted", _l("Packs and quantity contradict each other."))


def _no_so_many_packs(load: Load) -> Refused:
    return load.refused("packs_accepted", _l("Between 0 and %(packs)d packs were shipped.", packs=load.packs))


def _faults_of_price(weighing: Weighing, load: Load) -> Iterator[Refused]:
    if weighing.reduced_price is None:
        return
    if not UnitPrice(0) <= weighing.reduced_price <= load.agreed:
        yield load.refused("reduced_price", _l("A reduced price lies between zero and the agreed price."))
    elif weighing.reduced_price < load.agreed and not weighing.reduced_reason.strip():
        yield load.refused("reduced_reason", _l("Please say why the price is reduced."))


def _faults_of_papers(weighing: Weighing, load: Load, today: date) -> Iterator[Refused]:
    harvested, best_before = weighing.harvested_on, weighing.best_before
    if harvested is not None and harvested > today:
        yield load.refused("harvested_on", _l("The harvest date lies in the future."))
    elif best_before is not None and harvested is not None and best_before < harvested:
        yield load.refused("best_before", _l("Best before lies before the harvest."))
    if not is_believed(weighing.temperature):
        yield no_such_temperature(f"temperature_{load.line_id}")


def tenths(celsius: Decimal) -> int:
    """Degrees Celsius as they are kept: in tenths, rounded half away from zero."""
    return int((celsius * 10).quantize(Decimal(1), ROUND_HALF_UP))


def is_believed(measured: int | None) -> bool:
    """Whether a thermometer is believed about these tenths of a degree; nothing measured is nothing to doubt."""
    return measured is None or COLDEST <= measured <= WARMEST


def no_such_temperature(field: str) -> Refused:
    """What is said of a temperature that no thermometer is believed about."""
    return Refused(_l("Please enter a temperature between −60 and 60 °C."), field=field)
