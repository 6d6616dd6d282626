"""What the proof of bulletins finds."""

from shop.extensions import db
from shop.reports.proofs import Proved, differences


def off() -> list[str]:
    db.session.expire_all()
    return [str(one) for one in differences(Proved())]
