"""The pages that are looked at, and what is read off them."""

from __future__ import annotations

PAGES = (
    "/",
    "/?grain=quarter",
    "/revenue",
    "/revenue/cohort?period=2026-06&at=2026-09",
    "/customer?id=A-000001",
    "/find?q=revenue",
    "/funnel",
    "/leads",
    "/engagement",
    "/survey",
    "/metric/mrr",
    "/metric/win_rate?by=segment",
    "/metric/stage_conversion",
    "/metric/win_rate/policies?period=2026-Q1&grain=quarter",
    "/records/mrr?period=2026-09",
    "/records/win_rate?period=2026-08&side=denominator",
    "/glossary?q=churn",
    "/glossary/customer_churn_rate",
    "/data",
    "/data/problems",
    "/readiness",
    "/settings",
    "/metric/nothing",
    "/api",
)

TEXTS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, text = node.data.trim();
    const own = "bdi, code, pre, kbd, abbr, option, .brand, [data-api]";
    if (text && !node.parentElement.closest(own)) found.push(text);
  }
  for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"])
      if (one.getAttribute(name) && !one.closest("[data-api]")) found.push(one.getAttribute(name));
  return found;
}"""
"""What a person reads or hears of a page, but for names of the data's own."""


def with_language(path: str, language: str) -> str:
    """A path in a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"
