"""What is filed about targets in the small world: each thing waits for whoever decides about it."""

from sqlalchemy import select

from shop.documents.files import checked
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.services.canteens import Fed, propose_canteen
from shop.organisations.words import Canteen
from shop.tally.models import Scheme, TargetLine
from shop.tally.services.bases import Stated, file_base
from shop.tally.services.filings import return_filing
from shop.tally.services.splits import Wish, propose_split
from shop.tally.services.targets import approve_target, file_target
from shop.tally.words import BaseFigure, BaseKind, SplitMethod, TargetForm
from tests.factories.world import World

PDF = b"%PDF-1.7\n%%EOF\n"


def targets_filed(world: World) -> dict[str, str]:
    """The school files how many people it has, and harbour's official how its target is split; one figure came back."""
    year, scheme = clock.today().year, db.session.get_one(Scheme, world.scheme_id)
    school, harbour = world.organisations["school"], world.organisations["harbour"]
    for town, yuan in (("harbour", 345_678), ("delta", 4321)):
        target = file_target(
            scheme,
            world.organisations[town],
            year,
            TargetForm.AMOUNT,
            [Purpose.CANTEEN],
            amount=Money.yuan(yuan),
            reason="the town's part",
            by=world.actor(f"{town}.official"),
        )
        approve_target(target, by=world.actor("cluster.official"))
    line = db.session.execute(select(TargetLine.id).where(TargetLine.unit_id == school)).scalar_one()
    heads = Stated(BaseFigure.HEADS, BaseKind.FILED, 432, "the register of staff")
    base = file_base(school, year, heads, checked(PDF, "staff.pdf"), by=world.actor("school.manager"))
    union = Stated(BaseFigure.UNION, BaseKind.FILED, 7_654_300, "the union's accounts")
    returned = file_base(school, year, union, by=world.actor("school.manager"))
    return_filing(returned, "these are of last year", by=world.actor("harbour.official"))
    world.join("harbour.second", harbour, Role.OFFICIAL)
    wish = Wish(SplitMethod.HAND, {world.organisations["organ"]: Money.yuan(1234)}, "the organ eats too")
    split = propose_split(scheme, harbour, year, wish, by=world.actor("harbour.second"))
    shared = Fed(Canteen.SHARED)
    change = propose_canteen(school, shared, "the kindergarten eats here too", by=world.actor("cluster.deputy"))
    return {
        "canteen change": str(change.id),
        "filed base": f"base-{base.id}",
        "returned base": f"base-{returned.id}",
        "returned base number": str(returned.id),
        "proposed split": f"split-{split.id}",
        "school line": str(line),
        "harbour number": str(harbour),
        "delta number": str(world.organisations["delta"]),
        "return": "return",
    }
