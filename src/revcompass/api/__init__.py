"""The HTTP API: parses a query, asks the desk, answers with the same JSON as the command line."""

from revcompass.api.faults import refusal
from revcompass.api.openapi import openapi
from revcompass.api.routes import routes

__all__ = ["openapi", "refusal", "routes"]
