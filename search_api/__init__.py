"""The doors: the HTTP interface, the pages and the command line, put together in one place."""
