"""Which column holds the question and which the answer."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = [
    "Columns",
    "code_columns",
    "find_columns",
    "kind_of_table",
    "name_column",
    "near_miss",
    "normal",
    "ticket_columns",
    "work_order_columns",
]

# The first that a table has is taken: the clear names of five languages before the vague ones.
QUESTION = (
    "question", "questions", "prompt", "query", "q", "instruction", "user", "customer question",
    "customer message", "message from customer", "request", "inquiry", "enquiry", "issue",
    "problem", "user question", "pregunta", "preguntas", "pregunta frecuente",
    "pregunta del cliente", "mensaje del cliente", "consulta", "frage", "fragen", "kundenfrage",
    "frage des kunden", "häufige frage", "kundenanfrage", "anfrage", "anliegen",
    "question du client", "question client", "question fréquente", "message du client",
    "demande du client", "demande", "pergunta", "perguntas", "pergunta frequente",
    "pergunta do cliente", "mensagem do cliente", "dúvida", "duvida", "input", "subject", "title",
    "text", "asunto", "betreff", "objet", "sujet", "assunto", "título", "titel", "titre",
)  # fmt: skip
ANSWER = (
    "answer", "answers", "completion", "response", "reply", "a", "output", "assistant",
    "agent reply", "agent response", "our answer", "our reply", "resolution", "solution",
    "reference", "expected answer", "staff reply", "public reply", "agent answer", "first reply",
    "last reply", "respuesta", "respuestas", "nuestra respuesta", "contestación", "solución",
    "solucion", "antwort", "antworten", "unsere antwort", "lösung", "loesung", "réponse",
    "réponses", "reponse", "reponses", "notre réponse", "resposta", "respostas", "nossa resposta",
    "solução", "solucao",
)  # fmt: skip
CONVERSATION = (
    "conversation id", "conversation", "thread id", "thread", "ticket id", "ticket", "ticket no",
    "ticket number", "case id", "case", "dialogue id", "session id", "vorgang", "vorgangsnummer",
    "ticketnummer", "número de ticket", "numéro de ticket", "número do chamado",
)  # fmt: skip

SYMPTOM = (
    "symptom", "symptoms", "complaint", "customer complaint", "reported problem", "fault",
    "problem", "issue", "problem description", "reported fault",
)  # fmt: skip
CAUSE = ("cause", "root cause", "diagnosis", "likely cause", "cause found", "finding", "findings")
FIX = (
    "fix", "repair", "resolution", "solution", "action", "action taken", "correction",
    "work done", "work performed", "remedy",
)  # fmt: skip
UNIT = ("unit", "equipment", "machine", "model", "appliance", "vehicle")
BODY = (
    "body", "message", "description", "text", "content", "customer message", "details",
    "ticket body", "ticket description", "mensaje", "cuerpo", "descripción", "nachricht",
    "beschreibung", "corps", "mensagem", "corpo", "descrição",
)  # fmt: skip
CODE = ("code", "error code", "fault code", "trouble code", "dtc", "alarm", "alarm code")
MEANING = ("meaning", "description", "definition", "explanation", "text", "message")
NAME = (
    "name", "item", "item name", "product", "product name", "service", "treatment", "procedure",
    "dish", "title", "model", "part", "part name", "field", "task", "producto", "artículo",
    "servicio", "nombre", "artikel", "produkt", "bezeichnung", "leistung", "produit", "article",
    "prestation", "désignation", "nom", "produto", "artigo", "serviço", "nome",
)  # fmt: skip
NO_NAME = (
    "file", "filename", "file name", "path", "url", "link", "hash", "uuid", "email", "e mail",
    "date", "time", "timestamp", "created", "text",
)  # fmt: skip
WHOLE_TEXT = (
    "text", "user input", "userinput", "utterance", "dialogue", "dialog", "transcript", "article",
    "document", "ocr", "ocr text", "chq", "passage", "note", "original", "original text",
)  # fmt: skip
SUMMARY = ("summary", "tl dr", "tldr", "reference summary", "abstract", "short", "headline")
_TITLES = (
    "subject", "title", "asunto", "betreff", "objet", "sujet", "assunto", "título", "titel",
    "titre",
)  # fmt: skip
_MAX_CODE_COLUMNS = 4
_MAX_NAME_WORDS = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions in the header, 0-based; None where there is no such column.

    Args:
        question: the customer's words, or a ticket's subject.
        answer: what the firm wrote.
        conversation: what ties rows together.
        detail: the rest of the question: a ticket's body, Alpaca's `input`.
    """

    question: int
    answer: int
    conversation: int | None
    detail: int | None = None


@lru_cache(maxsize=1024)
def normal(name: str) -> str:
    """A column's name in lower case, with single spaces for every other sign."""
    return re.sub(r"[\W_]+", " ", unicodedata.normalize("NFC", name)).strip().lower()


def find_columns(header: Sequence[str]) -> Columns | None:
    """The columns of a table of questions and answers, or None if it is not one."""
    names = [normal(cell) for cell in header]
    question, answer = _first(names, QUESTION), _first(names, ANSWER)
    if question is None or answer is None:
        return None
    detail = None
    if names[question] in _TITLES:
        detail = _first(names, BODY)
    elif names[question] == "instruction":
        detail = _first(names, ("input", "context"))
    return Columns(question, answer, _first(names, CONVERSATION), detail)


def work_order_columns(header: Sequence[str]) -> dict[str, int] | None:
    """Where symptom, cause, fix and unit stand; None without a symptom and one of the two."""
    names = [normal(cell) for cell in header]
    wanted = {"symptom": SYMPTOM, "cause": CAUSE, "fix": FIX, "unit": UNIT}
    found = {key: _first(names, words) for key, words in wanted.items()}
    placed = {key: at for key, at in found.items() if at is not None}
    return placed if "symptom" in placed and {"cause", "fix"} & placed.keys() else None


def ticket_columns(header: Sequence[str]) -> tuple[int, int, int] | None:
    """Where subject, body and reply stand; None unless all three do."""
    names = [normal(cell) for cell in header]
    subject, body, reply = _first(names, ("subject",)), _first(names, BODY), _first(names, ANSWER)
    return None if subject is None or body is None or reply is None else (subject, body, reply)


def code_columns(header: Sequence[str]) -> tuple[int, int] | None:
    """Where the code and its meaning stand, in a table of little else."""
    names = [normal(cell) for cell in header]
    code, meaning = _first(names, CODE), _first(names, MEANING)
    few = sum(1 for name in names if name) <= _MAX_CODE_COLUMNS
    return (code, meaning) if few and code is not None and meaning is not None else None


def kind_of_table(header: Sequence[str]) -> str:
    """What a table is: "work_orders", "tickets", "pairs", "summaries", "codes", "rows", or
    "unclear".

    It is unclear where a column is nearly called question or answer.
    """
    work = work_order_columns(header)
    if work is not None and ("cause" in work or find_columns(header) is None):
        return "work_orders"
    if ticket_columns(header) is not None:
        return "tickets"
    if find_columns(header) is not None:
        return "pairs"
    if near_miss(header):
        return "unclear"
    names = {normal(cell) for cell in header}
    if names.intersection(SUMMARY) and names.intersection(WHOLE_TEXT):
        return "summaries"
    return "codes" if code_columns(header) is not None else "rows"


def name_column(header: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """The column that names each row: by its own name, else the first of distinct words."""
    named = _first([normal(cell) for cell in header], NAME)
    if named is not None:
        return named
    for at in range(len(header)):
        if normal(header[at]) in NO_NAME:
            continue
        cells = [row[at] for row in rows if row[at]]
        wordy = sum(any(c.isalpha() for c in cell) for cell in cells)
        if any(len(cell.split()) > _MAX_NAME_WORDS for cell in cells):
            continue
        if cells and len(set(cells)) == len(cells) == wordy == len(rows):
            return at
    return None


def near_miss(header: Sequence[str]) -> str:
    """A hint which column to rename, or an empty text."""
    for cell in header:
        for wanted in ("question", "answer", "prompt", "response"):
            name = normal(cell)
            if name != wanted and difflib.SequenceMatcher(None, name, wanted).ratio() > 0.75:
                return f" Did you mean '{wanted}' where it says '{cell}'?"
    return ""


def _first(names: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
