"""What several tests of this room share."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

DAY = date(2024, 6, 14)
PDF = b"%PDF-1.7\n%synthetic\n"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, url: str, data: dict[str, Any] | None = None, key: Any = None) -> Any:
    """A form as the page sends it: with its key."""
    return client.post(url, {**(data or {}), "_key": str(key or uuid4())})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def count_of(page: bytes, unit: str) -> int | None:
    """The number before ``unit`` in the foot of a list."""
    found = re.search(rf"(\d+) ?{unit}", page.decode())
    return int(found.group(1)) if found else None
