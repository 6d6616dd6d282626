"""What the cluster publishes: what is in force, proposing another choice, and deciding it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from shop.kernel import clock
from shop.mail.settings import address_of
from shop.reports.forms.publishing import PublishingForm, PublishingStepForm
from shop.reports.policies import may_publish
from shop.reports.publishing.choices import chosen
from shop.reports.publishing.life import ChoiceAction, actions_for
from shop.reports.publishing.words import ChoiceState
from shop.reports.queries.publishing import choice_for, choices_of, in_force
from shop.reports.services.publishing import decide_publishing, propose_publishing
from shop.web import once
from shop.web.guards import actor, allowed
from shop.web.language import current

bp = Blueprint("publishing", __name__)
NUMBER = "int(max=999999):number"


@bp.route("/publishing", methods=["GET", "POST"])
@allowed(may_publish)
def index() -> ResponseReturnValue:
    """What is published today, what waits, and a form to propose something else."""
    now = in_force(_cluster()).choice
    form = PublishingForm(
        data={
            "items": [item.value for item in now.items],
            "basis": now.basis.value,
            "least_units": now.least_units,
            "hosts": "\n".join(now.hosts),
        }
    )

    def deed() -> str:
        choice = chosen(
            form.items.data or [], form.basis.data or "", int(form.least_units.data or 0), form.hosts.data or ""
        )
        propose_publishing(choice, by=actor())
        flash(_("Proposed: a second official approves it before anything changes."), "success")
        return url_for("publishing.index")

    return once.do(form, deed) or (_page(form), 422 if form.is_submitted() else 200)


@bp.post(f"/publishing/<{NUMBER}>/<step>")
@allowed(may_publish)
def step(number: int, step: str) -> ResponseReturnValue:
    """A proposal is approved, refused or withdrawn."""
    row = choice_for(_cluster(), number)
    action = next((one for one in ChoiceAction if one.value == step), None)
    if action is None:
        abort(404)
    form = PublishingStepForm()

    def deed() -> str:
        decided = decide_publishing(row, action, form.reason.data or "", by=actor())
        flash(_("Done: the proposal is now “%(state)s”.", state=decided.state.label), "success")
        return url_for("publishing.index")

    return once.do(form, deed) or (_page(None, form, action), 422)


def _page(
    form: PublishingForm | None, step_form: PublishingStepForm | None = None, taken: ChoiceAction | None = None
) -> str:
    cluster_id = _cluster()
    told = choices_of(cluster_id)
    force = in_force(cluster_id)
    waiting = next((one for one in told if one.row.state is ChoiceState.PROPOSED), None)
    own = waiting is not None and waiting.row.proposed_by_id == actor().person_id
    address = address_of("reports.embedded", cluster=cluster_id, lang=current())
    return render_template(
        "reports/publishing.html",
        form=form,
        step_form=step_form or PublishingStepForm(formdata=None),
        taken=taken,
        now=force,
        told=told,
        waiting=waiting,
        actions=actions_for(waiting.row.state, own=own) if waiting else [],
        own=own,
        year=clock.today().year,
        cluster_id=cluster_id,
        snippet=str(
            Markup('<iframe src="{}" title="{}" width="100%" height="320" loading="lazy"></iframe>').format(
                address, _("Public progress")
            )
        ),
    )


def _cluster() -> int:
    """The cluster of whoever acts; nobody else may come here."""
    cluster_id = actor().cluster_id
    return cluster_id if cluster_id is not None else abort(404)
