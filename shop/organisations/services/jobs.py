"""How many jobs a workshop has, stated by itself or by its county, with a paper. Statements are never rewritten."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.documents.models import StoredFile
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import JobsStatement, Supplier
from shop.organisations.policies import may_state_jobs
from shop.organisations.words import SupplierKind
from shop.organisations.words_pairs import JobsBy

MOST_JOBS = 100_000


def check_jobs(workshop: Supplier, as_of: date, jobs: int, linked: int, *, by: Actor) -> None:
    """Whether it can be stated, to be asked before its file is read. Raises ``NotYours`` and ``Refused``."""
    if not may_state_jobs(by, workshop.id, workshop.county_code):
        raise NotYours
    if workshop.supplier_kind is not SupplierKind.WORKSHOP:
        raise Refused(_l("Jobs are stated of workshops only."))
    if as_of > clock.today():
        raise Refused(_l("Jobs are stated as of a day that has come."), field="as_of")
    if not 0 <= jobs <= MOST_JOBS:
        raise Refused(_l("Please enter a number from 0 to %(most)s.", most=MOST_JOBS), field="jobs")
    if not 0 <= linked <= jobs:
        raise Refused(_l("Linked people cannot hold more jobs than there are."), field="linked")


def state_jobs(
    workshop: Supplier, as_of: date, jobs: int, linked: int, evidence: StoredFile, *, by: Actor
) -> JobsStatement:
    """A workshop has so many jobs on a day, of which linked people hold so many."""
    check_jobs(workshop, as_of, jobs, linked, by=by)
    stated = JobsStatement(
        supplier_id=workshop.id,
        as_of=as_of,
        jobs=jobs,
        linked=linked,
        stated_by=JobsBy.COUNTY if by.is_county else JobsBy.WORKSHOP,
        file_id=evidence.id,
        file_name=evidence.file_name,
        by_id=by.person_id,
        by_name=by.person_name,
        at=clock.now(),
    )
    db.session.add(stated)
    db.session.flush()
    record(by, "workshop.jobs_stated", "workshop", workshop.id, day=as_of.isoformat(), jobs=jobs, linked=linked)
    return stated
