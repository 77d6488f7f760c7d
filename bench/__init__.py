"""Measurements: every figure beside its yardstick, in one interleaved run. `./portal bench NAME`."""
