"""What other programs wrote, read back as the clips they placed; one format a file."""
