"""Work orders: what the customer saw, what caused it, what was done."""

from __future__ import annotations

from collections.abc import Iterator

from inhouse.records import Spec
from inhouse.sources.columns import work_order_columns
from inhouse.sources.making.maker import Made, MakerSettings, Material
from inhouse.sources.reader import Faults

__all__ = ["WorkOrders"]


class WorkOrders:
    """Tables with a symptom and its cause, its fix, or both."""

    spec = Spec("work_orders", "1", {})

    def __init__(self, settings: MakerSettings) -> None:
        self._templates = settings.templates

    def make(self, material: Material, faults: Faults) -> Iterator[Made]:
        """One example a row with a symptom and something found."""
        table = material.table
        columns = work_order_columns(table.header) if table is not None else None
        if table is None or columns is None:
            return
        for row in table.rows:
            cell = {name: row.cells[at] for name, at in columns.items()}
            told = [
                self._templates.fill(f"work_order_{name}", **{name: cell[name]}, unit=_unit(cell))
                for name in ("cause", "fix")
                if cell.get(name)
            ]
            if not cell["symptom"] or not told:
                faults.add(
                    "empty_answer",
                    "warning",
                    row.source,
                    "expected a symptom and its cause or fix, found an empty cell",
                    fix="Fill it in, or delete the row. The row was left out.",
                )
                continue
            question = self._templates.fill(
                "work_order_question", symptom=cell["symptom"], unit=_unit(cell)
            )
            unit = f"{_unit(cell)}: " if _unit(cell) and "{unit}" not in question else ""
            yield Made(unit + question, "\n".join(told), row.start, row.end, row.source.row)


def _unit(cell: dict[str, str]) -> str:
    return cell.get("unit", "")
