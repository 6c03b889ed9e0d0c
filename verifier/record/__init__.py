"""The sealed record: canonical bytes, statement, envelope, bundle, log, and what is derived from them."""
