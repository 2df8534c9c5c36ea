"""The pages: parse a URL, ask the desk, render; complete without scripts."""

from revcompass.web.routes import refusal, routes

__all__ = ["refusal", "routes"]
