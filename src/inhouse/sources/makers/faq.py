"""Pages of questions: headings that ask, blocks of `Q:` and `A:`, bold lines, lone lines."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.records import Source, Spec
from inhouse.sources.making.asked import asked_on
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["Faq"]


class Faq:
    """A page with two questions or more: each with the words below it."""

    spec = Spec("faq", "2", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._settings = settings

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """The questions that are answered; one without an answer is a finding."""
        if material.kind() in ("table", "mail", "code"):
            return
        for pair in asked_on(material.page):
            if pair.answer:
                yield pair
            else:
                faults.add(
                    "empty_answer",
                    "warning",
                    Source(material.document.source.file, row=pair.row),
                    f"expected an answer under {pair.question[:60]!r}, found nothing",
                    fix="Write it, or delete the question. The others were kept.",
                )
