"""The served sample company of tests/serving."""

from serving.conftest import access, app, client, copied, loaded, stranger, visit
from serving.people import people

__all__ = ["access", "app", "client", "copied", "loaded", "people", "stranger", "visit"]
