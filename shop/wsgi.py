"""The application for WSGI servers."""

from __future__ import annotations

from shop.app import create_app
from shop.kernel import pinyin

app = create_app()
pinyin.dictionary()
