"""Health: whether the process, and each part that it needs, is up; and the metrics."""
