"""What everybody chooses about their own mails."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.accounts.models import Person
from shop.extensions import db
from shop.mail import policies, queries, services
from shop.mail.forms import MailForm, filled
from shop.mail.settings import is_set_up
from shop.mail.views.public import bp
from shop.mail.words import Group
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed, anyone_signed_in, require
from shop.web.language import current


@bp.get("")
@allowed(anyone_signed_in)
def settings() -> str:
    """What comes by mail, when, and in which language."""
    kept = filled(queries.settings_of(actor().person_id), actor(), current())
    return _page(MailForm(formdata=None, data=kept))


@bp.post("")
@allowed(anyone_signed_in)
def choose() -> ResponseReturnValue:
    """Choose it."""
    form = MailForm()

    def chosen() -> str:
        services.choose(actor().person_id, str(form.language.data), form.choices)
        flash(_("Your choice is kept."), "success")
        return url_for(".settings")

    return once.do(form, chosen) or (_page(form), 422)


@bp.post("/addresses/<int(max=999999999999):person_id>/again")
@allowed(anyone_signed_in)
def try_address(person_id: int) -> ResponseReturnValue:
    """An address that was refused is tried again: by whoever's it is, or the operator."""
    require(policies.may_try_address, person_id)
    form = ShopForm()
    back = ".settings" if actor().person_id == person_id else ".unreached"

    def tried() -> str:
        services.try_address_again(person_id, by=actor())
        flash(_("Mails go to this address again from now on."), "success")
        return url_for(back)

    return once.do(form, tried) or (_page(MailForm(formdata=None), faults=form), 422)


def _page(form: MailForm, *, faults: ShopForm | None = None) -> str:
    mine = queries.settings_of(actor().person_id)
    kept = filled(mine, actor(), current())
    if faults is not None:
        form.process(data=kept)
    form.put_back(kept)
    return render_template(
        "mail/settings.html",
        form=form,
        faults=faults or form,
        groups=[form[group.value] for group in Group],
        person=db.session.get_one(Person, actor().person_id),
        mine=mine,
        is_set_up=is_set_up(),
    )
