"""Search: questions to pages of answers, suggestions, and more like this."""
