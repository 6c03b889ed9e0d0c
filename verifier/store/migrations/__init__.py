"""The migrations of the store: each revision of the tables, from nothing to the present ones and back."""
