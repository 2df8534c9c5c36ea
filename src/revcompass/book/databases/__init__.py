"""Queries as inputs: the result of a query is a file like any other, hashed and kept."""

from revcompass.book.databases.query import Fetched, fetch

__all__ = ["Fetched", "fetch"]
