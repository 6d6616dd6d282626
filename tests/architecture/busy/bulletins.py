"""Three bulletins of the cluster: a draft, one that waits for a signature, and one that is signed."""

from tests.factories.bulletins import a_draft, proposed, signed
from tests.factories.world import World


def bulletins(world: World) -> dict[str, str]:
    """All drafted by the cluster's official; the deputy signed the first."""
    out = signed(world)
    return {
        "signed bulletin": out.number,
        "bulletin token": out.token,
        "draft bulletin": a_draft(world).number,
        "proposed bulletin": proposed(world).number,
        "propose": "propose",
        "sign": "sign",
    }
