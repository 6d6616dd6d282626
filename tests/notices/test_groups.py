"""Kinds of notices: each belongs to a group, and each says what is to do, or that nothing is."""

import pytest
from flask_babel import force_locale

from shop.kernel.actor import Role
from shop.mail.choosing import how
from shop.mail.words import DAILY, Group, How
from shop.notices.groups import ASKS_ITSELF, SINGLE, TO_DO, group_of, to_do
from shop.notices.sentences import SENTENCES


def test_what_is_named_here_is_a_kind_of_notice() -> None:
    assert {*SINGLE, *TO_DO, *ASKS_ITSELF} - set(SENTENCES) == set()
    assert set(TO_DO) & ASKS_ITSELF == set()


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("order_placed", Group.TO_CONFIRM),
        ("order_confirmed", Group.ORDERS),
        ("order_of_a_new_kind", Group.ORDERS),
        ("purchase_awaits_approval", Group.APPROVALS),
        ("goods_accepted", Group.DELIVERIES),
        ("invoice_registered", Group.MONEY),
        ("payment_taken", Group.MONEY),
        ("payment_overdue", Group.OVERDUE),
        ("unit_merged", Group.OTHER),
        ("nobody_knows", Group.OTHER),
        ("mail_given_up", None),
    ],
)
def test_kinds_belong_to_groups(kind: str, group: Group | None) -> None:
    assert group_of(kind) is group


@pytest.mark.parametrize("kind", sorted(ASKS_ITSELF))
def test_a_sentence_that_says_what_is_to_do_is_not_followed_by_another(kind: str) -> None:
    with force_locale("en"):
        assert "lease" in str(SENTENCES[kind])
        assert to_do(kind) == ""


@pytest.mark.parametrize(
    ("group", "roles", "choices", "told"),
    [
        (Group.OVERDUE, {Role.FINANCE}, None, How.AT_ONCE),
        (Group.OVERDUE, {Role.BUYER}, None, How.DAILY),
        (Group.APPROVALS, {Role.APPROVER}, {}, How.AT_ONCE),
        (Group.ORDERS, {Role.BUYER}, {}, How.DAILY),
        (Group.ORDERS, {Role.BUYER}, {"orders": "at_once"}, How.AT_ONCE),
        (Group.ORDERS, {Role.BUYER}, {DAILY: "never"}, How.NEVER),
        (Group.APPROVALS, {Role.APPROVER}, {DAILY: "never"}, How.AT_ONCE),
        (Group.APPROVALS, {Role.APPROVER}, {"approvals": "never"}, How.NEVER),
    ],
)
def test_what_somebody_is_mailed(group: Group, roles: set[Role], choices: dict[str, str] | None, told: How) -> None:
    assert how(group, roles, choices) is told
