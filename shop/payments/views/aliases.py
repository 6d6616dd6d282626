"""Payers' names: under what a unit's payments arrive. Said by the unit, or learnt by a supplier."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.bank import AliasForm
from shop.payments.queries.bank_lists import aliases_told_by
from shop.payments.services import aliases as services
from shop.payments.views.bank_lines import bp
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed


@bp.get("/bank/payers")
@allowed(policies.may_keep_accounts)
def aliases() -> str:
    """The names that are known, each of which can be forgotten."""
    return _page()


@bp.post("/bank/payers")
@allowed(policies.may_pay)
def add_alias() -> ResponseReturnValue:
    """A unit says under what name or from which account it is paid for."""
    form = AliasForm()

    def add() -> str:
        services.add_alias(form.payer_name.data or "", form.payer_account.data or "", by=actor())
        flash(_("The name is known now: your suppliers’ bank lines are matched with it."), "success")
        return url_for(".aliases")

    return once.do(form, add) or (_page(form), 422)


@bp.post("/bank/payers/<int(max=999999999999):alias_id>/remove")
@allowed(policies.may_keep_accounts)
def remove_alias(alias_id: int) -> ResponseReturnValue:
    """The name is forgotten; what was matched by it stays matched."""
    form = ShopForm()

    def remove() -> str:
        services.remove_alias(services.alias_of(alias_id, by=actor()), by=actor())
        flash(_("The name is forgotten."), "success")
        return url_for(".aliases")

    return once.do(form, remove) or (_page(removing=form), 422)


def _page(form: AliasForm | None = None, *, removing: ShopForm | None = None) -> str:
    listed = aliases_told_by(actor())
    return render_template(
        "payments/aliases.html",
        form=form or AliasForm(formdata=None),
        removing=removing,
        listed=listed,
        names=names_of(alias.unit_id for alias in listed),
        may_add=policies.may_pay(actor()),
    )
