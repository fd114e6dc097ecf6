"""Help-desk exports with a subject and a body: the customer's message, the staff's reply."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.sources.columns import ticket_columns
from inhouse.sources.letters import own_words
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["Tickets"]


class Tickets:
    """Tables of tickets; quotes, signatures and machines' greetings are stripped."""

    spec = Spec("tickets", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._settings = settings

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a ticket that was answered."""
        table = material.table
        columns = ticket_columns(table.header) if table is not None else None
        if table is None or columns is None:
            return
        for row in table.rows:
            subject, body, reply = (row.cells[at] for at in columns)
            question, answer = own_words(body), own_words(reply)
            if not answer or not (question or subject):
                faults.add(
                    "empty_answer",
                    "warning",
                    row.source,
                    "expected a message and a reply, found an empty cell",
                    fix="Answer the ticket, or delete the row. The row was left out.",
                )
                continue
            if subject and subject.lower() not in question.lower():
                question = f"{subject}\n\n{question}".strip()
            yield Made(question, answer, row.start, row.end, row.source.row)
