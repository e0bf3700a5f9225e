"""Files to samples: the only importer of av, and the only door that a user's raw files go through."""
