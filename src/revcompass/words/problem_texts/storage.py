"""What can be wrong with the store: snapshots, landed copies, the disk."""

from __future__ import annotations

from revcompass.domain.words import N_
from revcompass.words.problem_texts.text import Text, Texts

STORAGE: Texts = {
    "no_snapshot": Text(
        N_("This book has not been loaded yet."),
        N_("Run `revcompass load {folder}`."),
    ),
    "unknown_snapshot": Text(
        N_("There is no snapshot {snapshot}."),
        N_("Kept are: {kept}."),
    ),
    "snapshot_unreadable": Text(
        N_("The snapshot cannot be read: {reason}."),
        N_("Load again, or ask an older snapshot with --as-of."),
    ),
    "snapshot_of_another_release": Text(
        N_(
            "Snapshot {snapshot} was made by another release, whose ledgers are not those of today."
        ),
        N_("Run `revcompass load {folder}`: it builds all anew from the same records."),
    ),
    "bad_current": Text(
        N_("CURRENT does not name a snapshot."),
        N_(
            "Write the number of the newest file in snapshots/ into it, or load again after "
            "removing it."
        ),
    ),
    "load_running": Text(
        N_("Another load of this book is running."),
        N_("Wait until it has ended; a load that was killed does not block."),
    ),
    "disk_full": Text(
        N_("The disk of {folder} is full. The published snapshot is untouched."),
        N_("Free some space and load again."),
    ),
    "write_failed": Text(
        N_("Writing to {folder} failed: {reason}. The published snapshot is untouched."),
        N_("See that the folder can be written to, and load again."),
    ),
    "not_reconciled": Text(
        N_(
            "What was read from {table} does not add up ({of}): {read} read, {accounted} "
            "accounted for. Nothing was published."
        ),
        N_("This is a fault of the program; please report it with the file."),
        numbers=("read", "accounted"),
    ),
    "landed_missing": Text(
        N_("The kept copy is gone."),
        N_("Load all sources anew, without --source."),
    ),
    "landed_damaged": Text(
        N_("The kept copy is damaged."),
        N_("Remove it and load all sources anew, without --source."),
    ),
}
