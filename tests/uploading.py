"""Sending forms with files as a browser does; the test client would leave its own large files open."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from shop.web.once import new_key
from tests.clients import SeparateClient


def send_files(
    client: SeparateClient,
    address: str,
    files: Sequence[tuple[str, bytes]],
    *,
    field: str = "photos",
    mimetype: str = "image/jpeg",
    once: str | None = None,
    **fields: str,
) -> TestResponse:
    """A form with files, each a name and its bytes."""
    sent: MultiDict[str, Any] = MultiDict({"once": once or new_key()} | fields)
    for name, content in files:
        sent.add(field, FileStorage(io.BytesIO(content), name, field, mimetype))
    boundary, body = encode_multipart(sent)
    kind, english = f"multipart/form-data; boundary={boundary}", {"Accept-Language": "en"}
    answer: TestResponse = client.post(address, data=body, content_type=kind, headers=english)
    return answer
