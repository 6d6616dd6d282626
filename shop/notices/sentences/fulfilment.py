"""What somebody is told about consignments and acceptances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "consignment_shipped": _l("%(supplier)s sent consignment %(number)s. It is on its way to you."),
    "consignment_arrived": _l("Consignment %(number)s has arrived at %(unit)s."),
    "goods_accepted": _l("%(unit)s accepted goods of consignment %(number)s."),
    "goods_refused": _l("%(unit)s refused the whole of consignment %(number)s."),
    "acceptance_photos": _l("%(other)s added photos to acceptance %(number)s."),
    "objection_raised": _l("The supplier objects to acceptance %(number)s."),
    "objection_answered": _l("%(unit)s stands by acceptance %(number)s."),
    "objection_withdrawn": _l("%(supplier)s does not object to acceptance %(number)s any more."),
    "correction_proposed": _l(
        "The other side proposes a correction of acceptance %(number)s. Please agree or reject it."
    ),
    "correction_agreed": _l("The correction was agreed: acceptance %(number)s is in force now."),
    "correction_rejected": _l("The correction of acceptance %(number)s was rejected."),
    "correction_withdrawn": _l("The proposed correction of acceptance %(number)s was withdrawn."),
}
