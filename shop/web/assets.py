"""One stylesheet and one script, joined when the application starts.

The files are written apart, a component each, and joined in a declared order, so that a page asks for two files whose
names change with their content and which a browser may therefore keep for ever.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from gzip import compress
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, abort, request
from werkzeug.wrappers import Response as Answer

from shop.web.guards import public

LAYERS = ("tokens", "base", "layouts", "components")
"""Cascade layers, weakest first. The first two are a file each, the others a folder."""

FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A joined file: its name carries a digest of its content. ``packed`` is a fifth of it, for slow phones.

    There is nothing secret in it, so that its length tells nobody anything; pages with a token are sent as they are.
    """

    name: str
    body: bytes
    packed: bytes
    mimetype: str


def stylesheet(static: Path) -> str:
    """Every stylesheet in one, each inside the cascade layer that its place names."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in LAYERS:
        single = static / "css" / f"{layer}.css"
        files = [single] if single.is_file() else sorted((static / "css" / layer).rglob("*.css"))
        parts += [f"@layer {layer} {{\n{file.read_text('utf-8')}}}" for file in files]
    return _shortened("\n".join(parts))


def script(static: Path) -> str:
    """Every behaviour in one module. Behaviours listen on the document and need nothing of each other: a block each."""
    files = sorted((static / "js" / "behaviours").glob("*.js"))
    return "\n".join(f"{{\n{file.read_text('utf-8')}}}" for file in files)


def init_app(app: Flask) -> None:
    """Join the files, serve them under /assets, and tell templates their addresses."""
    static = Path(app.static_folder or "")
    icons = (static / "icons.svg").read_text("utf-8")
    made = {
        "css": _asset("shop", "css", stylesheet(static), "text/css"),
        "js": _asset("shop", "js", script(static), "text/javascript"),
        "icons": _asset("icons", "svg", icons, "image/svg+xml"),
    }
    served = {asset.name: asset for asset in made.values()}
    address = {kind: f"/assets/{asset.name}" for kind, asset in made.items()}

    @public
    def asset(name: str) -> Answer:
        """A joined file, which never changes under its name."""
        if name not in served:
            abort(404)
        one, packed = served[name], request.accept_encodings.quality("gzip") > 0
        response = Response(one.packed if packed else one.body, mimetype=one.mimetype)
        response.headers["Cache-Control"] = FOREVER
        response.headers["Vary"] = "Accept-Encoding"
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        response.set_etag(f"{name}.gz" if packed else name)
        return response.make_conditional(request)

    app.add_url_rule("/assets/<name>", "asset", asset)
    app.jinja_env.globals.update(
        asset_css=lambda: address["css"],
        asset_js=lambda: address["js"],
        asset_icon=lambda name: f"{address['icons']}#{name}",
    )


def _asset(stem: str, suffix: str, text: str, mimetype: str) -> Asset:
    body = text.encode("utf-8")
    return Asset(f"{stem}.{sha256(body).hexdigest()[:12]}.{suffix}", body, compress(body, mtime=0), mimetype)


def _shortened(css: str) -> str:
    """Without comments and indentation, which nobody reads on the way."""
    return re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
