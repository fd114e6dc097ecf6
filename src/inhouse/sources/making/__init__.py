"""What makers share: the protocol, a page's build, the wording, the grounding check."""

from inhouse.scoring.facts.grounding import ungrounded
from inhouse.sources.making.maker import Made, Maker, MakerSettings, Material
from inhouse.sources.making.making import build_makers, make, makers_id
from inhouse.sources.making.templates import Templates, load_templates

__all__ = [
    "Made",
    "Maker",
    "MakerSettings",
    "Material",
    "Templates",
    "build_makers",
    "load_templates",
    "make",
    "makers_id",
    "ungrounded",
]
