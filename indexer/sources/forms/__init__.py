"""The documented forms: what anyone without an office's own file can write (``docs/forms.md``), and their templates."""

from indexer.sources.forms.columns import form_kinds
from indexer.sources.forms.source import SOURCE
from indexer.sources.forms.templates import template

__all__ = ["SOURCE", "form_kinds", "template"]
