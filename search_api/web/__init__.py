"""The pages: a search page, a page for each listing, and the API's documentation. Plain HTML that works without scripts."""
