"""Sample data with known truth: an invented company of any size, the same on every machine.

    truth = write_company(Path("sample"), accounts=400, seed=1)

writes a book folder (`revcompass.toml` and CSV files) and returns what the generator knows of it.
What was planted in the data is described in `facts`, the spoiled rows in `dirt`.
"""

from revcompass.samples.company import write_company
from revcompass.samples.truth import DirtyRow, MonthTruth, Planted, Truth

__all__ = ["DirtyRow", "MonthTruth", "Planted", "Truth", "write_company"]
