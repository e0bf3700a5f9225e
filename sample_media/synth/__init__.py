"""A small synthesiser: waves make voices, voices make parts, and the mixing desk makes the master."""
