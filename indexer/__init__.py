"""The way in: sources, analysis, encoders, engines, and the pipeline from store to engine."""
