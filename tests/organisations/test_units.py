"""Units: their canteens, addresses and invoice profiles."""

import pytest

from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import addresses_of, invoice_profiles_of
from shop.organisations.services import add_address, add_invoice_profile, found_town
from shop.organisations.services.naming import Names
from shop.organisations.words import Canteen, ProfileKind, UnitKind
from tests.factories import a_credit_code, a_town, a_unit, an_address, an_invoice_profile

pytestmark = pytest.mark.usefixtures("db_session")


def test_an_outsourced_canteen_names_its_contractor_and_no_other_does() -> None:
    assert a_unit(canteen=Canteen.OUTSOURCED, contractor_name="味之鲜").contractor_name == "味之鲜"
    for canteen, contractor in ((Canteen.OUTSOURCED, ""), (Canteen.OWN, "味之鲜")):
        with pytest.raises(Refused) as refusal:
            a_unit(canteen=canteen, contractor_name=contractor)
        assert refusal.value.field == "contractor_name"


def test_a_shared_canteen_has_one_filing_unit_of_the_same_cluster_and_the_others_name_it() -> None:
    town = a_town()
    files = a_unit(town, canteen=Canteen.SHARED)
    shares = a_unit(town, canteen=Canteen.SHARED, filing_unit_id=files.id)
    assert shares.filing_unit_id == files.id
    elsewhere = a_unit(canteen=Canteen.SHARED)
    for canteen, filing in ((Canteen.OWN, files), (Canteen.SHARED, shares), (Canteen.SHARED, elsewhere)):
        with pytest.raises(Refused) as refusal:
            a_unit(town, canteen=canteen, filing_unit_id=filing.id)
        assert refusal.value.field == "filing_unit"


def test_a_town_buys_nothing_itself() -> None:
    town = a_town()
    with pytest.raises(Refused):
        a_unit(town, kind=UnitKind.TOWN)
    for add in (an_address, an_invoice_profile):
        with pytest.raises(NotYours):
            add(town)


def test_a_town_belongs_to_a_cluster() -> None:
    with pytest.raises(NotYours):
        found_town(a_unit().id, Names("town", "镇", "Town"), by=None)


def test_a_unit_sees_its_own_addresses_and_profiles_in_use() -> None:
    unit, other = a_unit(), a_unit()
    address, profile = an_address(unit), an_invoice_profile(unit)
    an_address(unit).active = False
    an_invoice_profile(unit).active = False
    an_address(other)
    an_invoice_profile(other)
    assert addresses_of(unit.id) == [address]
    assert invoice_profiles_of(unit.id) == [profile]


def test_a_profile_has_a_true_tax_number_and_a_contractor_only_where_one_cooks() -> None:
    unit = a_unit()
    with pytest.raises(Refused) as refusal:
        add_invoice_profile(unit.id, ProfileKind.UNIT, title="学校", tax_number="12345", by=None)
    assert refusal.value.field == "tax_number"
    with pytest.raises(Refused) as refusal:
        add_invoice_profile(unit.id, ProfileKind.CONTRACTOR, title="味之鲜", tax_number=a_credit_code("c"), by=None)
    assert refusal.value.field == "kind"


@pytest.mark.parametrize("missing", ["label", "address", "contact", "phone"])
def test_an_address_lacks_nothing(missing: str) -> None:
    parts = {"label": "食堂", "address": "大学路1号", "contact": "沈岚清", "phone": "15400000000"} | {missing: " "}
    with pytest.raises(Refused) as refusal:
        add_address(a_unit().id, **parts, by=None)
    assert refusal.value.field == missing
