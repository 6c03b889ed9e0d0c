"""dabiao (达标, "meets the target"): judges measurements against technical targets, exactly."""

__all__ = ["__version__"]

__version__ = "0.1.0"
