"""The backend itself: take the lock before BEGIN, give it back after COMMIT or ROLLBACK."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from .lock import WriteLock


class DatabaseWrapper(base.DatabaseWrapper):
    _write_lock: WriteLock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        lock = self._lock()
        if lock is not None:
            lock.acquire()
        try:
            super()._start_transaction_under_autocommit()
        except BaseException:
            self._release()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()
        finally:
            self._release()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()
        finally:
            self._release()

    def _close(self) -> Any:
        try:
            return super()._close()
        finally:
            if self._write_lock is not None:
                self._write_lock.close()
                self._write_lock = None

    def _lock(self) -> WriteLock | None:
        if self.is_in_memory_db():
            return None
        if self._write_lock is None:
            timeout = float(self.settings_dict["OPTIONS"].get("timeout", 20))
            self._write_lock = WriteLock(f"{self.settings_dict['NAME']}.lock", timeout)
        return self._write_lock

    def _release(self) -> None:
        if self._write_lock is not None:
            self._write_lock.release()
