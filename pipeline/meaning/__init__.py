"""Passages to gradings, findings and bullets. Knows nothing of HTML or PDF."""
