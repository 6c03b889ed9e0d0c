"""How the whole suite runs: the depth of the property tests."""

from __future__ import annotations

import os

from hypothesis import settings

# On a shared machine a slow example says nothing about the program: no deadlines.
# In CI the examples are the same on every run, so that a failure belongs to the change that shows it.
settings.register_profile("default", max_examples=50, deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
