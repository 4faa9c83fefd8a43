"""The project's settings with a data directory of each test process's own and a fast password hasher."""

import os
import tempfile
from pathlib import Path

_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker and "LIANMENG_TEST_DATA" in os.environ:
    _data = Path(os.environ["LIANMENG_TEST_DATA"]) / _worker
else:
    _data = Path(tempfile.mkdtemp(prefix="lianmeng-tests-"))
    os.environ["LIANMENG_TEST_DATA"] = str(_data)  # workers put theirs inside; conftest removes it all
os.environ["LIANMENG_DATA"] = str(_data)
os.environ["LIANMENG_DEBUG"] = "0"
os.environ["LIANMENG_HTTPS"] = "0"

from lianmeng.settings import *  # noqa: E402, F403  the data directory is read there

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

WHITENOISE_AUTOREFRESH = True  # or every test client looks through all static files when it is made
