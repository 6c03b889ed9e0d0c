"""The command line: parse, call a use case, show what came back."""
