"""What must be reached: predicates, targets, guides and contracts, as data."""
