"""What was done to consignments and acceptances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "order.shipped": _l("Goods were sent with consignment %(consignment)s."),
    "order.goods_accepted": _l("Goods for %(amount)s were accepted with acceptance %(note)s."),
    "order.acceptance_corrected": _l("Acceptance %(note)s corrected what was accepted by %(amount)s."),
    "consignment.packed": _l("The consignment was packed."),
    "consignment.unpacked": _l("Consignment %(number)s was unpacked again."),
    "consignment.shipped": _l("The consignment was sent."),
    "consignment.arrived": _l("The consignment arrived."),
    "consignment.photos_added": _l("Photos were added: %(count)s."),
    "consignment.accepted": _l("The consignment was accepted with acceptance %(note)s."),
    "consignment.refused": _l("The whole consignment was refused with acceptance %(note)s."),
    "acceptance.written": _l("The acceptance note was issued."),
    "acceptance.corrected": _l("A corrected acceptance note was issued."),
    "acceptance.photos_added": _l("Photos were added: %(count)s."),
    "acceptance.objected": _l("The supplier objected."),
    "acceptance.stood_by": _l("The unit stands by the acceptance."),
    "acceptance.objection_withdrawn": _l("The supplier withdrew its objection."),
    "acceptance.correction_proposed": _l("A correction was proposed."),
    "acceptance.correction_agreed": _l("The correction was agreed; acceptance %(note)s is in force now."),
    "acceptance.correction_rejected": _l("The correction was rejected."),
    "acceptance.correction_withdrawn": _l("The correction was withdrawn."),
}
