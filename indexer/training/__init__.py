"""Training the encoder: pairs of texts from records, what has to be left out of them, and from pairs to an adapter."""
