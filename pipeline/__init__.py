"""PEEL reports as tables. ``pipeline/README.md`` is the map of this package."""
