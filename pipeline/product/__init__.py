"""Rows of all documents to checked tables and releases."""
