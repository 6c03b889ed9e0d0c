"""The use cases: what panel, team and auditor ask of the program.

This room alone chooses paths and takes the clock; it hands them down to pure code.
"""
