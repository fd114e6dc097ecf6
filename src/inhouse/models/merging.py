"""An adapter folded into the weights it stands on, one weight at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from safetensors import safe_open
from torch import Tensor, nn

from inhouse.errors import ModelUnavailable
from inhouse.models.lora import LoraLinear, read_adapter

__all__ = ["Merging", "weights_of"]

_PREFIX = "base_model.model."
_COMPUTED = ("rotary_emb.inv_freq",)


class Merging:
    """The weights of a model with an adapter in them: LoRA, rsLoRA or DoRA.

    Args:
        adapter: the adapter's folder; None leaves every weight as it is.
    """

    def __init__(self, adapter: Path | None) -> None:
        self._left: dict[str, dict[str, Tensor]] = {}
        if adapter is None:
            return
        self._settings, state = read_adapter(adapter)
        for key, tensor in state.items():
            path, _, part = key.removeprefix(_PREFIX).partition(".lora_")
            self._left.setdefault(f"{path}.weight", {})[f"lora_{part}"] = tensor

    def folded(self, name: str, weight: Tensor) -> Tensor:
        """The weight in float32, with what the adapter changes in it.

        Args:
            name: as the model's files have it.
            weight: (out_features, in_features), or any shape where the adapter has no part in it.

        Raises:
            ModelUnavailable: the adapter's matrices have other sizes.
        """
        parts = self._left.pop(name, None)
        if parts is None:
            return weight.float()
        fits = parts["lora_A.weight"].shape[1], parts["lora_B.weight"].shape[0]
        if weight.shape[::-1] != fits:
            raise _unfitting(name)
        base = nn.Linear(fits[0], fits[1], bias=False, device="meta")
        base.weight = nn.Parameter(weight.float(), requires_grad=False)
        layer = LoraLinear(base, self._settings)
        layer.wear(self._settings.scale, parts)
        return layer.merged_weight()

    def refuse_leftovers(self) -> None:
        """To be called when every weight was folded.

        Raises:
            ModelUnavailable: a part of the adapter found no weight.
        """
        if self._left:
            raise _unfitting(next(iter(self._left)))


def weights_of(folder: Path) -> Iterator[tuple[Path, str, Tensor]]:
    """(file, name, tensor) of every weight of a model folder, one at a time."""
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, framework="pt") as opened:
            for name in sorted(opened.keys()):
                if not name.endswith(_COMPUTED):
                    yield file, name, opened.get_tensor(name)


def _unfitting(name: str) -> ModelUnavailable:
    return ModelUnavailable(
        "The adapter should fit the base model,",
        f"but its part for {name} does not.",
        "Train again on this base model: inhouse train",
    )
