"""Bulletins in every state of their life."""

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinKind, Section, TextPlace
from shop.reports.models import Bulletin
from shop.reports.services.bulletins import take_step
from shop.reports.services.drafts import begin, write
from shop.tally.models import Scheme
from tests.factories.world import World

CLUSTERS_OWN = "cluster.official", "cluster.deputy"


def a_draft(
    world: World,
    kind: BulletinKind = BulletinKind.BULLETIN,
    span: Span | None = None,
    *,
    by: str | Actor = "cluster.official",
    circulates: bool = True,
    opening: str = "现将有关情况通报如下。",
) -> Bulletin:
    """A draft of this year, unless told otherwise, by the cluster's official."""
    somebody = by if isinstance(by, Actor) else world.actor(by)
    of = span or Span(clock.today().year, 1, 12)
    scheme = db.session.get_one(Scheme, world.scheme_id)
    draft = begin(kind, of, scheme, f"{somebody.organisation_name}通报", by=somebody)
    write(
        draft,
        title=draft.title,
        texts={TextPlace.OPENING: opening},
        sections=[section.value for section in Section],
        circulates=circulates,
        version=draft.version,
        by=somebody,
    )
    return draft


def proposed(world: World, **changes: object) -> Bulletin:
    """Frozen and proposed by who drafted it."""
    draft = a_draft(world, **changes)  # type: ignore[arg-type]
    by = changes.get("by", "cluster.official")
    take_step(draft, BulletinAction.PROPOSE, by=by if isinstance(by, Actor) else world.actor(str(by)))
    return draft


def signed(world: World, **changes: object) -> Bulletin:
    """Signed by the cluster's deputy."""
    bulletin = proposed(world, **changes)
    take_step(bulletin, BulletinAction.SIGN, by=world.actor("cluster.deputy"))
    return bulletin


def withdrawn(world: World) -> Bulletin:
    """Signed, and withdrawn by two."""
    bulletin = signed(world)
    take_step(bulletin, BulletinAction.ASK_WITHDRAWAL, "A wrong month.", by=world.actor("cluster.official"))
    take_step(bulletin, BulletinAction.WITHDRAW, by=world.actor("cluster.deputy"))
    return bulletin
