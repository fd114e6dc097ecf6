"""PDFs: two columns, tables with and without lines, pictures instead of text, broken ones."""

import io
import random

from PIL import Image, ImageDraw
from reportlab.lib import colors, pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

_STYLES = getSampleStyleSheet()
_WORDS = "the boiler filter pump valve should be cleaned checked once every month by an engineer"


def words(count, seed):
    """Sentences of random words, the same at every run."""
    drawn = random.Random(seed)
    some = (f"{drawn.choice(_WORDS.split())}{drawn.randrange(1000)}" for _ in range(count))
    return " ".join(some).capitalize() + "."


def paragraph(text, style="BodyText"):
    return Paragraph(text, _STYLES[style])


def manual(path, sections, *, columns=2, gap=10):
    """A manual with numbered sections; `topicN` stands in section N.

    Args:
        gap: points between two columns; the narrower, the harder to see.
    """
    width = 515 / columns
    frames = [
        Frame(40 + i * width, 40, width - gap, 740, id=f"c{i}", leftPadding=0, rightPadding=0)
        for i in range(columns)
    ]
    document = BaseDocTemplate(str(path), pagesize=A4, invariant=True)
    document.addPageTemplates([PageTemplate(frames=frames, onPage=_number)])
    story = [paragraph("Field guide", "Title")]
    for i in range(sections):
        story.append(paragraph(f"Section topic{i}", "Heading2"))
        story.append(paragraph(words(110, i)))
    document.build(story)


def _number(page, document):
    page.setFont("Helvetica", 8)
    page.drawString(280, 20, f"Page {document.page}")


def tables(path):
    """A table with lines, and one without."""
    ruled = Table(
        [
            ["Treatment", "Price", "Duration"],
            ["Crown", "$950", "2 visits"],
            ["Filling", "$180", "40 minutes"],
        ]
    )
    ruled.setStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    bare = Table(
        [
            ["Part", "Stock", "Depot"],
            ["Valve A", "12", "North"],
            ["Pump B", "7", "South"],
            ["Seal C", "155", "East"],
        ],
        colWidths=[150, 80, 120],
    )
    SimpleDocTemplate(str(path), pagesize=A4, invariant=True).build(
        [
            paragraph("Price list", "Title"),
            paragraph("Prices hold from January, ask at the desk for anything that is not here."),
            ruled,
            Spacer(1, 20),
            paragraph("Spare parts", "Heading1"),
            bare,
            paragraph("Call 555-0142 for all others, we answer within one day."),
        ]
    )


def scanned(path):
    """A page of text, a scanned page, an empty page."""
    picture = Image.new("RGB", (400, 560), "white")
    ImageDraw.Draw(picture).text((50, 50), "Scanned words", fill="black")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    page = canvas.Canvas(str(path), pagesize=A4, invariant=True)
    page.drawString(72, 700, "This letter came with a scanned page behind it.")
    page.showPage()
    page.drawImage(ImageReader(buffer), 0, 0, *A4)
    page.showPage()
    page.showPage()
    page.save()


def locked(path):
    """One that opens with a password only."""
    rule = pdfencrypt.StandardEncryption("secret", canPrint=0)
    page = canvas.Canvas(str(path), pagesize=A4, encrypt=rule)
    page.drawString(72, 700, "Nobody reads this.")
    page.save()
