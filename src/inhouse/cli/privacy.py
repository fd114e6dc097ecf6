"""`inhouse check --privacy`: what would be found, measured on planted identifiers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inhouse.cli.options import print_json

if TYPE_CHECKING:
    from inhouse.curation.privacy import Recall
    from inhouse.steps.privacy import PrivacyCheck

__all__ = ["print_privacy"]


def print_privacy(folder: Path, place: Path, settings: Sequence[str], *, as_json: bool) -> None:
    """Measures and prints.

    Args:
        folder: of files, or one file.
        place: the project's folder, made or not.
        settings: that were given with the command.
        as_json: prints one JSON object.
    """
    from inhouse.cli.drawing import draw
    from inhouse.config import load
    from inhouse.steps.fingerprints import reading_rules
    from inhouse.steps.privacy import check_privacy

    config = load(place, overrides=tuple(settings))
    checked = draw(check_privacy(folder, config, reading_rules(config, place)))
    if as_json:
        print_json(_json(checked))
        return
    _print(checked)
    sys.stdout.write(f"\nNext: inhouse curate {folder}\n")


def _json(checked: PrivacyCheck) -> dict[str, object]:
    return {
        "n_examples": checked.n_examples,
        "found": checked.found,
        "n_customers": checked.n_customers,
        "recall": {r.kind: _row(r) for r in checked.labelled},
        "recall_without_a_label": {r.kind: _row(r) for r in checked.bare},
        "cannot_find": list(checked.blind),
        "names_installed": checked.names_installed,
    }


def _row(recall: Recall) -> dict[str, object]:
    return {"recall": recall.value, "ci": list(recall.ci), "n": recall.planted}


def _print(checked: PrivacyCheck) -> None:
    from inhouse.curation.privacy.detectors.names import HOW_TO_INSTALL

    say = sys.stdout.write
    found = ", ".join(f"{kind.replace('_', ' ')} {n}" for kind, n in checked.found.items())
    say(f"{checked.n_examples} examples; holding private words: {found or 'none'}.\n")
    say(f"{checked.n_customers} names stand in customer columns.\n\n")
    say("Of invented identifiers planted into these texts, found (95 % interval):\n")
    bare = {r.kind: r for r in checked.bare}
    say(f"  {'kind':<18}{'said what it is':<26}{'not said':<10}\n")
    for r in checked.labelled:
        share = f"{r.value:.2f} ({r.ci[0]:.2f} to {r.ci[1]:.2f})"
        other = f"{bare[r.kind].value:.2f}" if r.kind in bare else ""
        say(f"  {r.kind.replace('_', ' '):<18}{share:<26}{other}\n")
    n = checked.labelled[0].planted
    say(f"  {n} of each, worded by us: your customers write otherwise. Each 'person' stands in\n")
    say("  your customer columns, an 'unknown person' in none.\n")
    say("\nCannot be found:\n")
    for sentence in checked.blind:
        say(f"  - {sentence}\n")
    if not checked.names_installed:
        say(f"\nTo recognise names of people who are in no customer column: {HOW_TO_INSTALL}\n")
