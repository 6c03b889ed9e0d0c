"""Test data of semiconductor testers (STDF V4): records, results with their limits and flags, and rows made of them."""
