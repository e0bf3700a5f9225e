"""A song heard: beats, bars, sections, and how far to trust them."""
