"""Everyone concerned finds a notice: of suppliers vetted, certificates decided, units merged, limits and roles."""

from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.catalogue.models import Certification
from shop.catalogue.services.certificate_warnings import warn_of_ends
from shop.catalogue.services.certificates import approve_certificate, propose_certificate
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.notices.models import Notice
from shop.notices.queries import notices_of
from shop.notices.telling import sentence
from shop.organisations.models import Membership, Supplier
from shop.organisations.services import change_order_limit, join, merge_into, readmit_supplier, suspend_supplier
from tests.factories.catalogue import a_product
from tests.factories.people import a_person
from tests.factories.world import World


@pytest.fixture
def before(world: World) -> int:
    """The newest notice from before the test."""
    return db.session.execute(select(Notice.id).order_by(Notice.id.desc()).limit(1)).scalar() or 0


def read_by(actor: Actor, before: int) -> list[str]:
    """What the actor finds, the oldest first."""
    with force_locale("en"):
        found = [notice for notice, _unread in notices_of(actor, first=0, count=50) if notice.id > before]
        return [sentence(notice.kind, notice.particulars, {}) for notice in reversed(found)]


def test_a_supplier_and_its_county_read_that_it_is_suspended_and_why_and_admitted_again(
    world: World, before: int
) -> None:
    coop, operator = db.session.get_one(Supplier, world.organisations["coop"]), world.actor("operator.operator")
    suspend_supplier(coop, "papers out of date", by=operator)
    readmit_supplier(coop, "papers complete", by=operator)
    for name in ("coop.seller", "office-530624.official"):
        suspended, admitted = read_by(world.actor(name), before)
        assert "is suspended" in suspended
        assert "papers out of date" in suspended
        assert "is reinstated" in admitted
    assert read_by(world.actor("workshop.seller"), before) == []


def test_of_a_certificate_the_operator_reads_that_it_waits_and_the_supplier_what_became_of_it(
    world: World, before: int
) -> None:
    coop = db.session.get_one(Supplier, world.organisations["coop"])
    product = a_product(of=coop, certified=False)
    official, operator = world.actor("office-530624.official"), world.actor("operator.operator")
    certificate = propose_certificate(product, "B-7", valid_from=date(2026, 1, 1), valid_to=None, by=official)
    assert "waits for the operator" in read_by(operator, before)[0]
    approve_certificate(certificate, by=operator)
    assert [said.split(" is ")[1] for said in read_by(world.actor("coop.seller"), before)] == [
        "proposed and waits for the operator.",
        "approved.",
    ]
    assert "is approved" in read_by(official, before)[0]


def test_that_a_certificate_ends_soon_is_told_once_and_not_where_another_follows(world: World, before: int) -> None:
    coop, operator = db.session.get_one(Supplier, world.organisations["coop"]), world.actor("operator.operator")
    official, today = world.actor("office-530624.official"), clock.today()
    for days, follows in ((60, False), (61, False), (10, True)):
        product, last = a_product(of=coop, certified=False), today + timedelta(days)
        for first, end in ((today, last), *([(last + timedelta(1), None)] if follows else [])):
            certificate = propose_certificate(product, f"B-{days}", valid_from=first, valid_to=end, by=official)
            approve_certificate(certificate, by=operator)
    told = len(read_by(world.actor("coop.seller"), before))
    assert (warn_of_ends(), warn_of_ends()) == (1, 0)
    said = read_by(world.actor("coop.seller"), before)[told:]
    assert len(said) == 1
    assert "B-60" in said[0]
    assert "22 Jan 2027" in said[0]
    assert db.session.query(Certification).filter(Certification.end_told_at.is_not(None)).count() == 1


def test_both_units_and_the_cluster_read_of_a_merger(world: World, before: int) -> None:
    merge_into(world.organisations["school"], world.organisations["organ"], by=world.actor("operator.operator"))
    for name in ("school.buyer", "organ.buyer", "cluster.official"):
        assert read_by(world.actor(name), before) == [
            "school has been merged into organ, which places the orders from now on."
        ]
    assert read_by(world.actor("clinic.buyer"), before) == []


def test_whose_limit_or_roles_are_others_now_reads_it_and_nobody_else(world: World, before: int) -> None:
    manager, clerk = world.actor("school.manager"), world.actor("school.clerk")
    membership = db.session.get_one(Membership, clerk.membership_id)
    change_order_limit(membership, Money.yuan(800), by=manager)
    change_order_limit(membership, None, by=manager)
    above, lifted = read_by(clerk, before)
    assert "¥800.00" in above
    assert "no longer need approval" in lifted
    newcomer = join(a_person().id, world.organisations["school"], {Role.BUYER}, by=manager)
    assert read_by(world.actor("school.buyer"), before) == []
    asked = select(Notice.kind).where(Notice.membership_id == newcomer.id)
    assert db.session.execute(asked).scalars().all() == ["membership_begun"]
