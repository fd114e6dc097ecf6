"""The same mathematics as the model's own layers in fewer passes over memory, for training.

What the beginning of a batch's rows costs is paid once, the adapter's product is added in place,
what is cheap to make again is not kept, and no logits lie in memory at once. Each file here holds
both passes of one such piece. Whoever does not train (no gradients asked for) gets the model's own
code. What it saves: docs/notebook.md.
"""

from inhouse.models.fused.attention import Layout
from inhouse.models.fused.eight_bits import largest_inputs, multiplies_eight_bits
from inhouse.models.fused.logits import learned_nats_of
from inhouse.models.fused.patching import first_readers, fuse, takes_layouts
from inhouse.models.fused.product import lora_products
from inhouse.models.fused.trunk import embedded, hidden_states

__all__ = [
    "Layout",
    "embedded",
    "first_readers",
    "fuse",
    "hidden_states",
    "largest_inputs",
    "learned_nats_of",
    "lora_products",
    "multiplies_eight_bits",
    "takes_layouts",
]
