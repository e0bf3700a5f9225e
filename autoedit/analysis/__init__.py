"""A file's picture and sound to shots, signals and selects."""
