"""Schemes and their rules: adding a scheme, proposing rules, and approving them."""

from __future__ import annotations

from datetime import date
from typing import cast

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.tally.forms.rules import RulesForm, SchemeForm
from shop.tally.models import Scheme
from shop.tally.policies import may_see_targets
from shop.tally.queries import rules as queries
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.rules import Rules
from shop.tally.services.periods import first_open_day
from shop.tally.services.schemes import add_scheme, approve_rules, propose_rules
from shop.tally.views.periods import decides, the_cluster
from shop.tally.words import CONDITIONS
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed


@allowed(may_see_targets)
def index() -> str:
    """The schemes of the cluster, each with the versions of its rules."""
    cluster_id = the_cluster()
    schemes = [(scheme, queries.versions_of(scheme)) for scheme in schemes_of(cluster_id)]
    return render_template("tally/schemes.html", schemes=schemes, decides=decides(cluster_id))


@allowed(may_see_targets)
def new_scheme() -> ResponseReturnValue:
    """A second yardstick, without code: a code and two names; its rules follow."""
    cluster_id = the_cluster()
    if not decides(cluster_id):
        abort(404)
    form = SchemeForm()

    def deed() -> str:
        said = (form.code.data or "", form.name.data or "", form.name_english.data or "")
        scheme = add_scheme(cluster_id, *said, by=actor())
        flash(_("The scheme is added. It counts nothing until its rules are approved."), "success")
        return url_for("tally.new_rules", number=scheme.code)

    answer = once.do(form, deed)
    return answer or (render_template("tally/scheme_new.html", form=form), 422 if form.is_submitted() else 200)


@allowed(may_see_targets)
def rules(number: str) -> str:
    """One scheme: the rules in force, what waits, and the history of versions with what differs."""
    return _page(_scheme(number))


@allowed(may_see_targets)
def new_rules(number: str) -> ResponseReturnValue:
    """Propose the next version of the rules; the form begins with the newest that is approved."""
    scheme = _scheme(number)
    if not decides(scheme.cluster_id):
        abort(404)
    newest = next((one.rule_set for one in queries.versions_of(scheme) if one.rule_set.approved_at), None)
    form = RulesForm.of(newest.rules if newest else Rules(), date(clock.today().year + 1, 1, 1))

    def deed() -> str:
        begins, ends = cast("date", form.valid_from.data), cast("date | None", form.valid_to.data)
        made = propose_rules(scheme, form.said(), begins, valid_to=ends, by=actor())
        flash(_("Version %(version)s is proposed. A second person has to approve it.", version=made.version), "success")
        return url_for("tally.rules", number=scheme.code)

    answer = once.do(form, deed)
    first = first_open_day(scheme.cluster_id) if newest else None
    return answer or (
        render_template("tally/rules_new.html", form=form, scheme=scheme, newest=newest, first=first),
        422 if form.is_submitted() else 200,
    )


@allowed(may_see_targets)
def approve(number: str, version: int) -> ResponseReturnValue:
    """A second person approves a version."""
    scheme = _scheme(number)
    found = queries.version_for(scheme, version)
    if not decides(scheme.cluster_id):
        abort(404)
    form = ShopForm()

    def deed() -> str:
        approve_rules(found.rule_set, by=actor())
        flash(_("Version %(version)s of the rules is approved.", version=version), "success")
        return url_for("tally.rules", number=scheme.code)

    return once.do(form, deed) or (_page(scheme, form), 422)


def _scheme(code: str) -> Scheme:
    scheme = chosen(schemes_of(the_cluster()), code)
    if scheme is None:
        abort(404)
    return scheme


def _page(scheme: Scheme, form: ShopForm | None = None) -> str:
    versions = queries.versions_of(scheme)
    return render_template(
        "tally/rules.html",
        scheme=scheme,
        versions=versions,
        in_force=next((one for one in versions if one.holds_today), None),
        waiting=[one for one in versions if one.waits],
        decides=decides(scheme.cluster_id),
        me=actor().person_id,
        conditions=CONDITIONS,
        form=form or ShopForm(formdata=None),
    )
