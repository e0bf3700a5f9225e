"""A sequence in other programs' formats, one a file."""
