"""What was measured: submissions, their tables and the readers of each file format."""
