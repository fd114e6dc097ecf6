"""Filled PDF forms: each value stands behind the words beside its field."""

import pytest
from reportlab.pdfgen import canvas

from inhouse.sources.readers.pdf.form_fields import FilledField, with_fields
from inhouse.sources.readers.pdf.pdf import _BROKEN_OFF


@pytest.fixture
def form(tmp_path, read_path):
    def run(draw):
        page = canvas.Canvas(str(tmp_path / "form.pdf"))
        page.setFont("Helvetica", 12)
        page.drawString(50, 800, "Card of the hat shop, to be filled in by whoever buys a hat.")
        draw(page)
        page.save()
        return read_path(tmp_path / "form.pdf")

    return run


def text_in(page, name, value, x, y, **more):
    page.acroForm.textfield(name=name, value=value, x=x, y=y - 6, width=100, height=20, **more)


def beside(page):
    page.drawString(50, 700, "Name:")
    text_in(page, "n", "Bo Ek", 150, 700)


def two_on_a_line(page):
    page.drawString(50, 700, "Name:")
    text_in(page, "n", "Bo Ek", 100, 700)
    page.drawString(250, 700, "Size:")
    text_in(page, "s", "58", 300, 700)


def above(page):
    page.drawString(50, 706, "Your name")
    text_in(page, "n", "Bo Ek", 50, 686)


def tick_left(page):
    page.acroForm.checkbox(name="a", checked=True, x=50, y=695)
    page.drawString(80, 700, "Gift wrap")
    page.acroForm.checkbox(name="b", checked=False, x=50, y=665)
    page.drawString(80, 670, "Express")


def tick_right(page):
    page.drawString(50, 700, "Gift wrap")
    page.acroForm.checkbox(name="a", checked=True, x=150, y=695)


def choice(page):
    page.drawString(50, 700, "Colour:")
    page.acroForm.choice(name="c", value="Red", options=["Red", "Blue"], x=150, y=694, width=80,
                         height=20)  # fmt: skip


def alone(page):
    text_in(page, "remark", "Please ring twice", 300, 300)


def named(page):
    text_in(page, "f1", "Please ring twice", 300, 300, tooltip="Remark")


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (beside, ["Name: Bo Ek"]),
        (two_on_a_line, ["Bo Ek", "Size: 58"]),
        (above, ["Your name Bo Ek"]),
        (tick_left, ["Gift wrap yes", "Express"]),
        (tick_right, ["Gift wrap yes"]),
        (choice, ["Colour: Red"]),
        (alone, ["remark: Please ring twice"]),
        (named, ["Remark: Please ring twice"]),
    ],
)
def test_a_value_stands_behind_its_label(form, draw, said):
    text = form(draw).documents[0].text
    assert text.startswith("Card of the hat shop")
    assert all(words in text for words in said), text
    assert "Express yes" not in text


def test_empty_and_secret_fields_say_nothing(form):
    def draw(page):
        page.drawString(50, 700, "Name:")
        text_in(page, "n", "", 150, 700)
        page.drawString(50, 650, "Code:")
        text_in(page, "c", "hunter2", 150, 650, fieldFlags="password")

    text = form(draw).documents[0].text
    assert "hunter2" not in text and "Name:" in text


@pytest.mark.parametrize(
    ("text", "label", "filled"),
    [
        ("Name:", "Name:", "Name: Bo"),
        ("Your name: here\nName:", "Name:", "Your name: here\nName: Bo"),
        ("Family Name:\nother", "Name:", "Family Name: Bo\nother"),
        ("Name: Size:", "Name:", "Name: Bo Size:"),
    ],
)
def test_the_nearest_line_takes_the_value(text, label, filled):
    assert with_fields(text, [FilledField(label, "n", "Bo")]) == (filled, [])


@pytest.mark.parametrize("label", ["", "Age:"])
def test_a_value_without_its_label_is_left_over(label):
    field = FilledField(label, "n", "Bo")
    assert with_fields("Name:", [field]) == ("Name:", [field])


LONG = "The workshop repairs umbrellas of every make and"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (f"{LONG}\nsize, and hats.", f"{LONG} size, and hats."),
        (f"{LONG},\nor hats.", f"{LONG}, or hats."),
        (f"{LONG} \nsize.", f"{LONG} size."),
        (f"{LONG}.\nand so on", None),
        (f"{LONG}\nSizes", None),
        (f"{LONG}:\nhats", None),
        (f"{LONG}\n12 hats", None),
        ("Item price\nhat 12", None),
        (f"{LONG}\n\nhats", None),
    ],
)
def test_a_line_goes_on_only_where_it_broke_off(lines, joined):
    assert _BROKEN_OFF.sub(" ", lines) == (joined or lines)
