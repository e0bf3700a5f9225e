"""Benchmarks: ``python -m tests.benchmarks NAME``; each measures against limits and peers in one run."""
