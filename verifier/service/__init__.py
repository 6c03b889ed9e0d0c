"""What people ask of the running service, one verb a module: the only way from pages and API to what is kept.

Each use case asks first whether the person may, opens the transaction, and writes the audit event into it.
"""
