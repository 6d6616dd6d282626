"""The ground the trade stands on: counties, people, units and their tree, suppliers and their vetting."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from shop.accounts.services import hash_password, register
from shop.demo import records
from shop.demo.building.accounts import enter_accounts
from shop.demo.building.stage import Stage
from shop.demo.building.vetting import vet_suppliers
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.organisations import services
from shop.organisations.queries import actor_for
from shop.organisations.services import Names

PASSWORD = "shanhuo-demo"  # noqa: S105 – the demo's, shown on its sign-in page and refused in production


def lay_ground(stage: Stage) -> None:
    """Everything that stands before the first purchase, and what changes about it later."""
    _counties(stage)
    _operator(stage)
    _units(stage)
    _suppliers(stage)
    _people(stage)
    enter_accounts(stage)
    _facts_of_two_people(stage)
    _tree(stage)
    vet_suppliers(stage)


def _names(slug: str, name: records.Bilingual) -> Names:
    return Names(slug=slug, chinese=name.zh, english=name.en)


def _counties(stage: Stage) -> None:
    for county in stage.facts.counties.values():
        services.enter_county(
            county.code,
            name=county.name.zh,
            name_english=county.name.en,
            prefecture=county.prefecture.zh,
            prefecture_english=county.prefecture.en,
            hall=county.hall,
            about=county.about.zh,
            about_english=county.about.en,
            by=None,
        )
        office = services.open_county_office(
            county.code,
            _names(county.office_key, county.office_name),
            credit_code=county.office_credit_code,
            by=None,
        )
        stage.organisation_ids[county.office_key] = office.id
    for town in stage.facts.townships.values():
        services.enter_township(town.code, name=town.name.zh, name_english=town.name.en, by=None)


def _operator(stage: Stage) -> None:
    fact = stage.facts.operator
    operator = services.found_operator(_names(fact.key, fact.name), credit_code=fact.credit_code, by=None)
    stage.organisation_ids[fact.key] = operator.id


def _units(stage: Stage) -> None:
    """Units in an order in which whoever files for another is founded first."""
    facts = stage.facts
    cluster = services.found_cluster(_names(facts.cluster.key, facts.cluster.name), by=None)
    stage.unit_ids[facts.cluster.key] = cluster.id
    for town in facts.towns:
        made = services.found_town(
            cluster.id,
            _names(town.key, town.name),
            division_code=town.division_code,
            leads=town.leads,
            position=town.position,
            by=None,
        )
        stage.unit_ids[town.key] = made.id
    for leaf in sorted(facts.leaves, key=lambda leaf: leaf.filing_unit is not None):
        _leaf(stage, leaf, cluster.id)
    for leaf in facts.leaves:
        if leaf.successor is not None and leaf.merged_on is not None:
            moment = clock.at_shanghai(leaf.merged_on, 8)
            stage.timeline.plan(moment, partial(_merge, stage, leaf))
    stage.organisation_ids.update(stage.unit_ids)


def _leaf(stage: Stage, leaf: records.Unit, cluster_id: int) -> None:
    heads = [filed.heads for filed in leaf.years.values() if filed.heads]
    unit = services.found_unit(
        cluster_id,
        _names(leaf.key, leaf.name),
        leaf.kind,
        credit_code=leaf.credit_code,
        canteen=leaf.canteen,
        filing_unit_id=stage.unit_ids[leaf.filing_unit] if leaf.filing_unit else None,
        contractor_name=leaf.contractor.zh if leaf.contractor else None,
        head_count=heads[-1] if heads else None,
        position=leaf.position,
        by=None,
    )
    stage.unit_ids[leaf.key] = unit.id
    keeper = next((person for person in stage.facts.staff_of(leaf.key)), None)
    for address in leaf.addresses:
        row = services.add_address(
            unit.id,
            label=address.label.zh,
            address=address.address.zh,
            contact=keeper.name.zh if keeper else leaf.name.zh,
            phone=keeper.phone if keeper else "–",
            by=None,
        )
        stage.address_ids.setdefault(leaf.key, []).append(row.id)
    for profile in leaf.invoice_profiles:
        made = services.add_invoice_profile(
            unit.id,
            profile.kind,
            title=profile.title,
            tax_number=profile.tax_number,
            address=profile.address,
            by=None,
        )
        stage.profile_ids.setdefault(leaf.key, {})[profile.kind.value] = made.id


def _merge(stage: Stage, leaf: records.Unit) -> None:
    by = stage.somebody(stage.facts.operator.key, Role.OPERATOR)
    services.merge_into(stage.unit_ids[leaf.key], stage.unit_ids[str(leaf.successor)], by=by)


def _suppliers(stage: Stage) -> None:
    for fact in stage.facts.suppliers.values():
        supplier = services.enrol_supplier(
            _names(fact.key, fact.name),
            fact.kind,
            fact.county_code,
            fact.credit_code,
            township_code=fact.township_code,
            founded=fact.founded,
            about=fact.about.zh,
            about_english=fact.about.en,
            delivered_price=fact.delivered_price,
            freight=fact.freight,
            freight_free_from=fact.freight_free_from,
            by=None,
        )
        stage.supplier_ids[fact.key] = supplier.id
        for linked in fact.linked:
            services.record_benefit(
                supplier.id,
                linked.as_of,
                households=linked.households,
                people=linked.people,
                mechanism=fact.mechanism.zh,
                mechanism_english=fact.mechanism.en,
                by=None,
            )
    stage.organisation_ids.update(stage.supplier_ids)


def _people(stage: Stage) -> None:
    """Everybody has the same password, so it is hashed once."""
    hashed = hash_password(PASSWORD)
    for person in stage.facts.people.values():
        made = register(person.name.zh, email=person.email, phone=person.phone, password_hash=hashed, by=None)
        for held in person.memberships:
            membership = services.join(
                made.id,
                stage.organisation_ids[held.organisation],
                held.roles,
                title=held.title.zh,
                order_limit=held.order_limit,
                by=None,
            )
            actor = actor_for(membership.id)
            for role in Role:
                if role in held.roles:
                    stage.staff.setdefault((held.organisation, role), []).append(actor)


def _facts_of_two_people(stage: Stage) -> None:
    """Aid status and pairings, proposed by one operator and approved by the other."""
    first, second = two_operators(stage)
    cluster_id = stage.unit_ids[stage.facts.cluster.key]
    for county in stage.facts.counties.values():
        for span in county.aided:
            aid = services.recognise_aid(county.code, valid_from=span.first, valid_to=span.last, by=first)
            services.approve_fact(aid, by=second)
    for pairing in stage.facts.pairings:
        paired = services.pair(
            cluster_id,
            pairing.county_code,
            valid_from=pairing.span.first,
            valid_to=pairing.span.last,
            remark=pairing.remark.zh,
            remark_english=pairing.remark.en,
            by=first,
        )
        services.approve_fact(paired, by=second)


def two_operators(stage: Stage) -> tuple[Actor, Actor]:
    """Two people of the operator, so that one proposes and the other approves."""
    first, second = stage.staff[stage.facts.operator.key, Role.OPERATOR][:2]
    return first, second


def _tree(stage: Stage) -> None:
    cluster_id = stage.unit_ids[stage.facts.cluster.key]
    for year in (stage.facts.last_year, stage.facts.this_year):
        for unit in stage.facts.units.values():
            parent = unit.parents.get(year)
            if parent is not None:
                services.place_under(stage.unit_ids[unit.key], year, stage.unit_ids[parent], by=None)
        services.rebuild_tree(cluster_id, year)
    for unit in stage.facts.leaves:
        if unit.supervisor and unit.supervised:
            services.supervise(
                stage.unit_ids[unit.supervisor],
                stage.unit_ids[unit.key],
                valid_from=unit.supervised.first,
                valid_to=unit.supervised.last,
                by=None,
            )


def founded_at(facts: records.Facts) -> datetime:
    """The moment at which the demo's world is set up: before last year begins."""
    return clock.at_shanghai(date(facts.last_year - 1, 12, 15), 9)
