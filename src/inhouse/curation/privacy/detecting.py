"""Every detector over every text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from inhouse.curation.privacy.detectors import (
    Credentials,
    Identifiers,
    KnownCustomers,
    Names,
    Phones,
)
from inhouse.curation.privacy.mention import Detector, Mention, without_overlaps

__all__ = ["CERTAIN", "KINDS", "PrivacySettings", "detect", "detectors"]

CERTAIN = (
    "ssn", "itin", "card", "cvv", "iban", "routing_number", "bank_account", "mrn", "dea",
    "medicare_id", "member_id", "policy_number", "group_number", "claim_number",
    "driver_license", "passport", "date_of_birth", "secret", "crypto_wallet", "medical_number",
)  # fmt: skip
"""What is nobody's business in any example: replaced without asking where it is beyond doubt."""
POSSIBLE = (
    "person", "email", "phone", "street_address", "ip_address", "mac_address", "ein", "npi", "vin",
)  # fmt: skip
"""What may be a customer's or the firm's own: asked about, unless a customer column holds it."""
KINDS = (*CERTAIN, *POSSIBLE)


@dataclass(frozen=True, slots=True)
class PrivacySettings:
    """What is looked for.

    Args:
        names: whether the language model of the extra `names` takes part.
        phone_regions: ISO country codes whose telephone numbers count.
        customers: names out of the firm's customer columns.
        customer_values: further values of these columns: (kind, value).
    """

    names: bool = False
    phone_regions: tuple[str, ...] = ("US",)
    customers: tuple[str, ...] = field(default=(), repr=False)
    customer_values: tuple[tuple[str, str], ...] = field(default=(), repr=False)


def detectors(settings: PrivacySettings) -> tuple[Detector, ...]:
    """Who looks, under these settings."""
    found: list[Detector] = [Identifiers(), Phones(settings.phone_regions), Credentials()]
    if settings.customers or settings.customer_values:
        found.append(KnownCustomers(settings.customers, settings.customer_values))
    if settings.names:
        found.append(Names())
    return tuple(found)


def detect(texts: Sequence[str], looking: Sequence[Detector]) -> list[list[Mention]]:
    """The private words in each text, by place, none overlapping another.

    Kinds outside `KINDS` (places, nationalities) are no findings and are left out.
    """
    found: list[list[Mention]] = [[] for _ in texts]
    for detector in looking:
        for at, mentions in enumerate(detector.find(texts)):
            found[at] += [m for m in mentions if m.kind in KINDS]
    return [without_overlaps(mentions) for mentions in found]
