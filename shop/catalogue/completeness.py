"""What is wrong with a listing: what keeps it from being submitted, and what its supplier should see to. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import ProductStatus
from shop.kernel.enums import Labelled

ENDS_SOON = timedelta(days=60)


class Lack(Labelled):
    """One thing that is wrong."""

    RETURNED = "returned", _l("Returned: please set it right")
    BARRED = "barred", _l("Taken off sale by the operator")
    NO_PACK = "no_pack", _l("No pack with a price")
    NO_TAX = "no_tax", _l("Tax rate not confirmed")
    TAX_CLOSED = "tax_closed", _l("This tax rate is not open for the goods")
    CERTIFICATE_ENDED = "certificate_ended", _l("Certificate has ended")
    CERTIFICATE_ENDS = "certificate_ends", _l("Certificate ends soon")
    NO_CERTIFICATE = "no_certificate", _l("Not certified as aid produce")
    NO_STOCK = "no_stock", _l("Nothing in stock")
    NO_COMMODITY = "no_commodity", _l("Not said which goods it is")
    NO_DESCRIPTION = "no_description", _l("No description")
    NO_STORAGE = "no_storage", _l("Not said how it is kept")
    NO_PHOTO = "no_photo", _l("No photo")


BLOCKING = frozenset({Lack.NO_PACK, Lack.NO_TAX, Lack.TAX_CLOSED})
"""What has to be set right before a listing can be submitted."""

URGENT = BLOCKING | {Lack.RETURNED, Lack.BARRED, Lack.CERTIFICATE_ENDED}
"""What is shown as a warning."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of a listing. ``certificate_to`` is the last day of its certificate, ``None`` for ever.

    ``tax_open`` is ``None`` while the supplier has not said what the goods are.
    """

    status: ProductStatus
    returned: bool = False
    barred: bool = False
    priced: bool = False
    tax_open: bool | None = None
    stocked: bool = False
    certified: bool = False
    certificate_to: date | None = None
    commodity: bool = False
    described: bool = False
    stored: bool = False
    photos: int = 0


def lacks(facts: Facts, today: date) -> list[Lack]:
    """Everything that is wrong, what is most urgent first."""
    wrong = {
        Lack.RETURNED: facts.returned and facts.status is ProductStatus.DRAFT,
        Lack.BARRED: facts.barred,
        Lack.NO_PACK: not facts.priced,
        Lack.NO_TAX: facts.tax_open is None,
        Lack.TAX_CLOSED: facts.tax_open is False,
        Lack.CERTIFICATE_ENDED: facts.certified and facts.certificate_to is not None and facts.certificate_to < today,
        Lack.CERTIFICATE_ENDS: facts.certified and _ends_soon(facts.certificate_to, today),
        Lack.NO_CERTIFICATE: not facts.certified,
        Lack.NO_STOCK: not facts.stocked,
        Lack.NO_COMMODITY: not facts.commodity,
        Lack.NO_DESCRIPTION: not facts.described,
        Lack.NO_STORAGE: not facts.stored,
        Lack.NO_PHOTO: facts.photos == 0,
    }
    return [lack for lack in Lack if wrong[lack]]


def _ends_soon(last: date | None, today: date) -> bool:
    return last is not None and today <= last <= today + ENDS_SOON
