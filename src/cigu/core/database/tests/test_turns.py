"""Eight writers that keep the lock for a while all get their turns."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from cigu.core.database.sqlite.lock import WriteLock


def test_turns_are_shared_out(tmp_path: Path) -> None:
    path, turns, inside = str(tmp_path / "db.lock"), [0] * 8, []
    end = time.monotonic() + 1.2

    def write(number: int) -> None:
        lock = WriteLock(path, 10)
        while time.monotonic() < end:
            lock.acquire()
            inside.append(number)
            time.sleep(0.002)
            assert inside.pop() == number and not inside, "two writers at once"
            lock.release()
            turns[number] += 1
        lock.close()

    crowd = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert min(turns) > 0, turns  # how evenly is a matter of the benchmark
