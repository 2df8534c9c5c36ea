"""The pages: parse a URL, ask the desk, render; complete without scripts."""

from revcompass.web.routes import OPEN, refusal, routes

__all__ = ["OPEN", "refusal", "routes"]
