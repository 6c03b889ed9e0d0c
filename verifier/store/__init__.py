"""What a service keeps: people, projects, submissions, jobs, findings and records. Nothing is judged here.

Every function takes a connection first; a transaction is opened by the caller, who knows what belongs together.
"""
