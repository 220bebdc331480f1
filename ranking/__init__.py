"""The way out: questions, retrieval, fusion, calibration, explanation and evaluation. Pure: everything comes in through the ports."""
