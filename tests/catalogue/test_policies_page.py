"""The reference page of policies and presets is made from them."""

from __future__ import annotations

from pathlib import Path

from revcompass.catalogue.policies_page import page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "policies.md"


def test_the_reference_page_is_made_from_the_catalogue() -> None:
    said = "run: make reference"
    assert REFERENCE.read_text(encoding="utf-8") == page(), said
