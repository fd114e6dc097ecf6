"""The same mathematics as the model's own layers in fewer passes over memory, for training.

A training step of a small model on a CPU spends much of its time outside matrix products: writing
the adapter's product beside the layer's before adding them, keeping what can be made again, and
an attention backward pass four times as dear as its forward pass. Each file here holds both passes
of one such piece. Whoever does not train (no gradients asked for) gets the model's own code.
"""

from inhouse.models.fused.attention import Layout
from inhouse.models.fused.logits import learned_nats_of
from inhouse.models.fused.patching import fuse, takes_layouts
from inhouse.models.fused.product import lora_products
from inhouse.models.fused.trunk import embedded, hidden_states

__all__ = [
    "Layout",
    "embedded",
    "fuse",
    "hidden_states",
    "learned_nats_of",
    "lora_products",
    "takes_layouts",
]
