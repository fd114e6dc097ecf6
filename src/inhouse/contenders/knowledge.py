"""What a firm knows, for looking up: passages of its files, and its known questions' answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from inhouse.records import Chunk, Document, Example, content_id

__all__ = ["Index", "TextEmbedder", "chunks_of", "known_questions"]

_RANK_OFFSET = 60


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
    """Pieces of at most `words` words, cut at blank lines where that is possible."""
    found: list[Chunk] = []
    for document in documents:
        for start, end in _spans(document.text, words):
            text = document.text[start:end]
            chunk_id = content_id(document.id, str(start), str(end))
            found.append(Chunk(chunk_id, document.id, text, start, end))
    return tuple(found)


def _spans(text: str, words: int) -> list[tuple[int, int]]:
    """Paragraphs joined up to the limit; a paragraph over it is cut between words."""
    spans: list[tuple[int, int]] = []
    count = 0
    for start, end in _paragraphs(text, words):
        size = len(text[start:end].split())
        if spans and count + size <= words:
            spans[-1] = (spans[-1][0], end)
            count += size
        else:
            spans.append((start, end))
            count = size
    return spans


def _paragraphs(text: str, words: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for block in re.finditer(r"\S(?:.*?\S)??(?=\s*\n\s*\n|\s*\Z)", text, re.DOTALL):
        tokens = list(re.finditer(r"\S+", block.group()))
        for first in range(0, len(tokens), words):
            part = tokens[first : first + words]
            found.append((block.start() + part[0].start(), block.start() + part[-1].end()))
    return found


class Index:
    """Hybrid search: BM25 for exact words and codes, embeddings for meaning.

    The two rankings are joined by reciprocal rank fusion, which needs no scale shared by both.
    Source: Cormack et al. 2009, "Reciprocal Rank Fusion", k = 60. A known question is found by
    its own words and by those of its answer.

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

    def search(self, question: str, n: int, *, known_questions: bool = False) -> tuple[Chunk, ...]:
        """The best `n`, the best first; fewer when there are fewer.

        Args:
            question: what was asked.
            n: how many.
            known_questions: only known questions with their answers, no passages.
        """
        if not self._chunks or not question.strip():
            return ()
        fused = np.zeros(len(self._chunks))
        for ranking in (self._by_meaning(question), self._by_words(question)):
            kept = [row for row in ranking if self._known[row] or not known_questions]
            for rank, row in enumerate(kept):
                fused[row] += 1 / (_RANK_OFFSET + rank)
        best = sorted(range(len(fused)), key=lambda i: (-fused[i], i))
        return tuple(self._chunks[i] for i in best[:n] if fused[i] > 0)

    def _by_meaning(self, question: str) -> list[int]:
        alike = self.vectors @ self._embedder.embed([question])[0]
        return [int(i) for i in np.argsort(-alike, kind="stable")]

    def _by_words(self, question: str) -> list[int]:
        import bm25s

        tokens = bm25s.tokenize([question], stopwords="en", show_progress=False, return_ids=False)
        if not tokens[0]:
            return []
        scores = self._words.get_scores(tokens[0])
        ranked = np.argsort(-scores, kind="stable")
        return [int(i) for i in ranked if scores[i] > 0]


def _searched(chunk: Chunk) -> str:
    return f"{chunk.question}\n{chunk.text}" if chunk.question else chunk.text
