"""Every question about consignments and acceptances, one module per noun."""

from shop.fulfilment.queries.acceptances import (
    NotePage,
    acceptance_for,
    lines_seen_by,
    note_page,
    objectable_notes,
    proposal_on,
)
from shop.fulfilment.queries.answers import answer_consignments_of
from shop.fulfilment.queries.beside import names_of_people, notes_on, orders_on, seller_of, seller_of_supplier
from shop.fulfilment.queries.consignments import (
    Listed,
    ListFilter,
    Tab,
    consignment_for,
    consignments_listed,
    tab_counts,
)
from shop.fulfilment.queries.objections import Unsettled, notes_unsettled
from shop.fulfilment.queries.packing import (
    Destination,
    LinePlan,
    LotChoice,
    Part,
    orders_to_pack,
    plan_for,
    waiting_destinations,
)
from shop.fulfilment.queries.paper_stands import consignment_stands, note_stands
from shop.fulfilment.queries.traces import answer_who_ate_of, lots_of_acceptances, what_became_of

__all__ = [
    "Destination",
    "LinePlan",
    "ListFilter",
    "Listed",
    "LotChoice",
    "NotePage",
    "Part",
    "Tab",
    "Unsettled",
    "acceptance_for",
    "answer_consignments_of",
    "answer_who_ate_of",
    "consignment_for",
    "consignment_stands",
    "consignments_listed",
    "lines_seen_by",
    "lots_of_acceptances",
    "names_of_people",
    "note_page",
    "note_stands",
    "notes_on",
    "notes_unsettled",
    "objectable_notes",
    "orders_on",
    "orders_to_pack",
    "plan_for",
    "proposal_on",
    "seller_of",
    "seller_of_supplier",
    "tab_counts",
    "waiting_destinations",
    "what_became_of",
]
