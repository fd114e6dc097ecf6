"""What machines write into letters: absence notes, footers, notices of confidentiality."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["is_automatic", "without_machines"]

_AUTOMATIC = re.compile(
    r"\A\s*(?:[^\n]*\n){0,3}?[^\n]*\b(?:out of (?:the )?office|automatic reply|auto-?reply"
    r"|do not reply to this|delivery status notification|undeliverable|abwesenheitsnotiz"
    r"|automatische antwort|abwesenheitsassistent|réponse automatique|absence du bureau"
    r"|respuesta automática|fuera de la oficina|resposta automática|ausência (?:do escritório"
    r"|temporária)|risposta automatica|automatisch antwoord)\b",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"^[ \t>*]{0,9}(?:#{2,9}.*reply above this line.*#{2,}|\W{0,5}please (?:do not reply"
    r"|type your reply above).*|your (?:request|ticket)\b.*(?:received|updated|assigned).*"
    r"|ticket (?:id|#)\s*:?.*|\[?external (?:e-?mail|sender)\]?.*|caution: this e-?mail .*"
    r"|unsubscribe(?:\s+(?:here|from this list)|\s*[|<(:].*)?[.!]?"
    r"|you don't often get e-?mail from .*"
    r"|(?:sent|gesendet|envoyé|enviado|inviato|verstuurd|verzonden) (?:from|with|by|mit|von|de"
    r"|depuis|avec|desde|con|do|da|com|dal|vanaf|via) (?:my|meinem|mon|mi|meu|minha|mijn|il mio"
    r"|outlook|(?:yahoo|proton|gmail|mail)\b).*"
    r"|von (?:meinem|unserem) .{2,30} gesendet.*|(?:get|obtenir|obtener|obter|scarica"
    r"|holen sie sich) outlook (?:for|für|pour|para|per) .*|outlook für (?:ios|android) beziehen"
    r"|diese nachricht wurde von meinem .* gesendet.*|virus-?(?:free|frei).*|libre de virus.*"
    r"|garanti sans virus.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_NOTICE_TITLE = re.compile(
    r"^\W{0,5}(?:confidentiality(?: notice| statement)?|disclaimer|legal notice"
    r"|vertraulichkeitshinweis|haftungsausschluss|rechtlicher hinweis|avis de confidentialité"
    r"|clause de confidentialité"
    r"|aviso (?:de confidencialidade?|legal)|avviso di riservatezza)\W{0,5}(?::|$)",
    re.IGNORECASE,
)
_ABOUT_ITSELF = re.compile(
    r"\b(?:this|the|any) (?:e-?mail|message|communication|transmission)\b|information"
    r" (?:contained )?in this|contents? of this|"
    r"\b(?:diese[rs]?|der|die) (?:e-?mail|nachricht|mitteilung)\b"
    r"|\b(?:ce|cet|le présent|cette) (?:e-?mail|message|mail|courriel|courrier|transmission)\b"
    r"|\b(?:este|el presente) (?:mensaje|correo|e-?mail)\b|\b(?:esta|a presente) mensagem\b"
    r"|\beste e-?mail\b|\bquesto messaggio\b|información contenida|informações contidas",
    re.IGNORECASE,
)
_OF_NOTICES = re.compile(
    r"(?P<secret>confidential|privileged|vertraulich|confidentiel|confidencia)|(?P<whom>intended|"
    r"addressee|recipient|addressed|empfänger|adressat|bestimmt|destinat)|(?P<error>in error"
    r"|by mistake|mistaken|irrtüm|versehentlich|par erreur|por error|por (?:engano|erro))"
    r"|(?P<forbidden>unauthori[sz]ed|prohibited|disclos|unbefugt|nicht gestattet|interdit"
    r"|non autorisée|prohibid|proibid|autorizad)|(?P<delete>delete|destroy|notify|lösch|vernicht"
    r"|informieren|supprim|détrui|avis(?:er|e|ar)|elimin|borr|apag|notifi)"
    r"|(?P<virus>virus|liab|haftung|responsab)",
    re.IGNORECASE,
)
_REGISTER = re.compile(
    r"(?P<court>registergericht|amtsgericht|handelsregister|\bhr[ab] ?\d)|(?P<seat>sitz der"
    r"|registered (?:office|in)|siège social|domicilio social)|(?P<tax>ust-?id|steuernummer"
    r"|vat (?:no|reg|number)|\bsiret\b|\brcs\b|\bcif\b|\bnipc\b)"
    r"|(?P<heads>geschäftsführe|managing directors?:|vorstand:)"
    r"|(?P<number>company (?:no|number|registration))",
    re.IGNORECASE,
)
_PRINTING = re.compile(
    r"consider the environment|denken sie an die umwelt|(?:umwelt|environn?e?ment|medio ambiente"
    r"|meio ambiente)[^.]{0,80}(?:druck|print|impri)|(?:druck|print|impri)[^.]{0,80}"
    r"(?:umwelt|environn?e?ment|medio ambiente|meio ambiente)",
    re.IGNORECASE,
)
_MAX_PRINTING_WORDS = 40
_MAX_NOTICE_LINES = 40
_MAX_OPENING = 2000


def is_automatic(text: str) -> bool:
    """Whether a machine wrote it: an absence note, a delivery report."""
    return bool(_AUTOMATIC.match(text.lstrip()[:_MAX_OPENING]))


def without_machines(text: str) -> str:
    """The letter without the lines of programs, notices of confidentiality and legal footers."""
    parts = re.split(r"(\n[ \t]*\n)", _LINE.sub("", text))
    return "".join(part if at % 2 else _without_notice(part) for at, part in enumerate(parts))


def _without_notice(paragraph: str) -> str:
    """The paragraph up to where a notice begins in it."""
    lines = paragraph.split("\n")
    for at, line in enumerate(lines):
        titled = _NOTICE_TITLE.match(line)
        if titled or (_ABOUT_ITSELF.search(line) and _kinds(_OF_NOTICES, lines[at:]) > 1):
            return "\n".join(lines[:at])
        if _REGISTER.search(line) and _kinds(_REGISTER, lines[at:]) > 1:
            return "\n".join(lines[:at])
    words = len(paragraph.split())
    return "" if _PRINTING.search(paragraph) and words <= _MAX_PRINTING_WORDS else paragraph


def _kinds(pattern: re.Pattern[str], lines: Sequence[str]) -> int:
    """How many different kinds of words of a notice are in the lines."""
    text = "\n".join(lines[:_MAX_NOTICE_LINES])
    return len({match.lastgroup for match in pattern.finditer(text)})
