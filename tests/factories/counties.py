"""Counties with their aid status, and the offices that vet their suppliers."""

from datetime import date

from shop.extensions import db
from shop.organisations.models import County, CountyOffice, Unit
from shop.organisations.services import Names, enter_county, open_county_office, pair, recognise_aid
from tests.factories.counting import next_number

DAGUAN, DALI_CITY, YUNLONG = "530624", "532901", "532929"
NAMES = {DAGUAN: ("大关县", "Daguan County"), DALI_CITY: ("大理市", "Dali City"), YUNLONG: ("云龙县", "Yunlong County")}
NOT_AIDED = {DALI_CITY}
LONG_AGO = date(2016, 1, 1)


def a_county(code: str = DAGUAN, *, aided: bool | None = None) -> County:
    """The county of that code: aided since 2016, but for the city of Dali, unless told otherwise."""
    known = db.session.get(County, code)
    if known is not None:
        return known
    name, name_english = NAMES.get(code, (f"{code}县", f"County {code}"))
    county = enter_county(
        code,
        name=name,
        name_english=name_english,
        prefecture="州",
        prefecture_english="Prefecture",
        hall="hall",
        by=None,
    )
    if aided if aided is not None else code not in NOT_AIDED:
        recognise_aid(code, valid_from=LONG_AGO, by=None)
    return county


def paired(cluster: Unit | int, county: str = DAGUAN) -> None:
    """The cluster (or the cluster of a unit) is paired with the county since 2016."""
    cluster_id = cluster if isinstance(cluster, int) else cluster.cluster_id
    assert cluster_id is not None
    pair(cluster_id, a_county(county).code, valid_from=LONG_AGO, by=None)


def a_county_office(county: str = DAGUAN) -> CountyOffice:
    """The office of the county."""
    number = next_number()
    return open_county_office(
        a_county(county).code, Names(f"office-{number}", f"{number}号办公室", f"Office {number}"), by=None
    )
