"""Pages of PDF a second, whole and by part, on generated manuals; run by `bench/ingest.py`."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table

from inhouse.sources.readers.pdf import Pdf
from inhouse.sources.readers.pdf.record import open_record
from inhouse.sources.readers.pdf.structure import EdgeParse

WORDS = "the boiler filter pump valve should be cleaned checked once every month by an engineer"


def manual(path: Path, pages: int, columns: int) -> None:
    """About `pages` pages of sections, every fifth with a table."""
    drawn = random.Random(columns)
    styles = getSampleStyleSheet()
    width = 515 / columns
    frames = [Frame(40 + i * width, 40, width - 24, 740, id=f"c{i}") for i in range(columns)]
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=True)
    document.addPageTemplates([PageTemplate(frames=frames)])
    story: list[object] = []
    for i in range(int(pages * 4.3)):
        some = (f"{drawn.choice(WORDS.split())}{drawn.randrange(1000)}" for _ in range(100))
        story.append(Paragraph(f"Section {i}", styles["Heading2"]))
        story.append(Paragraph(" ".join(some), styles["BodyText"]))
        if i % 5 == 0:
            rows = [[f"Part {j}", str(drawn.randrange(100)), "North"] for j in range(4)]
            story.append(
                Table(
                    [["Part", "Stock", "Depot"], *rows],
                    style=[("GRID", (0, 0), (-1, -1), 0.5, "black")],
                )
            )
    document.build(story)


def record_only(path: Path) -> int:
    """The text of record, nothing else."""
    with open_record(path) as record:
        return sum(1 for _ in record.pages())


def whole(path: Path) -> int:
    """What `inhouse ingest` does with the file."""
    found = Pdf().read(path, path.name)
    return len(found.documents[0].page_starts)


def structure_only(path: Path) -> int:
    """The engine's blocks, nothing else."""
    return max(block.page for block in EdgeParse().blocks(path))


def pages_a_second(read: Callable[[Path], int], path: Path, rounds: int) -> float:
    """The median of several readings."""
    speeds = []
    for _ in range(rounds):
        started = time.perf_counter()
        pages = read(path)
        speeds.append(pages / (time.perf_counter() - started))
    return statistics.median(speeds)


def pdf_figures(*, quick: bool) -> dict[str, float]:
    """Pages a second by kind of page and by part of the work."""
    pages, rounds = (40, 3) if quick else (300, 5)
    parts = {"whole": whole, "text_of_record": record_only, "structure": structure_only}
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for columns in (1, 2):
            path = Path(folder) / f"{columns}.pdf"
            manual(path, pages, columns)
            whole(path)  # the engines are opened once, outside of the measurement
            for name, read in parts.items():
                key = f"{name}_{columns}_column{'s' if columns > 1 else ''}"
                found[key] = pages_a_second(read, path, rounds)
    return found
