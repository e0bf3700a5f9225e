"""Transitions: plain functions ``(a, b, progress) -> frame``, found by name in the table of transitions."""
