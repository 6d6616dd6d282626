"""Every party × state × action of a listing: the table is the rule, and the services keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product as every

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import MOVES, Action, Decision, Party, Standing, actions_for, after
from shop.catalogue.models import GoodsPaper, Pack, Product, ProductPhoto, SearchToken
from shop.catalogue.services import drafts, moves
from shop.catalogue.services.goods_papers import Shown, add_paper
from shop.catalogue.services.listings import change_listing
from shop.catalogue.services.locks import Outdated
from shop.catalogue.services.photos import add_photos
from shop.catalogue.services.shelving import take_off_shelf
from shop.catalogue.words import ChangeOutcome, GoodsPaperKind, ProductStatus
from shop.documents.photos import make
from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.kernel.refusals import Refused
from shop.organisations.models import Supplier
from shop.organisations.words import SupplierStatus
from tests.factories import YUNLONG, a_county_office, a_supplier, an_actor, an_operator
from tests.factories.catalogue import a_product
from tests.factories.pictures import jpeg

DRAFT, SUBMITTED, ON, OFF = ProductStatus

ALLOWED = {
    (Party.SUPPLIER, DRAFT): {Action.SAVE, Action.SUBMIT, Action.DISCARD},
    (Party.SUPPLIER, SUBMITTED): {Action.WITHDRAW},
    (Party.SUPPLIER, ON): {Action.CHANGE, Action.TAKE_OFF},
    (Party.SUPPLIER, OFF): {Action.CHANGE, Action.PUT_BACK},
    (Party.COUNTY, SUBMITTED): {Action.APPROVE, Action.RETURN},
    (Party.OPERATOR, SUBMITTED): {Action.APPROVE, Action.RETURN},
    (Party.OPERATOR, ON): {Action.TAKE_OFF},
    (Party.OPERATOR, OFF): {Action.PUT_BACK},
}
ENDS = {
    Action.SAVE: DRAFT,
    Action.SUBMIT: SUBMITTED,
    Action.WITHDRAW: DRAFT,
    Action.APPROVE: ON,
    Action.RETURN: DRAFT,
    Action.TAKE_OFF: OFF,
    Action.PUT_BACK: ON,
}
WHILE_SUSPENDED = {Action.SAVE, Action.DISCARD, Action.WITHDRAW, Action.RETURN, Action.TAKE_OFF}

DEEDS: dict[Action, Callable[[Product, Actor], object]] = {
    Action.SAVE: lambda product, by: change_listing(product, product.said, by=by),
    Action.CHANGE: lambda product, by: change_listing(product, product.said, by=by),
    Action.SUBMIT: lambda product, by: moves.submit(product, by=by),
    Action.WITHDRAW: lambda product, by: moves.withdraw(product, by=by),
    Action.APPROVE: lambda product, by: moves.approve(product, by=by),
    Action.RETURN: lambda product, by: moves.return_listing(product, "The storage is missing.", by=by),
    Action.TAKE_OFF: lambda product, by: moves.take_off(product, "It is all sold.", by=by),
    Action.PUT_BACK: lambda product, by: moves.put_back(product, by=by),
    Action.DISCARD: lambda product, by: drafts.discard(product, by=by),
}
CASES = list(every([*Party, None], ProductStatus, Action))


def open_to(party: Party | None, status: ProductStatus) -> set[Action]:
    return ALLOWED.get((party, status), set()) if party else set()


@pytest.mark.parametrize(("party", "status", "action"), CASES)
def test_the_table_allows_what_the_life_of_a_listing_is(
    party: Party | None, status: ProductStatus, action: Action
) -> None:
    standing = Standing(status)
    assert (action in actions_for(party, standing)) is (action in open_to(party, status))
    if action in open_to(party, status):
        assert after(party, standing, action) is ENDS.get(action, status)
    else:
        with pytest.raises(Refused):
            after(party, standing, action)


@pytest.mark.parametrize(("party", "status", "action"), CASES)
def test_while_a_supplier_is_suspended_drafts_are_written_and_nothing_comes_onto_the_shelf(
    party: Party | None, status: ProductStatus, action: Action
) -> None:
    possible = actions_for(party, Standing(status, approved=False))
    assert (action in possible) is (action in open_to(party, status) & WHILE_SUSPENDED)


@pytest.mark.parametrize("party", Party)
def test_what_the_operator_took_off_the_operator_puts_back(party: Party) -> None:
    barred = actions_for(party, Standing(OFF, barred=True))
    assert (Action.PUT_BACK in barred) is (party is Party.OPERATOR)
    assert (Action.CHANGE in barred) is (party is Party.SUPPLIER)


@pytest.mark.parametrize("party", [*Party, None])
@pytest.mark.parametrize("outcome", ChangeOutcome)
def test_a_change_is_decided_once_by_those_who_look_at_it_or_taken_back_by_its_supplier(
    party: Party | None, outcome: ChangeOutcome
) -> None:
    possible = set(lifecycle.decisions_for(party, outcome))
    if outcome is not ChangeOutcome.WAITING or party is None:
        assert not possible
    elif party is Party.SUPPLIER:
        assert possible == {Decision.WITHDRAW}
    else:
        assert possible == {Decision.APPROVE, Decision.RETURN}


def somebody(party: Party | None, seller: Supplier) -> Actor:
    if party is Party.SUPPLIER:
        return an_actor(seller, {Role.SELLER})
    if party is Party.COUNTY:
        return an_actor(a_county_office(seller.county_code))
    if party is Party.OPERATOR:
        return an_actor(an_operator())
    return an_actor(a_supplier(YUNLONG))


def standing(status: ProductStatus, seller: Supplier) -> Product:
    product = a_product(of=seller, stock=None, certified=False, on_shelf=status in lifecycle.SHOWN)
    if status is SUBMITTED:
        moves.submit(product, by=an_actor(seller))
    if status is OFF:
        take_off_shelf(product, reason="", by=an_actor(seller))
    db.session.flush()
    return product


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize(("party", "status", "action"), CASES)
def test_the_services_do_what_the_table_allows_and_nothing_else(
    party: Party | None, status: ProductStatus, action: Action
) -> None:
    seller = a_supplier()
    product, by = standing(status, seller), somebody(party, seller)
    version = product.version
    allowed = open_to(party, status)
    written = {Action.SAVE, Action.CHANGE}  # one deed: what it is called follows from the state
    if action in allowed or (action in written and allowed & written):
        DEEDS[action](product, by)
        if action is Action.DISCARD:
            assert db.session.execute(select(Product)).all() == []
            return
        assert product.status is (status if action in written else ENDS[action])
        assert product.version == version + 1
    else:
        with pytest.raises(Refused):
            DEEDS[action](product, by)
        assert product.status is status


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize("action", [action for action, move in MOVES.items() if move.approved])
def test_nothing_of_a_suspended_supplier_moves_towards_the_shelf(action: Action) -> None:
    seller = a_supplier()
    status = next(iter(sorted(MOVES[action].start)))
    product = standing(status, seller)
    party = next(iter(sorted(MOVES[action].by)))
    seller.status = SupplierStatus.SUSPENDED
    db.session.flush()
    with pytest.raises(Refused):
        DEEDS[action](product, somebody(party, seller))
    assert product.status is status


@pytest.mark.usefixtures("db_session")
def test_who_submitted_a_listing_does_not_approve_it_for_the_county() -> None:
    seller = a_supplier()
    product = a_product(of=seller, on_shelf=False)
    person = an_actor(seller)
    moves.submit(product, by=person)
    official = an_actor(a_county_office(seller.county_code))
    with pytest.raises(Refused):
        moves.approve(product, by=replace(official, person_id=person.person_id))
    assert product.status is SUBMITTED
    moves.approve(product, by=official)
    assert product.status is ON


@pytest.mark.usefixtures("db_session")
def test_a_draft_is_discarded_with_all_that_was_written_of_it_and_the_trail_says_who_did_so() -> None:
    seller = a_supplier()
    draft, by = a_product("春笋", of=seller, stock=None, certified=False, on_shelf=False), an_actor(seller)
    number, kept = draft.id, a_product(of=seller)
    add_paper(draft, Shown(GoodsPaperKind.REPORT, "R-1"), b"%PDF-1.4\n%%EOF\n", "report.pdf", by=by)
    add_photos(draft, [make(jpeg(60, 40))], by=by)
    drafts.discard(draft, version=draft.version, by=by)
    assert db.session.execute(select(Product.id)).scalars().all() == [kept.id]
    for table in (Pack, GoodsPaper, ProductPhoto, SearchToken):
        assert db.session.execute(select(table).where(table.product_id == number)).all() == []
    told = select(TrailEntry).where(TrailEntry.action == "product.discarded")
    entry = db.session.execute(told).scalar_one()
    assert (entry.subject_id, entry.details["name"], entry.person_id) == (number, "春笋", by.person_id)


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize(("stock", "certified", "match"), [("5", False, "lots"), (None, True, "certificate")])
def test_a_draft_with_lots_or_a_certificate_is_not_discarded(stock: str | None, certified: bool, match: str) -> None:
    seller = a_supplier()
    draft = a_product(of=seller, stock=stock, certified=certified, on_shelf=False)
    with force_locale("en"), pytest.raises(Refused, match=match):
        drafts.discard(draft, by=an_actor(seller))


@pytest.mark.usefixtures("db_session")
def test_a_draft_that_somebody_changed_meanwhile_is_not_discarded() -> None:
    seller = a_supplier()
    draft = a_product(of=seller, stock=None, certified=False, on_shelf=False)
    seen = draft.version
    change_listing(draft, draft.said, by=an_actor(seller))
    with pytest.raises(Outdated):
        drafts.discard(draft, version=seen, by=an_actor(seller))
