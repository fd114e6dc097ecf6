"""The layers below the adapter: what they make of an example never changes, so it is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import torch
from torch import Tensor

from inhouse.models.fused import Layout, embedded, hidden_states
from inhouse.models.likelihood import Flat
from inhouse.records import Progress, Rendered, Work

__all__ = ["LowerLayers"]

_IN_MEMORY_BYTES = 512 << 20
_BATCH_TOKENS = 1024


class LowerLayers:
    """The hidden states of every training example after the lower layers.

    Args:
        model: a fused causal model that takes layouts.
        rows: the training examples.
        depth: how many layers are below the adapter.
    """

    def __init__(self, model: Any, rows: Sequence[Rendered], depth: int) -> None:
        self._model, self._rows, self._depth = model, rows, depth
        self._ends = list(accumulate(len(row.ids) for row in rows))
        self._file: Any = None
        self._states: Tensor | None = None

    def fill(self) -> Work[None]:
        """Works all of them out, in an order of its own, so that any run gives the same bits."""
        weight = next(self._model.parameters())
        self._states = self._room(self._model.config.hidden_size, weight.dtype)
        order = sorted(range(len(self._rows)), key=lambda i: len(self._rows[i].ids))
        done = 0
        while done < len(order):
            longest = len(self._rows[order[done]].ids)
            batch = order[done : done + max(1, _BATCH_TOKENS // longest)]
            self._fill(batch, weight.device)
            done += len(batch)
            yield Progress("Reading with the lower layers", done, len(order), "examples")

    def of(self, index: int) -> Tensor:
        """(length, hidden_size) of one example."""
        if self._states is None:
            raise RuntimeError("fill comes first")
        return self._states[self._ends[index] - len(self._rows[index].ids) : self._ends[index]]

    def entry(self, indices: Sequence[int], flat: Flat) -> Tensor:
        """(1, length, hidden_size): what the first trained layer reads of a flat batch."""
        layout = flat.layout
        first = self.of(indices[0])
        out = torch.empty((layout.total, first.shape[1]), dtype=first.dtype)
        out[: layout.shared] = first[: layout.shared]
        for index, start in zip(indices, layout.starts, strict=True):
            own = self.of(index)[layout.shared :]
            out[start : start + len(own)] = own
        return out[None].to(flat.ids.device)

    def _fill(self, batch: list[int], device: torch.device) -> None:
        rows = [self._rows[i].ids for i in batch]
        layout = Layout(0, tuple(map(len, rows)))
        ids = torch.tensor([token for row in rows for token in row])
        with torch.no_grad():
            entry = embedded(self._model, ids[None].to(device))
            layers = slice(0, self._depth)
            found = hidden_states(self._model, entry, layout, layers=layers, norm=False)
        for states, i in zip(found[0].split(layout.lengths), batch, strict=True):
            self.of(i).copy_(states)

    def _room(self, width: int, dtype: torch.dtype) -> Tensor:
        """Memory for all states; a file without a name where they are many."""
        size = self._ends[-1] * width
        if size * dtype.itemsize <= _IN_MEMORY_BYTES:
            return torch.empty((self._ends[-1], width), dtype=dtype)
        self._file = tempfile.NamedTemporaryFile(prefix="inhouse-", suffix=".states")  # noqa: SIM115
        found = torch.from_file(self._file.name, shared=True, size=size, dtype=dtype)
        return found.view(-1, width)
