"""The pages: parse a URL, ask the desk, render; complete without scripts."""

from revcompass.web.entrance import account_page, login_page
from revcompass.web.forms import fields_of
from revcompass.web.routes import refusal, routes

__all__ = ["account_page", "fields_of", "login_page", "refusal", "routes"]
