"""A result shown to people: terminal, HTML. Renders from the result object alone."""
