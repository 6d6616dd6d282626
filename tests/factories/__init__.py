"""Things to test with: each function names only what matters to the test."""

from tests.factories.counties import DAGUAN, DALI_CITY, YUNLONG, a_county, a_county_office, paired
from tests.factories.counting import next_number
from tests.factories.credit_codes import a_credit_code
from tests.factories.memberships import a_member, an_actor, sign_in
from tests.factories.people import PASSWORD, a_person
from tests.factories.suppliers import a_benefit, a_supplier
from tests.factories.units import (
    a_cluster,
    a_department,
    a_town,
    a_unit,
    an_address,
    an_invoice_profile,
    an_operator,
)

__all__ = [
    "DAGUAN",
    "DALI_CITY",
    "PASSWORD",
    "YUNLONG",
    "a_benefit",
    "a_cluster",
    "a_county",
    "a_county_office",
    "a_credit_code",
    "a_department",
    "a_member",
    "a_person",
    "a_supplier",
    "a_town",
    "a_unit",
    "an_actor",
    "an_address",
    "an_invoice_profile",
    "an_operator",
    "next_number",
    "paired",
    "sign_in",
]
