"""Bits that flip in stored files: an error or the right answer, never another one."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from faults.figure import Figure
from faults.loads import Loads, prepared


def flipped_bits(folder: Path, times: int, seed: int = 1) -> Figure:
    """Figure 4: so many single bits, half in the snapshot and half in the landed copies."""
    rng = random.Random(seed)  # noqa: S311 - seeded on purpose
    figure = Figure("Single bits flipped in the snapshot and in landed copies")
    said: Counter[str] = Counter()
    with prepared(folder) as loads:
        rebuilt = loads.worker("from_landed", book=str(loads.copy())).said
        rights = {"try_ask": loads.old, "from_landed": rebuilt}
        for n in range(times):
            job, wrong = _flip(loads, rng, in_store=n % 2 == 0)
            outcome = loads.worker(job, book=str(folder / "book"))
            answer = outcome.said if outcome.signal == 0 else f"signal {outcome.signal}"
            text = answer if isinstance(answer, str) else str(answer)
            right = text == rights[job]
            said["the right answer" if right else text[:40]] += 1
            plain = right or text in ("snapshot_unreadable", "landed_damaged")
            figure.check(f"{wrong}: {text}", holds=plain)
    figure.notes += [f"{count:,} × {text}" for text, count in said.most_common()]
    return figure


def _flip(loads: Loads, rng: random.Random, *, in_store: bool) -> tuple[str, str]:
    """Damage one bit of one file; the job that reads it, and where it is."""
    book = loads.copy()
    if in_store:
        path, job = book / "snapshots" / "000001.duckdb", "try_ask"
    else:
        path, job = rng.choice(sorted((book / "landed").iterdir())), "from_landed"
    data = bytearray(path.read_bytes())
    at, bit = rng.randrange(len(data)), rng.randrange(8)
    data[at] ^= 1 << bit
    path.write_bytes(data)
    return job, f"{path.name}, byte {at}, bit {bit}"
