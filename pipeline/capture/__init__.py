"""Bytes and where they come from: the raw store, saved files, the site."""
