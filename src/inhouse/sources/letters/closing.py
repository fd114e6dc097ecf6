"""What the writer of a letter wrote: greeting, signature and machines' lines taken out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from inhouse.sources.letters.machines import without_machines
from inhouse.sources.letters.quotes import split_quotes
from inhouse.sources.letters.signing import without_name

__all__ = ["own_words"]

_GREETED = (
    r"hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|to whom it may concern"
    r"|hallo|guten (?:tag|morgen|abend)|moin|servus|grüezi|grüß gott|grüss gott|sehr geehrte[rs]?"
    r"|liebe[rs]?|werte[rs]?|bonjour|bonsoir|salut|chère?s?|madame,? monsieur|madame|monsieur"
    r"|hola|buen(?:os)? d[ií]as?|buenas(?: tardes| noches)?|estimad[oa]s?|querid[oa]s?"
    r"|ol[áa]|oi|bom dia|boa (?:tarde|noite)|prezad[oa]s?|car[oa]s?|exm[oa]s?"
    r"|buongiorno|ciao|salve|gentile|beste|geachte"
)
_ADDRESSED = (
    r"and|und|et|y|e|u|all|everyone|everybody|there|again|team|zusammen|nochmal|damen|herren|frau"
    r"|herr|à tous|tous|toutes|a todos|todos|todas|sir|madam|or|mr|mrs|ms|dr|mme|sr|sra|dear|the"
    r"|from|of|à|de|la|le|l['’]équipe|equipo|equipe|equipa|an|das"
)
_GREETING = re.compile(
    rf"\A\s*(?:(?:{_GREETED})\b[^\n?!:;]{{0,60}}?[,!:;.]?[ \t]*(?:\n|\Z))", re.IGNORECASE
)
_PLAIN_GREETING = re.compile(
    rf"\A\s*(?i:{_GREETED})\b(?:[ \t,]+(?:(?i:{_ADDRESSED})\b\.?|[^\W\d_a-zß-ÿ][\w'’.-]*))*"
    r"[ \t]*[,!:;.–-]*[ \t]*(?:\n|\Z)"
)
_ENDS_LIKE_A_GREETING = re.compile(r"[,!:][ \t]*\n?\Z")
_MAX_GREETING_WORDS = 8

_STRONG = (
    r"(?:(?:with |my |our )?(?:kind(?:est)?|best|warm(?:est)?|many)(?: kind| warm)?"
    r" (?:regards|wishes|greetings))|(?:kind |best |warm )?regards|all the best"
    r"|(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|cheers"
    r"|(?:mit )?(?:(?:den )?(?:viele|liebe|beste|herzliche|schöne|freundliche|sonnige|einen"
    r" schönen)[nrms]? )+(?:grüßen?|gruessen?|grüssen?|gruß|gruss)"
    r"|grüße|gruß|gruss|mfg|vg|lg|hochachtungsvoll"
    r"|(?:bien |très )?cordialement|bien à (?:vous|toi)|cdlt|amicalement"
    r"|(?:(?:meilleures|sincères|cordiales|mes) )?salutations(?: distinguées| cordiales)?"
    r"|(?:(?:veuillez|je vous prie)[^\n]{0,40}agréer|recevez)[^\n]{0,80}"
    r"|(?:un |muchos )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?| atentos?)?"
    r"|(?:muy |le saluda )?atentamente|cordialmente|un (?:fuerte )?abrazo"
    r"|(?:muito )?atenciosamente|(?:com os )?(?:melhores |nossos )?cumprimentos|abraços?|att"
    r"|(?:cordiali|distinti) saluti|met vriendelijke groet(?:en)?|groet(?:jes|en)?|mvh"
)
_WEAK = (
    r"best|(?:many |with )?thanks(?: a lot| so much| again| in advance| and regards)?|thx"
    r"|thank you(?: very much| so much| in advance)?"
    r"|(?:vielen |besten |herzlichen )?dank(?:e)?(?: schön| im voraus)?"
    r"|merci(?: beaucoup| d['’]avance| par avance)?|bonne (?:journée|soirée)"
    r"|(?:muchas |mil )?gracias(?: de antemano| por adelantado)?|(?:muito )?obrigad[oa]"
    r"(?: desde já)?"
)
_NAMED = r"(?:[^\W\d_a-zß-ÿ][\w'’.&-]*|aus|from|von|de|la|the|der|dem)"
_STRONG_LINE = re.compile(
    rf"^[ \t]*(?:--[ \t]*$|_{{8,}}[ \t]*$|(?i:{_STRONG})(?:[ \t]*[,.!;–-]+)?"
    rf"(?:[ \t]+{_NAMED}){{0,5}}[ \t]*[,.!]?[ \t]*$)",
    re.MULTILINE,
)
_WEAK_LINE = re.compile(
    rf"^[ \t]*(?i:{_WEAK})[ \t]*[,.!–-]*(?:[ \t]+{_NAMED}){{0,3}}[ \t]*$", re.MULTILINE
)
_POSTSCRIPT = re.compile(r"^[ \t]*P\.?[ \t]?S\.?(?:[ \t]*[:.,–-][ \t]*|[ \t]+)", re.MULTILINE)
_MAX_LINES_OF_A_NAME = 8
_LONG_LINE = 60
_BLANKS = re.compile(r"\n{3,}")


def own_words(text: str, sender: str = "") -> str:
    """What the writer of `text` wrote, without what is quoted, signed or added by a machine.

    Args:
        text: a letter's body.
        sender: as in the letter's head, name and address: last words of it are a signature.
    """
    own, _ = split_quotes(text)
    own = without_machines(own).strip()
    body = _without_signature(_without_greeting(own))
    return _BLANKS.sub("\n\n", without_name(body, sender)).strip()


def _without_greeting(text: str) -> str:
    """The letter below "Dear Ms Voss," and the like, which may come twice."""
    for _ in range(2):
        found = _GREETING.match(text)
        if found is None or len(found.group().split()) > _MAX_GREETING_WORDS:
            break
        if not (_ENDS_LIKE_A_GREETING.search(found.group()) or _PLAIN_GREETING.match(text)):
            break
        text = text[found.end() :]
    return text


def _without_signature(text: str) -> str:
    """The letter above its closing line; a postscript below it is kept."""
    for line in _STRONG_LINE.finditer(text):
        if text[: line.start()].strip():
            return _with_postscript(text[: line.start()], text[line.end() :])
    for line in _WEAK_LINE.finditer(text):
        below = [row for row in text[line.end() :].split("\n") if row.strip()]
        if text[: line.start()].strip() and _is_only_a_name(below):
            return _with_postscript(text[: line.start()], text[line.end() :])
    return text


def _is_only_a_name(lines: Sequence[str]) -> bool:
    if any(_POSTSCRIPT.match(line) for line in lines):
        return True
    return len(lines) <= _MAX_LINES_OF_A_NAME and not any(
        len(line) > _LONG_LINE or line.rstrip().endswith(("?", ".", ":")) for line in lines
    )


def _with_postscript(above: str, below: str) -> str:
    found = _POSTSCRIPT.search(below)
    return above if found is None else f"{above.rstrip()}\n\n{below[found.start() :].strip()}"
