"""Products, the packs they are sold in, their tiered prices, and what search finds them by."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.catalogue.listing import SAID, Listing, Packing, packed, unpacked
from shop.catalogue.naming import key_of
from shop.catalogue.review import Offered
from shop.catalogue.words import ColdChain, GoodsKind, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Packed, QuantityColumn, UnitPriceColumn, Word, one_of
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import ONE, Quantity

ALL_MONTHS = 0b111111111111


def _code_key(context: Any) -> str:
    """What a new product is known by in sheets, as it is compared: its article number, or its address."""
    said = context.get_current_parameters()
    return key_of(said.get("article") or said["slug"])


def months_of(bits: int) -> list[int]:
    """The months that bits stand for, January lowest."""
    return [month for month in range(1, 13) if bits >> (month - 1) & 1]


class Category(db.Model):
    """A kind of produce; ``tint`` names the colour of its tiles."""

    __tablename__ = "category"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_english: Mapped[str] = mapped_column(String(80))
    tint: Mapped[str] = mapped_column(String(16))
    position: Mapped[int] = mapped_column(Integer, default=0)

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class Commodity(db.Model):
    """What is alike, such as dried gastrodia: prices are compared within. ``grown`` is what takes land and a season."""

    __tablename__ = "commodity"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_english: Mapped[str] = mapped_column(String(80))
    grown: Mapped[bool] = mapped_column(Boolean, default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class Product(db.Model):
    """What is sold. ``county_code`` is where the produce comes from; the seller's county is the supplier's.

    ``season`` has one bit per month, January lowest. ``sort_key`` is the name in pinyin. ``article`` is the
    supplier's own number of it, or empty; ``code_key`` is what a sheet knows it by (that number, or else the address)
    as `naming.key_of` compares it, and no two products of a supplier share it. ``producer_id`` is for whom an agent
    sells, ``producer_name`` what is shown of it. ``tax_ground`` says why nothing is taxed. ``review_note`` is why the
    listing was returned, ``off_reason`` why it was taken off sale; ``barred`` is what the operator took off, which
    only the operator puts back. ``version`` rises with every change by anybody: whoever saves names the one they saw.
    """

    __tablename__ = "product"
    __table_args__ = (
        one_of("status", ProductStatus),
        one_of("measure", Measure),
        one_of("cold_chain", ColdChain),
        one_of("tax_rate", TaxRate),
        one_of("goods_kind", GoodsKind),
        CheckConstraint("season > 0 AND season <= 4095", name="season_months"),
        Index("ix_product_shelf", "status", "category_id", "county_code"),
        Index("uq_product_code_key", "supplier_id", "code_key", unique=True),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), index=True)
    article: Mapped[str] = mapped_column(String(40), default="", server_default="")
    code_key: Mapped[str] = mapped_column(String(120), default=_code_key, server_default="")
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    commodity_id: Mapped[int | None] = mapped_column(ForeignKey("commodity.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    name: Mapped[str] = mapped_column(String(120))
    name_english: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    description_english: Mapped[str] = mapped_column(Text, default="")
    character: Mapped[str] = mapped_column(String(2))
    drawing: Mapped[str | None] = mapped_column(String(40))
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    season: Mapped[int] = mapped_column(Integer, default=ALL_MONTHS)
    storage: Mapped[str] = mapped_column(String(120), default="")
    storage_english: Mapped[str] = mapped_column(String(120), default="")
    cold_chain: Mapped[ColdChain] = mapped_column(Word(ColdChain), default=ColdChain.AMBIENT)
    shelf_life_days: Mapped[int | None] = mapped_column(Integer)
    goods_kind: Mapped[GoodsKind | None] = mapped_column(Word(GoodsKind))
    tax_rate: Mapped[TaxRate] = mapped_column(Word(TaxRate), default=TaxRate.EXEMPT)
    tax_ground: Mapped[str] = mapped_column(String(200), default="", server_default="")
    grade: Mapped[str] = mapped_column(String(40), default="", server_default="")
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"))
    producer_name: Mapped[str | None] = mapped_column(String(120))
    producer_name_english: Mapped[str | None] = mapped_column(String(120))
    search_words: Mapped[str] = mapped_column(String(400), default="")
    sort_key: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[ProductStatus] = mapped_column(Word(ProductStatus), default=ProductStatus.DRAFT)
    listed_at: Mapped[datetime | None] = mapped_column(Moment)
    submitted_by_id: Mapped[int | None] = mapped_column(Identity)
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    review_note: Mapped[str] = mapped_column(String(300), default="", server_default="")
    off_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    barred: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")

    packs: Mapped[list[Pack]] = relationship(
        back_populates="product", order_by="Pack.position", cascade="all, delete-orphan"
    )

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def months(self) -> list[int]:
        """The months of the season, 1 to 12."""
        return months_of(self.season)

    def in_season(self, month: int) -> bool:
        return bool(self.season >> (month - 1) & 1)

    @property
    def all_year(self) -> bool:
        return self.season == ALL_MONTHS

    @property
    def said(self) -> Listing:
        """What the supplier says of it, as it stands."""
        words: dict[str, Any] = {name: getattr(self, name) for name in SAID}
        return Listing(supplier_id=self.supplier_id, months=tuple(self.months), **words)

    @property
    def offered(self) -> Offered:
        """The listing with the packs that were approved, by id: what a change is held against.

        While nothing was approved yet, what is sold stands for it.
        """
        approved = {pack.id: pack.approved for pack in self.packs if pack.approved is not None}
        return Offered(self.said, approved or {pack.id: pack.packing for pack in self.packs if pack.active})


class Pack(db.Model):
    """How a product is packed. Counted: priced per pack. Weighed: priced per kilogram (or piece).

    ``content`` is what one pack holds, an estimate when it is weighed; ``minimum`` and ``multiple`` are in packs.
    ``approved`` is the pack as somebody last approved it, which later prices are held against.
    """

    __tablename__ = "pack"
    __table_args__ = (
        UniqueConstraint("product_id", "position"),
        CheckConstraint("content > 0", name="content_positive"),
        CheckConstraint("minimum > 0 AND multiple > 0", name="minimum_positive"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(String(80))
    name_english: Mapped[str] = mapped_column(String(80))
    content: Mapped[Quantity] = mapped_column(QuantityColumn)
    weighed: Mapped[bool] = mapped_column(Boolean, default=False)
    minimum: Mapped[int] = mapped_column(Integer, default=1)
    multiple: Mapped[int] = mapped_column(Integer, default=1)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    approved: Mapped[Packing | None] = mapped_column(Packed(packed, unpacked))

    product: Mapped[Product] = relationship(back_populates="packs")
    tiers: Mapped[list[PriceTier]] = relationship(order_by="PriceTier.from_packs", cascade="all, delete-orphan")

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def price_basis(self) -> Quantity:
        """What one price buys: a kilogram or piece of a weighed pack, the whole of a counted one."""
        return ONE if self.weighed else self.content

    @property
    def packing(self) -> Packing:
        """What the supplier says of it, as it stands."""
        return Packing(
            name=self.name,
            name_english=self.name_english,
            content=self.content,
            weighed=self.weighed,
            minimum=self.minimum,
            multiple=self.multiple,
            tiers={tier.from_packs: tier.unit_price for tier in self.tiers},
        )


class PriceTier(db.Model):
    """From this many packs, this price, tax included. Tiers fall."""

    __tablename__ = "price_tier"
    __table_args__ = (
        UniqueConstraint("pack_id", "from_packs"),
        CheckConstraint("from_packs > 0", name="from_positive"),
        CheckConstraint("unit_price > 0", name="price_positive"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    from_packs: Mapped[int] = mapped_column(Integer)
    unit_price: Mapped[UnitPrice] = mapped_column(UnitPriceColumn)
