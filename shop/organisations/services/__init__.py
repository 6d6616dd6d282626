"""Every change to organisations, one module per noun. Nothing here commits."""

from shop.organisations.services.benefits import confirm_roster, record_benefit
from shop.organisations.services.canteens import approve_canteen, propose_canteen, withdraw_canteen
from shop.organisations.services.counties import (
    approve_end,
    approve_fact,
    end_fact,
    enter_county,
    enter_township,
    may_approve_of,
    may_propose_of,
    open_county_office,
    pair,
    recognise_aid,
    withdraw_proposal,
)
from shop.organisations.services.memberships import (
    change_order_limit,
    change_roles,
    join,
    leave,
    roles_for,
)
from shop.organisations.services.mergers import merge_into
from shop.organisations.services.naming import Names
from shop.organisations.services.suppliers import enrol_supplier
from shop.organisations.services.tree import (
    approve_place,
    end_supervision,
    place_under,
    rebuild_tree,
    supervise,
    withdraw_place,
)
from shop.organisations.services.units import (
    add_address,
    add_invoice_profile,
    found_cluster,
    found_operator,
    found_town,
    found_unit,
    retire_address,
    retire_invoice_profile,
)
from shop.organisations.services.vetting import (
    approve_supplier,
    readmit_supplier,
    recommend_supplier,
    suspend_supplier,
    take_step,
)

__all__ = [
    "Names",
    "add_address",
    "add_invoice_profile",
    "approve_canteen",
    "approve_end",
    "approve_fact",
    "approve_place",
    "approve_supplier",
    "change_order_limit",
    "change_roles",
    "confirm_roster",
    "end_fact",
    "end_supervision",
    "enrol_supplier",
    "enter_county",
    "enter_township",
    "found_cluster",
    "found_operator",
    "found_town",
    "found_unit",
    "join",
    "leave",
    "may_approve_of",
    "may_propose_of",
    "merge_into",
    "open_county_office",
    "pair",
    "place_under",
    "propose_canteen",
    "readmit_supplier",
    "rebuild_tree",
    "recognise_aid",
    "recommend_supplier",
    "record_benefit",
    "retire_address",
    "retire_invoice_profile",
    "roles_for",
    "supervise",
    "suspend_supplier",
    "take_step",
    "withdraw_canteen",
    "withdraw_place",
    "withdraw_proposal",
]
