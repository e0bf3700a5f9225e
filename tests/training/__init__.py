"""What learns the weights that the package ships: ``python -m tests.training NAME``."""
