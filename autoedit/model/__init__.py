"""Immutable values that the stages hand to one another; no input or output happens here."""
