"""Every error a user can meet. Nodes follow what the caller would do next.

InhouseError
├── UserFault                 exit 2: the user can fix it; a sentence, never a traceback
│   ├── DataFault             fix the data: unreadable files, bad rows
│   │   ├── UnreadableFile
│   │   └── SpecialTokenInText
│   ├── ConfigFault           fix inhouse.toml or an option
│   ├── NotEnoughData         get more data
│   ├── NotEnoughMemory       get more memory, or a smaller base model
│   ├── NotEnoughDisk         free disk space
│   ├── ModelUnavailable      retry, connect, or fetch the model another way
│   │   ├── WrongHash         the bytes are not the ones we expect: retry, or report
│   │   └── TermsNotAccepted  accept the model's terms first
│   └── NothingThere          a step before this one has not run yet
├── GateRefused               exit 1: a gate says no
│   └── MaskProofFailed       the loss mask is not exactly the assistant's words
└── BrokenInvariant           ours: a traceback and a bug report
"""

from __future__ import annotations

__all__ = [
    "BrokenInvariant",
    "ConfigFault",
    "DataFault",
    "GateRefused",
    "InhouseError",
    "MaskProofFailed",
    "ModelUnavailable",
    "NotEnoughData",
    "NotEnoughDisk",
    "NotEnoughMemory",
    "NothingThere",
    "SpecialTokenInText",
    "TermsNotAccepted",
    "UnreadableFile",
    "UserFault",
    "WrongHash",
]


class InhouseError(Exception):
    """Any error Inhouse raises on purpose.

    Args:
        expected: what was expected, as the start of a sentence.
        found: what was found instead: the value, the file, the row.
        action: what to do next, as a command where there is one.
    """

    exit_code = 1

    def __init__(self, expected: str, found: str = "", action: str = "") -> None:
        self.expected = expected
        self.found = found
        self.action = action
        super().__init__(" ".join(part for part in (expected, found, action) if part))


class UserFault(InhouseError):
    """The user can fix it."""

    exit_code = 2


class DataFault(UserFault):
    """The data must be fixed."""


class UnreadableFile(DataFault):
    """A whole file could not be read."""


class SpecialTokenInText(DataFault):
    """A text would be read as one of the model's control tokens."""


class ConfigFault(UserFault):
    """The configuration or an option must be fixed."""


class NotEnoughData(UserFault):
    """There are too few usable examples to go on."""


class NotEnoughMemory(UserFault):
    """The machine has too little free memory."""


class NotEnoughDisk(UserFault):
    """The disk has too little free space."""


class ModelUnavailable(UserFault):
    """The model could not be fetched or opened."""


class WrongHash(ModelUnavailable):
    """A downloaded file is not the one that was expected."""


class TermsNotAccepted(ModelUnavailable):
    """The model's licence terms must be accepted first."""


class NothingThere(UserFault):
    """A step before this one has not run in this project."""


class GateRefused(InhouseError):
    """A gate says no."""


class MaskProofFailed(GateRefused):
    """Training tokens would differ from serving tokens, or the wrong tokens would be learned."""


class BrokenInvariant(InhouseError):
    """A bug in Inhouse."""
