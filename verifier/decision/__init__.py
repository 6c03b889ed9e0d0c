"""From a target and its measurements to a verdict: pure functions, no I/O, no clock."""
