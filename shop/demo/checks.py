"""Whether the facts agree with each other and with the rules of the trade; every contradiction is a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from stdnum.cn import uscc

from shop.demo.records import Facts, Pack, Product, Unit, UnitYear
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import THOUSANDTHS
from shop.organisations.words import Canteen, UnitKind, UnitLevel
from shop.tally.words import TargetForm

LEAST_CANTEEN_RATE = Decimal("0.10")  # DOMAIN §2, reserved rate


def contradictions(facts: Facts) -> Iterator[str]:
    """Everything that is wrong, or nothing."""
    yield from _counties(facts)
    for unit in facts.units.values():
        yield from _place_in_tree(facts, unit)
        yield from _canteen(facts, unit)
        yield from _targets(unit)
    yield from _suppliers(facts)
    for product in facts.products.values():
        yield from _product(facts, product)
    yield from _people(facts)
    yield from _codes(facts)


def _counties(facts: Facts) -> Iterator[str]:
    for county in facts.counties.values():
        if county.hall not in facts.halls:
            yield f"{county.code} stands in an unknown hall"
    for township in facts.townships.values():
        if township.county_code not in facts.counties:
            yield f"{township.code} lies in an unknown county"
    for pairing in facts.pairings:
        paired = facts.counties.get(pairing.county_code)
        if paired is None or not paired.is_aided(pairing.span.first):
            yield f"{pairing.county_code} is paired and not an aided county"


def _place_in_tree(facts: Facts, unit: Unit) -> Iterator[str]:
    above = {UnitLevel.LEAF: UnitLevel.TOWN, UnitLevel.TOWN: UnitLevel.CLUSTER}
    for year, key in unit.parents.items():
        parent = facts.units.get(key)
        if parent is None or parent.level is not above.get(unit.level):
            yield f"{unit.key} has no right parent in {year}"
    if (unit.merged_on is None) != (unit.successor is None):
        yield f"{unit.key} needs both a successor and a day to be merged"
    if unit.successor and facts.this_year in unit.parents and unit.merged_on and unit.merged_on.year < facts.this_year:
        yield f"{unit.key} was merged and still has a parent"
    if unit.successor and unit.successor not in facts.units:
        yield f"{unit.key} has an unknown successor"
    if unit.supervisor:
        department = facts.units.get(unit.supervisor)
        if department is None or department.kind is not UnitKind.DEPARTMENT:
            yield f"{unit.key} is supervised by what is no department"


def _canteen(facts: Facts, unit: Unit) -> Iterator[str]:
    if (unit.canteen is Canteen.SHARED) != (unit.filing_unit is not None):
        yield f"{unit.key}: a shared canteen, and only that, has a filing unit"
    if (unit.canteen is Canteen.OUTSOURCED) != (unit.contractor is not None):
        yield f"{unit.key}: an outsourced canteen, and only that, has a contractor"
    if unit.filing_unit:
        filing = facts.units.get(unit.filing_unit)
        if filing is None or filing.canteen not in {Canteen.OWN, Canteen.OUTSOURCED}:
            yield f"{unit.key} shares the canteen of a unit that has none"


def _targets(unit: Unit) -> Iterator[str]:
    for filed in unit.years.values():
        purposes = Counter(purpose for line in filed.targets for purpose in line.purposes)
        if any(times > 1 for times in purposes.values()):
            yield f"{unit.key} {filed.year}: a purpose stands in two lines"
        if Purpose.CANTEEN in purposes and unit.canteen not in {Canteen.OWN, Canteen.OUTSOURCED}:
            yield f"{unit.key} {filed.year}: a unit that files for no canteen has no floor"
        yield from _target_lines(unit, filed)


def _target_lines(unit: Unit, filed: UnitYear) -> Iterator[str]:
    for line in filed.targets:
        if line.form is TargetForm.CANTEEN_RATE and line.value < LEAST_CANTEEN_RATE:
            yield f"{unit.key} {filed.year}: the reserved rate is ten per cent at least"
        if filed.base_of(line) == 0:
            yield f"{unit.key} {filed.year}: nothing is filed for {line.form.value}"


def _suppliers(facts: Facts) -> Iterator[str]:
    for supplier in facts.suppliers.values():
        if supplier.county_code not in facts.counties:
            yield f"{supplier.key} is registered in an unknown county"
        if supplier.township_code and not supplier.township_code.startswith(supplier.county_code):
            yield f"{supplier.key} sits in a township of another county"
        if supplier.delivered_price and supplier.freight:
            yield f"{supplier.key}: a delivered price takes no freight"
        days = [step.day for step in supplier.vetting]
        if days != sorted(days):
            yield f"{supplier.key}: the steps of its vetting are out of order"
        if not facts.products_of(supplier.key):
            yield f"{supplier.key} sells nothing"


def _product(facts: Facts, product: Product) -> Iterator[str]:
    produce, supplier = product.produce, facts.suppliers.get(product.supplier)
    if supplier is None:
        yield f"{product.slug} is sold by nobody"
    elif product.producer and not supplier.agent:
        yield f"{product.slug} names a producer, and its supplier is no agent"
    elif product.producer is None and supplier.county_code != produce.county_code:
        yield f"{product.slug} comes from another county than its supplier, and no producer is named"
    if produce.category not in facts.categories or produce.county_code not in facts.counties:
        yield f"{produce.key} has an unknown category or county"
    if not set(produce.season) <= set(range(1, 13)) or len(set(produce.season)) != len(produce.season):
        yield f"{produce.key} has a wrong season"
    for pack in product.packs:
        yield from (f"{product.slug}, {pack.name.en}: {wrong}" for wrong in _pack(product, pack))


def _pack(product: Product, pack: Pack) -> Iterator[str]:
    froms = [tier.from_packs for tier in pack.tiers]
    prices = [tier.price for tier in pack.tiers]
    if pack.minimum % pack.multiple or any(packs % pack.multiple for packs in froms):
        yield "minimum and tiers are multiples of the multiple"
    if froms[0] != pack.minimum or froms != sorted(set(froms)):
        yield "tiers begin at the minimum and rise"
    if prices != sorted(set(prices), reverse=True):
        yield "prices fall from tier to tier"
    if not pack.lightest <= pack.content <= pack.heaviest:
        yield "the content lies between lightest and heaviest"
    produce = product.produce
    per = Decimal(produce.price_for.thousandths) / pack.price_basis.thousandths
    if not all(produce.lowest <= price.in_yuan * per <= produce.highest for price in prices):
        yield f"a price is not like its peers', {produce.lowest} to {produce.highest} yuan"
    if product.produce.measure.value == "piece" and pack.content.thousandths % THOUSANDTHS:
        yield "pieces are whole"


def _people(facts: Facts) -> Iterator[str]:
    for person in facts.people.values():
        if len({membership.kind for membership in person.memberships}) > 1:
            yield f"{person.key} acts for two sides"
    people = facts.people.values()
    yield from _twice("e-mail address", (person.email for person in people))
    yield from _twice("phone number", (person.phone for person in people))


def _codes(facts: Facts) -> Iterator[str]:
    code_of: list[tuple[str, str | None]] = [(facts.operator.key, facts.operator.credit_code)]
    code_of += [(unit.key, unit.credit_code) for unit in facts.units.values()]
    code_of += [(supplier.key, supplier.credit_code) for supplier in facts.suppliers.values()]
    code_of += [(county.office_key, county.office_credit_code) for county in facts.counties.values()]
    codes = [code for _, code in code_of if code]
    tax_numbers = [profile.tax_number for unit in facts.units.values() for profile in unit.invoice_profiles]
    yield from _twice("key of an organisation", (key for key, _ in code_of))
    yield from _twice("credit code", codes)
    yield from (f"not a credit code: {code}" for code in [*codes, *tax_numbers] if not uscc.is_valid(code))
    certificates = (certificate.number for product in facts.products.values() for certificate in product.certificates)
    yield from _twice("certificate number", certificates)


def _twice(what: str, values: Iterable[str]) -> Iterator[str]:
    yield from (f"the {what} {value} comes twice" for value, times in Counter(values).items() if times > 1)
