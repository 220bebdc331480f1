"""Peak memory of reading a file, small against large: it has to be the same whatever the size.

Run with ``python benchmarks/load_memory.py`` (20 MB against 200 MB, a minute or two) or ``--large 2000`` for 2 GB. Files are generated in a
temporary folder from the fixtures, each record with numbers of its own, and each is read by a child process whose peak RSS is measured.
Exit code 1 where the peak at the large size is more than 10 % above that at the small one.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from indexer.sources import read_paths
from models.codes import parse_patent_number
from models.records import Record

OFFICES = Path(__file__).parents[1] / "fixtures" / "offices"
TOLERANCE = 1.10
MB = 1_000_000
_PADDING = (
    "A paragraph of a description, as long as they usually are, so that a record has the size that records have. " * 60
)


def grants() -> Iterator[str]:
    """Concatenated documents, as the USPTO's weekly files hold them."""
    text = (OFFICES / "uspto-grants.xml").read_text("utf-8")
    one = text[: text.index("</us-patent-grant>")].replace("Integrated photonics.", _PADDING) + "</us-patent-grant>\n"
    for number in range(1, 10_000_000):
        yield one.replace("19999901", str(20_000_000 + number)).replace("17999901", f"17{number % 999_999 + 1:06d}")


def exchange() -> Iterator[str]:
    """One document of many records, as DOCDB's files hold them."""
    text = (OFFICES / "epo-exchange.xml").read_text("utf-8")
    start, end = text.index("<exchange-document "), text.index("</exchange-document>") + len("</exchange-document>")
    yield text[:start]
    for number in range(1, 10_000_000):
        yield text[start:end].replace("9900001", f"{1_000_000 + number % 9_000_000}") + "\n"


def wrappers() -> Iterator[str]:
    """One JSON array of many file wrappers."""
    bag = json.loads((OFFICES / "uspto-file-wrappers.json").read_text("utf-8"))["patentFileWrapperDataBag"]
    one = json.dumps(bag[0])
    yield '{"patentFileWrapperDataBag": ['
    for number in range(1, 10_000_000):
        yield one.replace("17999901", f"17{number % 999_999 + 1:06d}") + ",\n"


def announcements() -> Iterator[str]:
    """Rows of legal status."""
    head, *rows = (OFFICES / "cnipa-legal-status.csv").read_text("utf-8-sig").splitlines()
    yield head + "\n"
    for number in range(100_000_000):
        filed = parse_patent_number(f"CN20201{number % 10_000_000:07d}", role="application")
        yield rows[3].replace("CN202019900001.4", str(filed)) + "\n"


FORMATS: dict[str, tuple[str, Callable[[], Iterator[str]], str]] = {
    "uspto-grant": ("grants.xml", grants, ""),
    "epo-exchange": ("exchange.xml", exchange, "</exchange-documents></ops:world-patent-data>"),
    "uspto-file-wrapper": ("wrappers.json", wrappers, '{"applicationNumberText": "17000001"}]}'),
    "cnipa-legal-status": ("status.csv", announcements, ""),
}


def generate(path: Path, parts: Iterator[str], tail: str, size: int) -> None:
    """Write parts until the file has ``size`` bytes, then the tail that closes it."""
    with path.open("wb") as file:
        while file.tell() < size:
            file.write(next(parts).encode())
        file.write(tail.encode())


def measure(path: Path) -> dict[str, float]:
    """Read ``path`` in a child process: records, refusals, seconds, and peak RSS in MB."""
    done = subprocess.run([sys.executable, __file__, "--read", str(path)], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout))


def read(path: Path) -> None:
    """In the child: read everything, keep nothing, print the figures."""
    started, records, refused = time.perf_counter(), 0, 0
    for _, item in read_paths([path]):
        if isinstance(item, Record):
            records += 1
        else:
            refused += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = round(time.perf_counter() - started, 2)
    print(json.dumps({"records": records, "refused": refused, "seconds": seconds, "peak_mb": round(peak, 1)}))


def compare(name: str, small: int, large: int) -> bool:
    """Measure one format at both sizes and print the row; whether the peak stays within the tolerance."""
    file, parts, tail = FORMATS[name]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (small, large):
            path = Path(folder, file)
            generate(path, parts(), tail, size * MB)
            found.append(measure(path))
            path.unlink()
    ratio = found[1]["peak_mb"] / found[0]["peak_mb"]
    for size, one in zip((small, large), found, strict=True):
        speed = size / one["seconds"]
        print(
            f"{name:<20} {size:>6} MB {one['records']:>9.0f} records {one['refused']:>4.0f} refused {speed:>6.1f} MB/s peak {one['peak_mb']:>7.1f} MB"
        )
    print(f"{name:<20} peak at {large} MB is {ratio:.3f} of that at {small} MB")
    return ratio <= TOLERANCE and not any(one["refused"] for one in found)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=20, help="megabytes of the small file")
    parser.add_argument("--large", type=int, default=200, help="megabytes of the large file")
    parser.add_argument("--format", choices=sorted(FORMATS), action="append", help="only this format; may be repeated")
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read(given.read)
        return 0
    kept = [compare(name, given.small, given.large) for name in given.format or FORMATS]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
