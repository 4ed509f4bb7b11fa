"""Benches: figures on this machine, one file each. `python -m tests.bench [name…]`."""
