"""Passwords, keys and tokens: the plugins of detect-secrets, and sentences people write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from inhouse.curation.privacy.mention import Mention

if TYPE_CHECKING:
    from detect_secrets.plugins.base import BasePlugin

__all__ = ["Credentials"]

# Not its entropy rules: one in three long words of a parts list is "random" to them. And only the
# plugins, never its scanner, which asks the services on the network whether a key still works.
_PLUGINS = (
    "artifactory:ArtifactoryDetector", "aws:AWSKeyDetector",
    "azure_storage_key:AzureStorageKeyDetector", "basic_auth:BasicAuthDetector",
    "discord:DiscordBotTokenDetector", "github_token:GitHubTokenDetector",
    "gitlab_token:GitLabTokenDetector", "jwt:JwtTokenDetector",
    "mailchimp:MailchimpDetector", "npm:NpmDetector", "openai:OpenAIDetector",
    "private_key:PrivateKeyDetector", "pypi_token:PypiTokenDetector",
    "sendgrid:SendGridDetector", "slack:SlackDetector", "square_oauth:SquareOAuthDetector",
    "stripe:StripeDetector", "telegram_token:TelegramBotTokenDetector",
    "twilio:TwilioKeyDetector",
)  # fmt: skip
# What a key looks like from afar; only there the plugins are asked, for they are slow.
_LONG = re.compile(r"\S{16,}|\S*://\S+@\S*")
_AROUND = 60
_REMOVED = "removed-secret-"
_PRIVATE_KEY = re.compile(
    r"-----BEGIN[A-Z ]*PRIVATE KEY-----.*?(?:-----END[A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL
)
_DIGIT = re.compile(r"\d")
# "password is Winter2026!", "wifi pw: maple-tree-44"; a word in plain letters is no password. Slow.
_PASSWORD = re.compile(
    r"\b(?:pass(?:word|code|phrase|wd)|pass(?=\s*[:=])|pwd|pw|(?:access|door|gate"
    r"|alarm|lock)\s+code|api[ _-]?key|(?:secret|access|auth|bearer)[ _-]?(?:key|token)|token"
    r"|client[ _-]?secret)(?![a-z0-9-])\s*(?:is|was|are|to|=|:|\s-(?=\s))?\s*[:=]?\s*[\"'`]?"
    r"(?!\d{1,3}-(?:char|digit|letter|bit|day|hour|minute|step|factor))"
    r"(?P<value>(?=[^\s\"'`]*\d)[^\s\"'`,;]{4,200}?)(?=[\"'`,;]|[.?]?(?:\s|$))",
    re.IGNORECASE,
)
# A pin is a part of a plug as well: only what is said to be one, in digits alone.
_PIN = re.compile(
    r"\b(?:pin(?:\s+(?:code|number))?\s*(?:is|was|to|:|=)|pin\s+(?:code|number)|(?:my|his|her)\s+pin)"
    r"\s*(?P<value>\d{4,8})(?![\w.-]*\w)",
    re.IGNORECASE,
)
_OWN = (
    re.compile(r"(?<!\w)(?P<value>(?:sk|pk|rk)[-_](?:live|test|proj|ant)[-_][\w-]{16,})"),
    re.compile(r"(?<!\w)(?P<value>AIza[\w-]{35}|ya29\.[\w-]{20,}|hf_[A-Za-z]{30,})"),
    re.compile(r"(?<!\w)(?P<value>github_pat_\w{22,}|xox[baprs]-[\w-]{10,}|glpat-[\w-]{20,})"),
)


class Credentials:
    """What opens doors: keys of known services, and passwords that are called so."""

    kinds = ("secret",)

    def find(self, texts: Sequence[str]) -> list[list[Mention]]:
        """The mentions in each text."""
        return [self._in(text) for text in texts]

    def _in(self, text: str) -> list[Mention]:
        rules = (*_OWN, _PASSWORD, _PIN) if _DIGIT.search(text) else _OWN
        spans = {m.span("value") for rule in rules for m in rule.finditer(text)}
        if "-----BEGIN" in text:
            spans |= {m.span() for m in _PRIVATE_KEY.finditer(text)}
        for place in _LONG.finditer(text):
            if not any(c.isdigit() or c == "@" for c in place.group()):
                continue
            window = text[max(0, place.start() - _AROUND) : place.end() + _AROUND]
            for plugin in _plugins():
                for value in filter(None, map(str, plugin.analyze_string(window))):
                    spans |= {m.span() for m in re.finditer(re.escape(value), text)}
        spans = {span for span in spans if not text.startswith(_REMOVED, span[0])}
        return [
            Mention("secret", start, end, 0.97, "credentials", sure=True) for start, end in spans
        ]


@cache
def _plugins() -> tuple[BasePlugin, ...]:
    import importlib

    made: list[BasePlugin] = []
    for door in _PLUGINS:
        module, _, name = door.partition(":")
        made.append(getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)())
    return tuple(made)
