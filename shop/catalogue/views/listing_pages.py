"""All pages of listings: each module adds its own to the one blueprint."""

from shop.catalogue.views import editor, goods_papers, packs
from shop.catalogue.views.listings import bp

__all__ = ["bp", "editor", "goods_papers", "packs"]
