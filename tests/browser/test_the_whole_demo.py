"""The demo is as large as it promises and its book is right: the same rows that the browser walks through."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from shop.catalogue.models import Product
from shop.fulfilment.models import Acceptance
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.organisations.models import Supplier, Unit
from shop.organisations.words import UnitLevel
from shop.tally.models import Verdict
from shop.tally.words import VerdictState

PROMISED: dict[str, tuple[Any, int]] = {
    "suppliers": (select(func.count(Supplier.id)), 25),
    "products": (select(func.count(Product.id)), 60),
    "units that buy": (select(func.count(Unit.id)).where(Unit.level == UnitLevel.LEAF), 40),
    "towns": (select(func.count(Unit.id)).where(Unit.level == UnitLevel.TOWN), 6),
    "orders": (select(func.count(Order.id)), 3000),
    "stages of orders": (select(func.count(func.distinct(Order.status))), len(Status)),
    "corrections": (select(func.count(Acceptance.id)).where(Acceptance.corrects_id.is_not(None)), 10),
    "entries not counted": (select(func.count(Verdict.id)).where(Verdict.state == VerdictState.NOT_COUNTED), 100),
    "reasons not to count": (select(func.count(func.distinct(Verdict.failed))), 3),
}


@pytest.mark.parametrize("what", PROMISED)
def test_the_demo_holds_what_it_promises(demo_url: str, what: str) -> None:
    question, at_least = PROMISED[what]
    with Session(create_engine(demo_url)) as session:
        assert session.execute(question).scalar_one() >= at_least


def test_the_book_of_the_whole_demo_proves_itself(demo_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "SHOP_DATABASE_URL": demo_url, "SHOP_INSTANCE": str(tmp_path)}
    command = [str(Path(sys.executable).with_name("shop")), "tally", "verify"]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
