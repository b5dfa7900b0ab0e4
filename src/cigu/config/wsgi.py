"""The server entry for synchronous servers; what ``cigu serve`` uses (docs/adr/0005)."""

import os

from django.core.wsgi import get_wsgi_application

from cigu.core.ui.seats import Seats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
application = Seats(get_wsgi_application())

# Without tables that fit, no page is served: see `cigu migrate`.
from cigu.core.backups.migrating import check_at_start  # noqa: E402 - settings come first

check_at_start()
