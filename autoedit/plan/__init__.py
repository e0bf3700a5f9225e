"""Selects and beats to a timeline; opens no file, so it runs and is tested on values alone."""
