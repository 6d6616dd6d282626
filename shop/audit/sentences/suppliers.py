"""What was done to suppliers: applications, papers, producers they sell for and households they link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: Mapping[str, Any] = {
    "supplier.enrolled": _l("%(name)s applied as a supplier."),
    "supplier.begun": _l("An application for %(name)s was begun."),
    "supplier.stated": _l("The application or profile was changed."),
    "supplier.submitted": _l("The application of %(name)s was sent."),
    "supplier.withdrawn": _l("The application of %(name)s was withdrawn."),
    "supplier.taken_up": _l("The application of %(name)s is being filled in again."),
    "supplier.returned": _l("The county returned the application of %(name)s to the applicant."),
    "supplier.sent_back": _l("The application of %(name)s was returned to the county."),
    "supplier.given_back": _l("The operator returned the application of %(name)s to the applicant."),
    "supplier.refused": _l("The application of %(name)s was refused for good."),
    "supplier.document_added": _l("A document was added: %(number)s."),
    "supplier.document_ended": _l("A document is shown no more: %(number)s."),
    "supplier.change_proposed": _l("Other registered particulars were asked for."),
    "supplier.change_approved": _l("The changed particulars were approved and are in force."),
    "supplier.change_rejected": _l("The changed particulars were not approved."),
    "supplier.change_withdrawn": _l("The changed particulars are asked for no more."),
    "supplier.producer_named": _l("The supplier sells for the producer %(producer)s."),
    "supplier.producer_changed": _l("What is known of the producer %(producer)s was changed."),
    "supplier.producer_ended": _l("Nothing new is listed for the producer %(producer)s."),
    "supplier.producer_resumed": _l("Produce of the producer %(producer)s can be listed again."),
    "supplier.recommended": _l("The county recommended %(name)s."),
    "supplier.approved": _l("%(name)s was approved as a supplier."),
    "supplier.suspended": _l("%(name)s was suspended."),
    "supplier.readmitted": _l("%(name)s was reinstated."),
    "supplier.benefit_recorded": _l("The supplier links %(households)s households with %(people)s people."),
    "supplier.roster_confirmed": _l(
        "The county confirmed the roster as of %(day)s: %(households)s households with %(people)s people."
    ),
    "roster.household_added": _l("Household %(household)s was added with %(people)s people."),
    "roster.household_ended": _l("The link of household %(household)s ended on %(day)s."),
    "roster.household_corrected": _l("Household %(household)s was corrected."),
    "roster.household_struck": _l("Household %(household)s was struck out: it was entered by mistake."),
    "roster.person_added": _l("A person was added to household %(household)s."),
    "roster.person_ended": _l("The link of a person of household %(household)s ended."),
    "roster.person_corrected": _l("A person of household %(household)s was corrected."),
    "roster.person_struck": _l("A person of household %(household)s was struck out: they were entered by mistake."),
    "roster.sheet_applied": _l("The sheet %(file)s was applied: %(created)s people added, %(updated)s changed."),
}
