"""Browsers of signed-in people. The sign-in itself is tried in `tests/web/test_identity.py`."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.parties.models import Person
from lianmeng.web.identity.current import BACKEND


def signed_in(person: Person, **client: Any) -> Client:
    """A browser that holds the session which signing in leaves; one row is written for it."""
    session = SessionStore(session_key=uuid4().hex)
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save(must_create=True)
    made = Client(**client)
    made.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return made


def queries(client: Client, address: str) -> int:
    """How many queries a page takes once it has been opened before."""
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
