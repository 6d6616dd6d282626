"""Many listings written at once, as a sheet says them: as many statements for thirty products as for three thousand,
but for batches. What is decided is decided before (`sheets.planning`); the products are held by the caller.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.catalogue.listing import SAID, packed
from shop.catalogue.models import Product
from shop.catalogue.services.articles import refuse_taken
from shop.catalogue.services.index import index_products
from shop.catalogue.services.listings import INDEXED, season_bits
from shop.catalogue.services.pack_batches import BATCH, add_packs, change_packs, update_alike, write_tiers
from shop.catalogue.services.passports import check_lots
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.slugs import slug_of
from shop.catalogue.services.waiting_batches import await_reviews
from shop.catalogue.sheets.plans import PackPlan, ProductPlan
from shop.catalogue.sheets.standing import Standing
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.batches import batches

SLUGS_TRIED = 3
_product = Product.__table__


@dataclass(slots=True)
class Written:
    """What was written: the new products, and those of which something waits, each by the county of the goods."""

    submitted: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)


def write_listings(
    plans: Sequence[ProductPlan],
    *,
    submit: bool,
    source: str,
    by: Actor,
) -> Written:
    """The shelf becomes what the plans say. With ``submit`` new products that are complete are handed in for
    review, else they are drafts. ``source`` is told in the history of each product.
    """
    made = [plan for plan in plans if plan.changes]
    new, old = [plan for plan in made if plan.standing is None], [plan for plan in made if plan.standing is not None]
    ids = _add_products(new, submit=submit, by=by)
    ids |= {id(plan): plan.standing.id for plan in old if plan.standing is not None}
    _change_products(old)
    _check_lots(old)
    pack_ids = add_packs(made, ids)
    change_packs(old)
    write_tiers(made, ids, pack_ids)
    await_reviews(old, pack_ids, by=by)
    named = [plan for plan in old if INDEXED & plan.words.keys()]
    index_products([ids[id(plan)] for plan in (*new, *named)])
    for plan in made:
        _record(plan, ids[id(plan)], source, submit=submit and plan.ready, by=by)
    if made:
        bump_shelf()
    written = Written()
    for plan in new:
        if not (submit and plan.ready):
            continue
        written.submitted[plan.listing.county_code] = written.submitted.get(plan.listing.county_code, 0) + 1
    for plan in old:
        if plan.waits and plan.standing is not None:
            county = plan.standing.listing.county_code
            written.waiting[county] = written.waiting.get(county, 0) + 1
    return written


def _add_products(plans: Sequence[ProductPlan], *, submit: bool, by: Actor) -> dict[int, int]:
    """New rows under free addresses; another supplier that takes one in the same moment is looked at again."""
    slugs: dict[int, str] = {}
    for tried in range(SLUGS_TRIED):
        slugs = _free_slugs(plans)
        try:
            with db.session.begin_nested():
                _insert_products(plans, slugs, submit=submit, by=by)
        except IntegrityError:
            refuse_taken(by.organisation_id, [plan.article for plan in plans])
            if tried == SLUGS_TRIED - 1:
                raise
        else:
            break
    by_slug: dict[str, int] = {}
    for names in batches(slugs.values(), BATCH):
        asked = select(_product.c.slug, _product.c.id).where(_product.c.slug.in_(names))
        by_slug |= {row.slug: row.id for row in db.session.execute(asked)}
    return {key: by_slug[slug] for key, slug in slugs.items()}


def _insert_products(plans: Sequence[ProductPlan], slugs: Mapping[int, str], *, submit: bool, by: Actor) -> None:
    now = clock.now()
    draft = {"status": ProductStatus.DRAFT, "submitted_by_id": None, "submitted_at": None}
    handed_in = {"status": ProductStatus.SUBMITTED, "submitted_by_id": by.person_id, "submitted_at": now}
    rows = (
        {name: getattr(plan.listing, name) for name in SAID}
        | {
            "supplier_id": plan.listing.supplier_id,
            "season": season_bits(plan.listing.months),
            "slug": slugs[id(plan)],
            "article": plan.article,
        }
        | (handed_in if submit and plan.ready else draft)
        for plan in plans
    )
    for batch in batches(rows, BATCH):
        db.session.execute(insert(_product), batch)


def _free_slugs(plans: Sequence[ProductPlan]) -> dict[int, str]:
    """The address of each new product: its English name, with signs of its own when that is taken."""
    stems = {id(plan): slug_of(plan.listing.name_english) for plan in plans}
    taken: set[str] = set()
    for names in batches(sorted(set(stems.values())), BATCH):
        taken |= set(db.session.execute(select(_product.c.slug).where(_product.c.slug.in_(names))).scalars())
    found: dict[int, str] = {}
    for plan in plans:
        slug = stems[id(plan)]
        if slug in taken:
            own = f"{plan.listing.supplier_id}/{plan.article}"
            slug = f"{slug}-{hashlib.blake2b(own.encode(), digest_size=5).hexdigest()}"
        taken.add(slug)
        found[id(plan)] = slug
    return found


def _change_products(plans: Sequence[ProductPlan]) -> None:
    """Products whose words change: those that change alike together. Every one that is touched is one version on."""
    by_names: dict[tuple[str, ...], list[ProductPlan]] = {}
    for plan in plans:
        by_names.setdefault(tuple(sorted(plan.words)), []).append(plan)
    for alike in by_names.values():
        update_alike(_product, (_changed_words(plan) for plan in alike))


def _check_lots(plans: Sequence[ProductPlan]) -> None:
    """What was harvested already has to fit the passports of the goods that the sheet names."""
    named = [
        plan.standing.id
        for plan in plans
        if plan.standing is not None and plan.standing.has_lots and {"commodity_id", "category_id"} & plan.words.keys()
    ]
    for batch in batches(named, BATCH):
        asked = select(Product).where(Product.id.in_(batch)).order_by(Product.id)
        for product in db.session.execute(asked.execution_options(populate_existing=True)).scalars():
            check_lots(product)


def _changed_words(plan: ProductPlan) -> dict[str, Any]:
    standing = cast("Standing", plan.standing)
    values = {name: new for name, (_old, new) in plan.words.items() if name != "months"}
    if "months" in plan.words:
        values["season"] = season_bits(plan.words["months"][1])
    return {"id": standing.id, "version": standing.version + 1} | values


def _record(plan: ProductPlan, product_id: int, source: str, *, submit: bool, by: Actor) -> None:
    """One line in the history of each product, with all that changed."""
    about: dict[str, Any] = {"name": plan.listing.name, "file": source}
    if plan.standing is None:
        action = "product.listed_and_submitted_by_sheet" if submit else "product.listed_by_sheet"
        record(by, action, "product", product_id, packs=len(plan.packs), **about)
        return
    about["changes"] = {name: [str(old or ""), str(new or "")] for name, (old, new) in plan.words.items()}
    if plan.findings:
        about["waits"] = [finding.field for finding in plan.findings]
    if plan.packs:
        about["packs"] = [_told(pack) for pack in plan.packs]
    record(by, "product.changed_by_sheet", "product", product_id, **about)


def _told(pack: PackPlan) -> dict[str, Any]:
    """A pack in the history: its name, and of what changes the old and the new."""
    new = packed(pack.packing) | {"active": pack.active}
    told: dict[str, Any] = {"pack": pack.packing.name}
    if pack.standing is not None:
        old = packed(pack.standing.packing) | {"active": pack.standing.active}
        told["changes"] = {name: [old[name], new[name]] for name in new if old[name] != new[name]}
    return told | ({"waits": True} if pack.finding else {})
