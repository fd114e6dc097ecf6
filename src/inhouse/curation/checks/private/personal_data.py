"""Personal and secret data: replaced by fictions where it is certain, asked about where not."""

from __future__ import annotations

from collections.abc import Sequence, Sized

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, listed
from inhouse.curation.checks.private.cases import Asked, asked_cases, open_places
from inhouse.curation.privacy import (
    CERTAIN,
    PrivacySettings,
    Surrogates,
    detectors,
    looked_through,
    redacted,
)
from inhouse.records import Example, Finding, Spec

__all__ = ["PersonalData"]

_WORDS = {
    "ssn": "social security numbers", "itin": "taxpayer numbers", "ein": "employer numbers",
    "card": "card numbers", "cvv": "card security codes", "iban": "international account numbers",
    "routing_number": "bank routing numbers", "bank_account": "account numbers",
    "mrn": "medical record numbers", "npi": "provider numbers", "dea": "prescriber numbers",
    "medicare_id": "Medicare numbers", "member_id": "insurance member numbers",
    "policy_number": "policy numbers", "group_number": "group numbers",
    "claim_number": "claim numbers", "driver_license": "driver's licence numbers",
    "passport": "passport numbers", "date_of_birth": "birth dates", "secret": "passwords and keys",
    "crypto_wallet": "wallet addresses", "medical_number": "medical numbers",
    "person": "names of people", "email": "mail addresses", "phone": "telephone numbers",
    "street_address": "street addresses", "ip_address": "network addresses",
    "mac_address": "device addresses", "vin": "vehicle numbers",
}  # fmt: skip


class PersonalData:
    """Finds what names a person or opens a door.

    Evidence says what was found and where, never the words themselves: it is printed, and may be
    logged. What stands in the answers of three documents is the firm's own and is left alone.
    """

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("personal_data", "1", {})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """The examples with fictions for what is certain, and a finding for each kind."""
        asked = background.privacy
        settings = asked.settings if asked is not None else PrivacySettings()
        redact = asked.redact if asked is not None else "certain"
        kept = asked.kept if asked is not None else None
        own = asked.own if asked is not None else ()
        surrogates = Surrogates(kept)
        found = looked_through(examples, detectors(settings), own, kept)
        done: dict[str, list[Example]] = {}
        open_: dict[tuple[str, bool], list[Asked]] = {}
        cleaned: list[Example] = []
        for one in found:
            example, counted = redacted(one, surrogates, redact)
            cleaned.append(example)
            for kind in counted:
                done.setdefault(kind, []).append(example)
            for place in open_places(one, example, redact):
                sure = place.sure and place.kind in CERTAIN
                open_.setdefault((place.kind, sure), []).append(place)
        findings = [_replaced(kind, rows) for kind, rows in sorted(done.items())]
        findings += [
            _asked(kind, rows, surrogates, sure=sure)
            for (kind, sure), rows in sorted(open_.items())
        ]
        return Checked(tuple(cleaned), tuple(findings))


def _replaced(kind: str, rows: Sequence[Example]) -> Finding:
    return Finding(
        check="personal_data",
        severity="warning",
        examples=tuple(row.id for row in rows),
        evidence=f"{_WORDS[kind]}: in {len(rows)} {_examples(rows)} ({_places(rows)});"
        " fictions take their place",
        fix="Nothing to do here. Ask whether these files should hold them at all.",
        source=rows[0].source,
        fix_kind="automatic",
    )


def _asked(kind: str, rows: Sequence[Asked], surrogates: Surrogates, *, sure: bool) -> Finding:
    name = _WORDS[kind]
    examples = {row.example.id: row.example for row in rows}
    certain = " that nothing may learn" if sure else ""
    return Finding(
        check="personal_data",
        severity="error" if sure else "warning",
        examples=tuple(examples),
        evidence=f"{name}{certain}: in {len(examples)} {_examples(examples)}"
        f" ({_places(list(examples.values()))})",
        fix="Say yes to replace them by fictions, keep what is your firm's own: inhouse review;"
        " for all of them: --set curation.redact=all",
        source=rows[0].example.source,
        fix_kind="proposed",
        cases=asked_cases(rows, name, surrogates),
    )


def _examples(rows: Sized) -> str:
    return "example" if len(rows) == 1 else "examples"


def _places(rows: Sequence[Example]) -> str:
    """Each place once: a row of a table may have given several examples."""
    return listed(dict.fromkeys(str(row.source) for row in rows))
