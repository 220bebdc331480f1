"""The first records of a file, as a file of the same format."""

from __future__ import annotations

import csv
import gzip
import tempfile
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import IO


def sample(path: Path, records: int, folder: Path) -> Path:
    """A file of the same name, in a new folder within ``folder``, with the first records of a ``.csv`` or ``.jsonl``, which may be a ``.gz``."""
    name = path.name.removesuffix(".gz")
    made = Path(tempfile.mkdtemp(prefix="sample-", dir=folder)) / name
    with ExitStack() as stack:
        read = stack.enter_context(_opened(path))
        written = stack.enter_context(made.open("w", encoding="utf-8", newline=""))
        if name.endswith(".csv"):
            csv.writer(written).writerows(islice(csv.reader(read), records + 1))
        else:
            written.writelines(islice(read, records))
    return made


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
