"""The small world in the middle of its business: orders, consignments and notes at every stage, by short names."""

from dataclasses import dataclass, field

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.services.corrections import propose_correction
from shop.kernel.quantity import Quantity
from shop.ordering.paying import PayBy
from shop.payments.services.terms import ask_for_terms
from shop.tally.models import Entry
from tests.architecture.busy import (
    bulletins,
    elsewhere,
    files,
    links,
    mails,
    money,
    orders,
    organisations,
    periods,
    publishing,
    supply,
    tally,
)
from tests.factories import fulfilment as goods
from tests.factories.monthly import an_issued_statement
from tests.factories.settlements import a_settlement
from tests.factories.world import World


@dataclass
class Business:
    """Numbers of the school's orders at the cooperative (and of what belongs to them), by what they are."""

    numbers: dict[str, str] = field(default_factory=dict)
    entry_id: int = 0
    proposal_id: int = 0


def do_business(world: World) -> Business:
    """All of it is the school's; the cooperative sells, but for the second order of a purchase at two suppliers."""
    business = Business()
    keep = business.numbers
    keep["waiting purchase"], keep["waiting order"] = orders.waiting(world)
    keep["rejected purchase"], keep["rejected order"] = orders.waiting(world)
    orders.rejected(world, keep["rejected purchase"])
    first, second = goods.placed_orders(world, {"sack": 4, "tray": 2})
    keep["purchase"], keep["order"], keep["order elsewhere"] = orders.purchase_of(first), first.number, second.number
    keep["unpaid order"] = goods.placed_orders(world, {"bag": 3}, pay_by=PayBy.TRANSFER)[0].number
    keep["confirmed order"] = goods.a_confirmed_order(world, {"sack": 6}).number
    keep["packed"] = goods.a_packed_consignment(world, goods.a_confirmed_order(world)).number
    keep["shipped"] = goods.a_shipped_consignment(world, goods.a_confirmed_order(world)).number
    keep["arrived"] = goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 10})).number
    finance = world.actor("organ.manager")
    asked = ask_for_terms(finance.organisation_id, 45, None, "The treasury pays late.", by=finance)
    keep["asked terms"] = str(asked.id)
    settled = goods.an_acceptance(world)
    keep["settled"] = settled.number
    keep["paid order"], keep["payment"] = money.paid_in_part(settled)
    acceptance = goods.an_acceptance(world)
    keep["acceptance"] = acceptance.number
    less = goods.as_shipped(acceptance.consignment, accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(acceptance, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    business.proposal_id = proposal.id
    keep |= supply.photos(world, acceptance, keep["arrived"])
    keep |= money.invoices(world, acceptance, settled)
    keep["agreed settlement"] = a_settlement(world, "school.manager", supplier="coop").number
    money.agreed(world, keep["agreed settlement"])
    goods.an_acceptance(world, goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 4})))
    keep["settlement"] = a_settlement(world, "school.manager", supplier="coop").number
    goods.an_acceptance(world, goods.an_arrived_consignment(world, goods.a_confirmed_order(world, {"bag": 2})))
    keep |= {word: word for word in ("confirm", "dispute", "clear", "take-out", "check")}
    keep["to invoice"] = "invoice"
    keep["coop number"], keep["school number"] = (str(world.organisations[name]) for name in ("coop", "school"))
    keep |= {word: word for word in ("school", "organ", "harbour", "coop", "suspend", "recommend", "delete")}
    keep |= {
        word: word for word in ("potatoes", "pairing", "aid", "approve", "approve-end", "withdraw", "end", "reject")
    }
    keep |= organisations.county_facts(world)
    keep |= organisations.of_the_school(world)
    keep["back"] = "back"
    keep["former colleague"] = organisations.former_colleague(world)
    keep |= money.paid_online(world)
    keep |= money.bank(world) | money.issued_paper(world) | mails.failed_mail(world) | supply.lots(world)
    keep["statement"] = an_issued_statement(world.organisations["coop"]).number
    keep |= (
        supply.capacity(world)
        | supply.certificates(world)
        | organisations.profiles(world)
        | supply.listings(world)
        | organisations.rosters(world)
        | supply.imports(world)
        | tally.targets_filed(world)
        | elsewhere.bought(world)
        | files.files(world)
        | links.links(world)
    )
    keep |= periods.proposed(world)
    keep |= publishing.proposed(world)
    keep |= bulletins.bulletins(world)
    business.entry_id = db.session.execute(select(Entry.id).order_by(Entry.id).limit(1)).scalar_one()
    return business
