"""ID numbers are checked where they are typed, and from then on nobody can tell which they were."""

import pytest
from flask import Flask

from shop import config
from shop.kernel.refusals import Refused
from shop.organisations.identity import checked_id_number, id_hash, identify, masked, masked_name
from tests.factories.identities import an_id_number

A_NUMBER = "53062419800101007X"
WRITTEN = {
    "as it stands": A_NUMBER,
    "with a small x": A_NUMBER.lower(),
    "with full-width signs": "５３０６２４１９８００１０１００７Ｘ",
    "in groups": "530624 19800101 007X",
    "with Excel's apostrophe": f"'{A_NUMBER}",
}
WRONG = {
    "5.30624E+17": "Excel turned this ID number",
    "5.3062419800101e+17": "Excel turned this ID number",
    "530624198001010000": "Excel turned this ID number",
    "53062419800101": "has 18 characters",
    "53062419800101001": "has 18 characters",
    "53O62419800101007X": "has 18 characters",
    "": "has 18 characters",
    "530624198001010011": "a digit must be wrong",
    "530624198013010018": "a digit must be wrong",
}


@pytest.mark.parametrize("typed", WRITTEN.values(), ids=list(WRITTEN))
def test_an_id_number_is_the_same_however_it_is_written(app: Flask, typed: str) -> None:
    assert checked_id_number(typed) == A_NUMBER
    assert identify(typed) == identify(A_NUMBER)


@pytest.mark.parametrize(("typed", "said"), WRONG.items())
def test_what_is_no_id_number_is_refused_with_what_to_do(app: Flask, typed: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_id_number(typed)
    assert said in str(refused.value)
    assert refused.value.field == "id_number"


def test_nobody_is_linked_before_being_born(app: Flask) -> None:
    with pytest.raises(Refused, match="not born yet"):
        checked_id_number(an_id_number(1, born="20990101"))


def test_the_hash_is_keyed_so_that_trying_all_numbers_does_not_find_it(app: Flask) -> None:
    ours = id_hash(A_NUMBER)
    app.config["IDENTITY_KEY"] = "another key"
    assert id_hash(A_NUMBER) != ours
    assert len(ours) == 64


def test_the_mask_shows_the_county_and_the_last_four() -> None:
    assert masked(A_NUMBER) == "530624********007X"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李小明", "李*明"), ("李明", "李*"), ("欧阳小明", "欧**明"), ("李", "李**"), ("Anna Li", "A**"), ("", "")],
)
def test_a_name_is_masked_so_that_neighbours_do_not_know_it(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_production_does_not_start_without_the_key_of_the_hashes() -> None:
    production = {"SHOP_ENV": "production", "SHOP_SECRET_KEY": "s" * 40, "SHOP_DATABASE_URL": "postgresql:///shop"}
    for key in ("", "short"):
        with pytest.raises(config.Misconfigured, match="SHOP_IDENTITY_KEY"):
            config.settings(production | {"SHOP_IDENTITY_KEY": key})


def test_elsewhere_the_key_is_made_once_and_kept_beside_the_database(tmp_path: object) -> None:
    kept = {"SHOP_ENV": "testing", "SHOP_INSTANCE": str(tmp_path)}
    first, second = config.settings(kept), config.settings(kept)
    assert first["IDENTITY_KEY"] == second["IDENTITY_KEY"]
    assert first["IDENTITY_KEY"] != first["SECRET_KEY"]
