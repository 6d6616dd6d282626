"""Bank statements of both sides: what is booked by itself, what waits, and that nothing is counted twice."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models.bank import Aside, BankLine, PayerAlias, PaymentSighting
from shop.payments.queries.bank_lists import LineFilter, Tab, lines_listed
from shop.payments.queries.bank_matching import key_of, read_lines
from shop.payments.queries.payments import payment_told_of
from shop.payments.readings import Because
from shop.payments.services.aliases import add_alias, alias_of, remove_alias
from shop.payments.services.bank_lines import Outcome, accept_reading, match_line, set_aside, undo
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.payees import approve_payee, propose_payee
from shop.payments.services.receipts import Share
from shop.payments.services.statements import receive_statement
from shop.payments.verify import Read, differences
from tests.factories.bank import Booked, a_sheet, code, only_line, payments, states, uploaded
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment, refused
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World


def delivered(world: World, sacks: int = 4) -> Order:
    """Potatoes that the school has taken in from the cooperative."""
    order = a_confirmed_order(world, {"sack": sacks})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


@pytest.fixture
def order(world: World) -> Order:
    return delivered(world)


def owed(order: Order) -> str:
    return balance_of(order)[0]


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


def paid(order: Order) -> str:
    return balance_of(order)[1]


def test_a_line_with_its_code_from_a_known_payer_is_booked_by_itself(world: World, order: Order) -> None:
    statement = uploaded(world, Booked(owed(order), f"货款 {code(order)}"))
    assert states(statement) == [("matched", "certain")]
    assert paid(order) == owed(order)
    assert off() == []


def test_the_same_file_and_the_same_line_again_are_counted_once(world: World, order: Order) -> None:
    lines = [Booked(owed(order), code(order)), Booked("7.00", "other", name="somebody")]
    first = uploaded(world, *lines)
    again, is_new = receive_statement("copy.csv", a_sheet(lines), by=world.actor("coop.second"))
    assert (again.id, is_new) == (first.id, False)
    overlapping = uploaded(world, *lines, Booked("8.00", name="somebody"))
    assert (overlapping.new_lines, overlapping.known_lines) == (1, 2)
    assert paid(order) == owed(order)
    assert len(payments()) == 1
    assert off() == []


def test_two_equal_transfers_of_one_day_are_two_and_stay_two(world: World, order: Order) -> None:
    half = Booked("10.00", code(order))
    statement = uploaded(world, half, half)
    assert statement.new_lines == 2
    assert uploaded(world, half, half, Booked("1.00", name="x")).new_lines == 1
    assert paid(order) == "20.00"


def test_both_banks_tell_of_one_transfer_and_it_is_booked_once(world: World, order: Order) -> None:
    uploaded(world, Booked(owed(order), code(order)))
    mine = uploaded(world, Booked(f"-{owed(order)}", code(order), name="coop"), by="school.manager")
    assert states(mine) == [("matched", "certain")]
    assert payments() == [(owed(order), 2)]
    assert paid(order) == owed(order)
    assert off() == []


def test_without_a_code_what_the_payer_has_announced_is_one_click_for_the_payee(world: World, order: Order) -> None:
    uploaded(world, Booked(f"-{owed(order)}", code(order), name="coop"), by="school.manager")
    line = only_line(uploaded(world, Booked(owed(order), "货款", day=clock.today() - timedelta(days=2))))
    reading = read_lines([line.line], world.actor("coop.seller"))[line.line_id]
    assert reading.proposals[0].because == (Because.PAYER, Because.SEEN)
    assert payments() == [], "the payer's word alone books nothing"
    outcome = accept_reading(line, key_of(reading.proposals[0]), remember=False, by=world.actor("coop.seller"))
    assert outcome is Outcome.BOOKED
    assert payments() == [(owed(order), 2)]


def test_whatever_is_said_by_hand_a_transfer_that_both_tell_of_is_one(world: World, order: Order) -> None:
    uploaded(world, Booked(f"-{owed(order)}", code(order), name="coop"), by="school.manager")
    line = only_line(uploaded(world, Booked(owed(order), "货款")))
    outcome = match_line(line, order.unit_id, {}, remember=False, by=world.actor("coop.seller"))
    assert (outcome, payments()) == (Outcome.BOOKED, [(owed(order), 2)])
    assert paid(order) == owed(order)


def test_what_the_first_bank_gave_to_no_order_goes_where_the_second_one_says(world: World, order: Order) -> None:
    line = only_line(uploaded(world, Booked(owed(order), "no code")))
    match_line(line, order.unit_id, {}, remember=False, by=world.actor("coop.seller"))
    assert (paid(order), standing_of(order)["unallocated"]) == ("0.00", owed(order))
    uploaded(world, Booked(f"-{owed(order)}", code(order), name="coop"), by="school.manager")
    assert (paid(order), standing_of(order)["unallocated"]) == (owed(order), "0.00")
    assert off() == []


def test_more_than_is_owed_is_kept_and_less_leaves_a_rest(world: World, order: Order) -> None:
    due = Money.yuan(owed(order))
    uploaded(world, Booked(str(due - Money.yuan(10)), code(order)))
    assert paid(order) == str(due - Money.yuan(10))
    uploaded(world, Booked("25.00", code(order)))
    assert (paid(order), standing_of(order)["unallocated"]) == (str(due), "15.00")
    assert off() == []


def test_one_transfer_pays_several_orders(world: World, order: Order) -> None:
    second, third = delivered(world, 6), delivered(world, 8)
    together = sum((Money.yuan(owed(one)) for one in (order, second)), Money(0))
    uploaded(world, Booked(str(together), f"{code(order)} {code(second)}"))
    assert [paid(one) for one in (order, second, third)] == [owed(order), owed(second), "0.00"]
    assert len(payments()) == 1
    assert off() == []


def test_goods_that_are_still_to_come_can_be_paid_ahead(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 4})
    worth = order.lines[0].amount(order.lines[0].ordered)
    uploaded(world, Booked(str(worth + Money(100)), code(order)))
    assert (paid(order), standing_of(order)["unallocated"]) == (str(worth), "1.00")
    assert off() == []


def test_a_strangers_name_takes_one_click_and_is_remembered(world: World, order: Order) -> None:
    later = delivered(world, 6)
    seller = world.actor("coop.seller")
    line = only_line(uploaded(world, Booked(owed(order), code(order), name="国库支付中心")))
    assert line.hint.value == "likely"
    (proposal, *_others) = read_lines([line.line], seller)[line.line_id].proposals
    assert accept_reading(line, key_of(proposal), remember=True, by=seller) is Outcome.BOOKED
    assert states(uploaded(world, Booked(owed(later), code(later), name="国库支付中心"))) == [("matched", "certain")]
    assert off() == []


def test_a_unit_says_itself_who_pays_for_it_and_can_take_it_back(world: World, order: Order) -> None:
    manager = world.actor("school.manager")
    add_alias("市国库支付中心", "", by=manager)
    with refused("known already"):
        add_alias("市国库支付中心", "", by=manager)
    for another in ("clinic", "Coop"):
        with refused("another organisation"):
            add_alias(another, "", by=manager)
    for name, account in (("", ""), ("（）", " "), ("", "12ab")):
        with refused("Please enter"):
            add_alias(name, account, by=manager)
    line = only_line(uploaded(world, Booked("3.00", name="市国库支付中心")))
    assert line.hint.value == "possible"
    alias_id = db.session.execute(select(func.max(PayerAlias.id))).scalar_one()
    remove_alias(alias_of(alias_id, by=manager), by=manager)
    assert states(uploaded(world, Booked("4.00", name="市国库支付中心"))) == [("open", "none")]


def test_a_transfer_to_another_account_than_the_suppliers_own_is_never_booked_by_itself(
    world: World, order: Order
) -> None:
    account = propose_payee(
        order.supplier_id,
        account_name="coop",
        bank="农信社",
        account_number="6222 0001 0002",
        by=world.actor("coop.seller"),
    )
    approve_payee(account, by=world.actor("coop.second"))
    strange = Booked(f"-{owed(order)}", code(order), name="coop", account="999999999")
    assert states(uploaded(world, strange, by="school.manager")) == [("open", "possible")]
    right = Booked("-1.00", code(order), name="coop", account="622200010002")
    assert states(uploaded(world, right, by="school.manager")) == [("matched", "certain")]


def test_what_is_undone_is_open_again_and_can_be_booked_anew(world: World, order: Order) -> None:
    seller = world.actor("coop.seller")
    line = only_line(uploaded(world, Booked(owed(order), code(order))))
    undo(line, by=seller)
    assert (paid(order), line.state.value, line.hint.value) == ("0.00", "open", "certain")
    assert standing_of(order)["unallocated"] == "0.00"
    (proposal,) = read_lines([line.line], seller)[line.line_id].proposals
    accept_reading(line, key_of(proposal), remember=False, by=seller)
    assert paid(order) == owed(order)
    assert [told for _yuan, told in payments()] == [0, 1]
    assert off() == []


def test_what_both_banks_tell_of_stays_on_the_payees_word_when_the_payer_takes_it_back(
    world: World, order: Order
) -> None:
    line = only_line(uploaded(world, Booked(owed(order), code(order))))
    theirs = only_line(uploaded(world, Booked(f"-{owed(order)}", code(order), name="coop"), by="school.manager"))
    undo(theirs, by=world.actor("school.manager"))
    assert (paid(order), payments()) == (owed(order), [(owed(order), 1)])
    undo(line, by=world.actor("coop.seller"))
    assert paid(order) == "0.00"
    assert off() == []


def test_money_the_other_way_is_set_aside_and_pays_for_nothing(world: World, order: Order) -> None:
    line = only_line(uploaded(world, Booked("-5.00", code(order))))
    assert (line.state.value, line.aside) == ("aside", Aside.OTHER_WAY)
    undo(line, by=world.actor("coop.seller"))
    with refused("the other way"):
        match_line(line, order.unit_id, {}, remember=False, by=world.actor("coop.seller"))


def test_a_line_is_set_aside_with_a_reason_and_decided_once(world: World, order: Order) -> None:
    seller = world.actor("coop.seller")
    line = only_line(uploaded(world, Booked("5.00", name="somebody")))
    with refused("few words"):
        set_aside(line, Aside.OTHER, " ", by=seller)
    set_aside(line, Aside.OTHER, "a gift", by=seller)
    with refused("decided"):
        set_aside(line, Aside.OTHER_BUSINESS, "", by=seller)
    with refused("decided"):
        match_line(line, order.unit_id, {}, remember=False, by=seller)
    undo(line, by=seller)
    with refused("open already"):
        undo(line, by=seller)


def test_shares_by_hand_are_never_more_than_the_transfer_or_the_order(world: World, order: Order) -> None:
    seller = world.actor("coop.seller")
    line = only_line(uploaded(world, Booked("5000.00", "?")))
    for shares in ({order.id: Money.yuan("5000.01")}, {order.id: Money.yuan(4000)}, {order.id: Money.yuan(-1)}):
        with refused("more than|come to so much"):
            match_line(line, order.unit_id, shares, remember=False, by=seller)
    with refused("choose the other side"):
        match_line(line, world.organisations["clinic"], {}, remember=False, by=seller)
    match_line(line, order.unit_id, {order.id: Money.yuan(2)}, remember=False, by=seller)
    told = payment_told_of(line.line_id)
    assert told is not None
    assert ([str(amount) for _number, amount in told.shares], str(told.rest), told.told_by) == (["2.00"], "4998.00", 1)


def test_a_suggestion_that_has_changed_is_not_taken(world: World, order: Order) -> None:
    seller = world.actor("coop.seller")
    line = only_line(uploaded(world, Booked(owed(order), "no code")))
    (proposal,) = read_lines([line.line], seller)[line.line_id].proposals
    uploaded(world, Booked("1.00", code(order)))
    with refused("changed meanwhile"):
        accept_reading(line, key_of(proposal), remember=False, by=seller)


def test_ten_thousand_lines_are_read_in_some_seconds(world: World, order: Order) -> None:
    lines = [Booked(f"{n}.00", f"no {n}", name=f"payer {n}") for n in range(1, 9_999)]
    statement = uploaded(world, *lines, Booked(owed(order), code(order)))
    assert statement.new_lines == 9_999
    assert db.session.execute(select(func.count()).select_from(BankLine)).scalar_one() == 9_999
    assert paid(order) == owed(order)


def test_the_proof_finds_what_no_bank_tells_of_and_what_a_bank_tells_otherwise(world: World, order: Order) -> None:
    line = only_line(uploaded(world, Booked(owed(order), code(order))))
    assert off() == []
    db.session.execute(delete(PaymentSighting))
    wrong = off()
    assert len(wrong) == 2
    assert f"Bank line {line.line_id}" in wrong[0]
    assert "no bank of the payee tells of" in wrong[1]


def test_what_was_entered_by_hand_is_the_same_when_the_banks_tell_of_it(world: World, order: Order) -> None:
    amount, seller = Money.yuan(owed(order)), world.actor("coop.seller")
    receive_by_hand(order.unit_id, amount, clock.today(), "货款", [Share(order.id, amount)], by=seller)
    uploaded(world, Booked(str(amount), code(order), day=clock.today() - timedelta(days=1)))
    uploaded(world, Booked(f"-{amount}", code(order), name="coop"), by="school.manager")
    assert payments() == [(str(amount), 2)]
    assert paid(order) == str(amount)
    for name in ("coop.seller", "school.manager"):
        (state,) = lines_listed(world.actor(name), LineFilter(Tab.MATCHED))
        undo(state, by=world.actor(name))
    assert paid(order) == str(amount), "it stays on the word of whoever entered it"
    assert off() == []


def test_what_a_bank_has_told_of_is_not_entered_by_hand_again(world: World, order: Order) -> None:
    amount = Money.yuan(owed(order))
    uploaded(world, Booked(str(amount), code(order)))
    with refused("bank statement shows this already"):
        receive_by_hand(order.unit_id, amount, clock.today(), "", [], by=world.actor("coop.seller"))
