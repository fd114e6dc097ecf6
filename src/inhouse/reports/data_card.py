"""The data card: a dataset version before and after, as a page and as Markdown."""

from __future__ import annotations

from inhouse.records import DataCard
from inhouse.reports.pages import pages
from inhouse.reports.wording import an

__all__ = ["data_card_html", "data_card_markdown"]


def data_card_html(card: DataCard) -> str:
    """The page: nothing is fetched, no script, the firm's words escaped."""
    environment = pages()
    rows = _rows(card)
    return environment.get_template("data_card.html").render(
        card=card, rows=rows, said=_chosen(card)
    )


def data_card_markdown(card: DataCard) -> str:
    """The same for a repository or a mail."""
    lines = [
        f"# {card.title}: the data, before and after",
        "",
        f"{card.created}, version {card.dataset}",
    ]
    lines += [f"The version before it is kept: {card.previous}."] if card.previous else []
    lines += ["", "| | before | after |", "|---|---|---|"]
    lines += [f"| {name} | {before} | {after} |" for name, before, after in _rows(card)]
    parts = ", ".join(f"{name} {n}" for name, n in card.parts.items())
    lines += ["", f"Split: {parts}.", "", "## Done", ""]
    lines += [f"- {f.check.replace('_', ' ')}: {_plain(f.evidence)}" for f in card.automatic]
    lines += [] if card.automatic else ["Nothing had to be done."]
    lines += ["", "## Left to decide", ""]
    lines += [
        f"- {f.severity}, {f.check.replace('_', ' ')}: {_plain(f.evidence)} {f.fix}"
        for f in card.open
    ]
    lines += [] if card.open else ["Nothing."]
    decided = ", ".join(f"{choice} {n}" for choice, n in card.decided.items())
    lines += ["", f"Decided by people: {decided or 'nothing yet'}."]
    chosen = _chosen(card)
    lines += ["", "## Chosen", "", *chosen] if chosen else []
    return "\n".join(lines) + "\n"


def _rows(card: DataCard) -> list[tuple[str, str, str]]:
    words = card.wording
    names = {
        "n_examples": "examples",
        "n_documents": "documents they come from",
        "n_files": "files",
        "question_words_median": f"words in the middle {words.question}",
        "answer_words_median": f"words in the middle {words.answer}",
        "answer_words_p95": f"words in {an(words.answer)}, 95 of 100 have fewer",
        "n_with_private_words": "examples with private words that were found",
    }
    return [
        (name, _number(getattr(card.before, key)), _number(getattr(card.after, key)))
        for key, name in names.items()
    ]


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:,.0f}"


def _chosen(card: DataCard) -> list[str]:
    if not card.control:
        return []
    return [
        f"The training examples were chosen by {card.method}.",
        f"A random subset of the same size is kept as version {card.control}. Whether choosing"
        " helped is not known before a model is trained on each and both answer the same held-out"
        f" {card.wording.questions}.",
    ]


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
