"""Into which accounts the demo's suppliers are paid. All of them are invented."""

from __future__ import annotations

from shop.demo.building.stage import Stage
from shop.demo.invented import bank_account
from shop.demo.records import Facts
from shop.kernel.actor import Role
from shop.payments.services.payees import approve_payee, propose_payee


def account_number(facts: Facts, supplier: str, *, later: bool = False) -> str:
    """Into which account a supplier is paid; the cooperative that signs in moves to another bank later on."""
    moves = supplier == facts.people["coop"].memberships[0].organisation
    return bank_account(f"{supplier} new" if moves and later else supplier)


def enter_accounts(stage: Stage) -> None:
    """Into which invented account each supplier is paid: asked for by its seller, approved by the operator."""
    operator = stage.somebody(stage.facts.operator.key, Role.OPERATOR)
    for fact in stage.facts.suppliers.values():
        seller = stage.who(fact.key, Role.SELLER)
        if seller is None:
            continue
        county = stage.facts.counties[fact.county_code]
        account = propose_payee(
            stage.supplier_ids[fact.key],
            account_name=fact.name.zh,
            bank=f"{county.name.zh}农村信用合作联社（演示）",
            account_number=bank_account(fact.key),
            by=seller,
        )
        approve_payee(account, by=operator)
