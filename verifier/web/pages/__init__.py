"""The pages that people see, one noun a module: each asks the service one question and fills in a template."""
