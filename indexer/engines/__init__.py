"""The engines: what retrieves units by keyword and by meaning under constraints, behind the ports of ``models.ports``."""
