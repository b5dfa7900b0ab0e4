"""What upper rooms hear of accounts."""

from __future__ import annotations

from django.dispatch import Signal

# Sent with ``user`` inside the action: the account is shut, or a keeper sets its ways in anew
# because they may be in other hands. Whatever else opens it ends in the same transaction.
ways_in_end = Signal()
