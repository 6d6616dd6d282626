"""Filing a target line, a change of one, or a base figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.files import Checked, checked
from shop.documents.uploads import LARGEST
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours
from shop.tally.bases import actual_is_asked
from shop.tally.filing import FilingKind, FilingState
from shop.tally.forms.targets import BaseForm, LineForm, chosen_month
from shop.tally.models import BaseFiling, Scheme, TargetLine, TargetProposal
from shop.tally.policies import may_file_target, may_see_filings
from shop.tally.queries.bases import newest_bases
from shop.tally.queries.filings import FilingPage, filing_for
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.targets import Line, lines_of
from shop.tally.services.bases import file_base
from shop.tally.services.targets import file_revision, file_target
from shop.tally.targets import LEAST_CANTEEN_RATE, WHOLE_RATE, earliest_month
from shop.tally.views.asking import asked_number, asked_word, asked_year
from shop.tally.views.targeting.unit import scope_of
from shop.tally.words import BASES, BaseFigure, BaseKind, TargetForm
from shop.web import once
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files


@allowed(may_see_filings)
def file_line(unit_id: int) -> ResponseReturnValue:
    """A new line of a unit's target, in the form that the address names, or a change of one that is there."""
    scope, scheme = _place(unit_id)
    anew = _returned(FilingKind.TARGET, unit_id)
    if anew is not None and anew.scheme_id != scheme.id:
        raise NotYours
    line = _line(scope, scheme, anew)
    kind = line.form if line else anew.form if anew else asked_word("form", TargetForm) or TargetForm.AMOUNT
    earliest = earliest_month(scope.year, clock.today())
    base = (
        newest_bases([unit_id], [scope.year]).get((unit_id, scope.year, BASES[kind], BaseKind.FILED))
        if kind in BASES
        else None
    )
    form = LineForm.of(kind, line=line, earliest=earliest, base=base, anew=anew)

    def deed() -> str:
        figures = form.figures(kind) | {"reason": form.reason.data or "", "follows": anew, "by": actor()}
        if line is not None:
            row, month = db.session.get_one(TargetLine, line.id), chosen_month(form.holds_from)
            filed = file_revision(row, holds_from=month, **figures)
        else:
            purposes = [Purpose(word) for word in form.purposes.data or ()]
            filed = file_target(scheme, unit_id, scope.year, kind, purposes, **figures)
        flash(_("Filed. It holds once it has been approved one level above."), "success")
        return url_for("tally.filing", key=f"{FilingKind.TARGET.value}-{filed.id}")

    answer = once.do(form, deed)
    return answer or (
        render_template(
            "tally/target_line.html",
            form=form,
            scope=scope,
            node=scope.node,
            line=line,
            kind=kind,
            anew=anew,
            base=base,
            forms=TargetForm,
            least=Decimal(LEAST_CANTEEN_RATE) / WHOLE_RATE,
            place=_kept(scope),
        ),
        422 if form.is_submitted() else 200,
    )


@allowed(may_see_filings)
@takes_files(LARGEST)
def file_base_figure(unit_id: int) -> ResponseReturnValue:
    """A base figure of a unit's year: as planned, or from 1 December on the actual one."""
    scope = scope_of(unit_id, asked_year())
    _require_filing(scope, unit_id)
    anew = cast("BaseFiling | None", _returned(FilingKind.BASE, unit_id))
    today = clock.today()
    over = scope.year < today.year
    earliest = today.replace(month=12, day=1, year=scope.year) if over else earliest_month(scope.year, today)
    known: dict[str, Any] = {}
    if request.args.get("kind") == BaseKind.ACTUAL or over:
        known["kind"] = BaseKind.ACTUAL.value
    if (figure := asked_word("figure", BaseFigure)) is not None:
        known["figure"] = figure.value
    form = BaseForm.of(earliest, asks_actual=actual_is_asked(scope.year, today), anew=anew, **known)

    def deed() -> str:
        filed = file_base(unit_id, scope.year, form.stated(anew), _evidence(form), follows=anew, by=actor())
        flash(_("Filed. It holds once it has been approved one level above."), "success")
        return url_for("tally.filing", key=f"{FilingKind.BASE.value}-{filed.id}")

    answer = once.do(form, deed)
    return answer or (
        render_template(
            "tally/target_base.html", form=form, scope=scope, node=scope.node, anew=anew, place=_kept(scope)
        ),
        422 if form.is_submitted() else 200,
    )


def _evidence(form: BaseForm) -> Checked | None:
    upload = form.file.upload
    return checked(upload.content, upload.name) if upload is not None else None


def _place(unit_id: int) -> tuple[Scope, Scheme]:
    scope = scope_of(unit_id, asked_year())
    _require_filing(scope, unit_id)
    scheme = chosen(schemes_of(scope.cluster_id), request.args.get("scheme"))
    if scheme is None or scope.year < clock.today().year:
        raise NotYours
    return scope, scheme


def _require_filing(scope: Scope, unit_id: int) -> None:
    if not may_file_target(actor(), scope.path(unit_id)):
        raise NotYours


def _returned(kind: FilingKind, unit_id: int) -> Any:
    """The returned filing that the address wants filed again; nothing if it names none. Raises ``NotYours``."""
    number = asked_number("anew")
    if number is None:
        return None
    page: FilingPage = filing_for(actor(), f"{kind.value}-{number}")
    if page.filing.unit_id != unit_id:
        raise NotYours
    if page.state is not FilingState.RETURNED and request.method == "GET":
        raise NotYours
    return page.filing


def _line(scope: Scope, scheme: Scheme, anew: TargetProposal | None) -> Line | None:
    """The line that is changed, by the address or by what is filed again. Raises ``NotYours``."""
    number = anew.target_line_id if anew is not None else asked_number("line")
    if number is None:
        return None
    assert scope.node is not None  # noqa: S101 – `scope_of` has made it of a unit
    for line in lines_of([scope.node.id], scope.year, scheme.id).get(scope.node.id, []):
        if line.id == number:
            return line
    raise NotYours


def _kept(scope: Scope) -> dict[str, Any]:
    return {"year": scope.year, "scheme": request.args.get("scheme")}
