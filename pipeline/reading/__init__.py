"""Bytes to passages, one reader for each medium. Knows nothing of policing."""
