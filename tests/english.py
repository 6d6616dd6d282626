"""For tests that read sentences: import `in_english` into a folder's conftest, and they are the ones in the code."""

from collections.abc import Iterator

import pytest
from flask_babel import force_locale
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from tests.clients import SeparateClient


@pytest.fixture(autouse=True)
def in_english(db_session: scoped_session[Session], client: SeparateClient) -> Iterator[None]:
    """Whatever is said to the test, and on the pages that its client opens, is said in English."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with force_locale("en"):
        yield
