"""What does jobs, one module a kind."""
