"""What a firm knows, for looking up: passages of its files, and its known questions' answers."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from inhouse.records import Chunk, Document, Example, content_id

__all__ = ["Index", "TextEmbedder", "chunks_of", "known_questions"]

_WORDS_WEIGHT = 0.15
"""Of exact words beside meaning; see `docs/notebook.md`, 2026-12-01."""
_HEADING = re.compile(r"^(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
_SENTENCE_END = re.compile(
    r"(?<![A-Z])(?<!\b[DMSN]r)(?<!\bMrs)(?<!\b[Nn]o)(?<!\bSt)[.!?]['\")\]]*\s+(?=[^a-z\s])"
)
_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", re.DOTALL)


class TextEmbedder(Protocol):
    """Gives texts vectors."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1."""
        ...


def known_questions(examples: Iterable[Example]) -> tuple[Chunk, ...]:
    """The examples as known questions with their answers."""
    return tuple(_known(example) for example in examples if example.question.strip())


def _known(example: Example) -> Chunk:
    start, end = example.source.span or (0, 0)
    place = content_id("known question", example.id)
    return Chunk(place, example.document_id, example.answer, start, end, example.question)


def chunks_of(documents: Sequence[Document], *, words: int) -> tuple[Chunk, ...]:
    """Pieces of at most `words` words, cut at headings and blank lines where that is possible."""
    return tuple(chunk for document in documents for chunk in _pieces(document, words))


def _pieces(document: Document, words: int) -> Iterator[Chunk]:
    headings: list[tuple[int, str]] = []
    for section in _sections(document.text):
        heading = _HEADING.match(document.text, section.start, section.end)
        if heading is not None:
            level = len(heading[1])
            headings = [*((n, title) for n, title in headings if n < level), (level, heading[2])]
        path = tuple(title.strip() for _, title in headings)
        for start, end in _spans(document.text, section, words):
            place = content_id(document.id, str(start), str(end))
            text = document.text[start:end]
            yield Chunk(place, document.id, text, start, end, section=path)


class _Section(NamedTuple):
    """From a heading, or the beginning, to the next heading."""

    start: int
    end: int


def _sections(text: str) -> list[_Section]:
    cuts = [0, *(found.start() for found in _HEADING.finditer(text) if found.start()), len(text)]
    return [_Section(start, end) for start, end in itertools.pairwise(cuts)]


def _spans(text: str, section: _Section, words: int) -> list[tuple[int, int]]:
    """Sentences and paragraphs joined up to the limit; a heading stays with what follows it."""
    spans: list[tuple[int, int]] = []
    count = 0
    for start, end in _sentences(text, section, words):
        size = len(text[start:end].split())
        if spans and (count + size <= words or _HEADING.fullmatch(text, *spans[-1])):
            spans[-1] = (spans[-1][0], end)
            count += size
        else:
            spans.append((start, end))
            count = size
        if _HEADING.fullmatch(text, *spans[-1]):
            count = 0
    return spans


def _sentences(text: str, section: _Section, words: int) -> Iterator[tuple[int, int]]:
    """Places of the sentences; a paragraph that fits is left whole, a long sentence is cut."""
    for block in _PARAGRAPH.finditer(text, section.start, section.end):
        whole = len(block.group().split()) <= words
        parts = [block.span()] if whole else _parts(text, *block.span())
        for start, end in parts:
            tokens = list(re.finditer(r"\S+", text[start:end]))
            for first in range(0, len(tokens), words):
                part = tokens[first : first + words]
                yield start + part[0].start(), start + part[-1].end()


def _parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    ends = [m.end() for m in _SENTENCE_END.finditer(text, start, end)]
    return [(a, b) for a, b in itertools.pairwise((start, *ends, end)) if text[a:b].strip()]


class Index:
    """Hybrid search: embeddings for meaning, BM25 for exact words and codes.

    The cosine and the BM25 score are added, the latter in units of what a word is worth that
    stands in one chunk alone, with a small weight. Joining ranks (reciprocal rank fusion) would
    let a chance word in common count as much as the meaning. A known question is found by its own
    words and by those of its answer.

    Args:
        chunks: passages and known questions.
        embedder: gives the vectors.
        vectors: (n, width) float32 of the chunks when they are known already, or None.
    """

    def __init__(
        self,
        chunks: Sequence[Chunk],
        embedder: TextEmbedder,
        vectors: NDArray[np.float32] | None = None,
    ) -> None:
        self._chunks = tuple(chunks)
        self._embedder = embedder
        self._known = np.array([bool(chunk.question) for chunk in self._chunks], dtype=bool)
        self.vectors = np.zeros((0, 0), dtype=np.float32)
        if not self._chunks:
            return
        import bm25s

        texts = [_searched(chunk) for chunk in self._chunks]
        self.vectors = embedder.embed(texts) if vectors is None else vectors
        self._words = bm25s.BM25()
        tokens = bm25s.tokenize(texts, stopwords="en", show_progress=False)
        self._words.index(tokens, show_progress=False)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """Everything that can be found."""
        return self._chunks

    def __len__(self) -> int:
        return len(self._chunks)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, width) float32 rows of length 1, by the model that finds things here."""
        return self._embedder.embed(texts)

    def search(self, question: str, n: int, *, known_questions: bool = False) -> tuple[Chunk, ...]:
        """The best `n`, the best first; fewer when there are fewer.

        Args:
            question: what was asked.
            n: how many.
            known_questions: only known questions with their answers, no passages.
        """
        if not self._chunks or not question.strip():
            return ()
        order = np.argsort(-self._scores(question), kind="stable")
        found = (int(i) for i in order if self._known[i] or not known_questions)
        return tuple(self._chunks[i] for i in itertools.islice(found, n))

    def _scores(self, question: str) -> NDArray[np.float32]:
        """(n,) of every chunk, higher is nearer."""
        import bm25s

        meaning: NDArray[np.float32] = self.vectors @ self._embedder.embed([question])[0]
        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False, return_ids=False)
        if not tokens[0]:
            return meaning
        rarest = math.log(1 + len(self._chunks) / 1.5)
        words: NDArray[np.float32] = self._words.get_scores(tokens[0])
        return meaning + np.float32(_WORDS_WEIGHT / rarest) * words


def _searched(chunk: Chunk) -> str:
    """The words a chunk is found by: a passage in the middle of a section has its headings too."""
    missing = [title for title in chunk.section if title not in chunk.text]
    return "\n".join((*missing, *([chunk.question] if chunk.question else []), chunk.text))
