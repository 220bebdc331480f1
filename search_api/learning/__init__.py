"""Learning the weights of matching from judged pairs and tasks: collected through the product's own matching, accepted, versioned, rolled back."""
