"""From text to exact quantities: numbers, units, regions, rounding, uncertainty."""
