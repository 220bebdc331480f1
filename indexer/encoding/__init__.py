"""The long work of an index, encoding: in the owner's own process, or handed out as jobs to workers."""

from indexer.encoding.base import BATCH_PRIORITY, KIND, SLICE, Encoding
from indexer.encoding.handed_out import EncodingJobs
from indexer.encoding.here import EncodingHere
from indexer.encoding.missing import encode_missing, passages_by_unit, passages_of

__all__ = [
    "BATCH_PRIORITY",
    "KIND",
    "SLICE",
    "Encoding",
    "EncodingHere",
    "EncodingJobs",
    "encode_missing",
    "passages_by_unit",
    "passages_of",
]
