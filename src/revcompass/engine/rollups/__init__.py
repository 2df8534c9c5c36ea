"""Roll-ups: ledgers summed by period and slice. Small, additive, whatever the size of the records.

Every select here gives `period`, one column per slice (`k0`, `k1`, …; '' where a value is missing),
the ledger's columns and `unrated`.
"""
