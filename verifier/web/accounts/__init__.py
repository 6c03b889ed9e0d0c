"""Accounts: signing in and out, joining by an invitation, one's own settings, and the administration."""
