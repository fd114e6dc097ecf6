"""Pages of troubleshooting: what is a trouble there, and what is not."""

from inhouse.records import Document, Source
from inhouse.sources import FileContents, MakerSettings
from inhouse.sources.making import build_makers, make

PAGE = """# Heat pump HP-40

Installation is on page 3.

## Troubleshooting

### Before you call

Have the serial number at hand, it stands on the left side.

### Unit does not start

Check the breaker. Hold the reset button for 5 seconds.

### Noise

Rattling comes from a loose panel; tighten its four screws.

### Ice on the outdoor coil

#### In winter

Wait for the defrost cycle, it takes up to 10 minutes.

#### In summer

Clean the filter and check the charge: 2.4 kg of R-32.

## Warranty terms here

The warranty covers 5 years on parts and 2 years on labour.
"""


def made(text, maker="troubles"):
    contents = FileContents((Document("d", text, Source("manual.md"), ""),))
    examples = make(contents, build_makers(MakerSettings())).examples
    return [e for e in examples if e.labels.get("maker") == maker]


def test_the_lowest_headings_under_troubleshooting_are_troubles():
    examples = made(PAGE)
    got = {e.question: e.answer for e in examples}
    assert got == {
        "What should be done about this: Unit does not start?": (
            "Check the breaker. Hold the reset button for 5 seconds."
        ),
        "What should be done about this: Noise?": (
            "Rattling comes from a loose panel; tighten its four screws."
        ),
        "What should be done about this: Ice on the outdoor coil: In winter?": (
            "Wait for the defrost cycle, it takes up to 10 minutes."
        ),
        "What should be done about this: Ice on the outdoor coil: In summer?": (
            "Clean the filter and check the charge: 2.4 kg of R-32."
        ),
    }
    for example in examples:
        start, end = example.source.span
        assert example.answer.split()[-1] in PAGE[start:end]


def test_questions_stay_with_faq_and_a_single_one_is_a_trouble():
    one = "# Troubleshooting\n\n## Why does it beep?\n\nThe battery is low, change it soon.\n"
    (example,) = made(one)
    assert example.question == "Why does it beep?"
    two = one + "\n## Why is it wet?\n\nThe drain is clogged, rinse it with water.\n"
    assert not made(two)


def test_a_page_about_something_else_has_no_troubles():
    assert not made(PAGE.replace("Troubleshooting", "Daily use"))


def test_a_short_page_of_troubles_is_no_article_as_well():
    page = "# Common problems\n\n## Stuck drawer\n\nLift it by its front edge, then pull.\n"
    assert len(made(page)) == 1 and not made(page, "articles")
    bare = "# Common problems\n\nMost come from dust, so wipe the sensor once a week.\n"
    assert len(made(bare, "articles")) == 1
