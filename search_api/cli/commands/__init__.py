"""One command a file; each module's ``register`` adds its command to the application."""
