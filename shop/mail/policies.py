"""Who may see to mails: pure questions."""

from __future__ import annotations

from shop.kernel.actor import Actor


def may_run_mail(actor: Actor) -> bool:
    """The operator, who answers for what is sent in the shop's name."""
    return actor.is_operator


def may_try_address(actor: Actor, person_id: int) -> bool:
    """Whoever's address it is, and the operator."""
    return actor.person_id == person_id or may_run_mail(actor)
