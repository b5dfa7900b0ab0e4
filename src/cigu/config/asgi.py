"""The server entry."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
application = get_asgi_application()

# Without tables that fit, no page is served: see `cigu migrate`. In a thread: a loop runs here.
from concurrent.futures import ThreadPoolExecutor  # noqa: E402 - settings come first

from cigu.core.backups.migrating import check_at_start  # noqa: E402

with ThreadPoolExecutor(1) as _pool:
    _pool.submit(check_at_start).result()
