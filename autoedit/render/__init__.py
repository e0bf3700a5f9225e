"""A timeline to a film: the only importer of moviepy."""
