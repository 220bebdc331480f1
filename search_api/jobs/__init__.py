"""Jobs, as the API and the command line show them: what is long at work, and how far it has come."""
