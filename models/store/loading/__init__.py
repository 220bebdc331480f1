"""The way in: records become contributions, assets, parties and listings, one transaction a batch."""
