"""The server entry for synchronous servers; what ``cigu serve`` uses (docs/adr/0005)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
application = get_wsgi_application()
