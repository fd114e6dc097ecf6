"""A fake embedder."""

import numpy as np


class Letters:
    """A fake embedder: letters counted."""

    def embed(self, texts):
        rows = np.zeros((len(texts), 26), dtype=np.float32)
        for i, text in enumerate(texts):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    rows[i, ord(letter) - 97] += 1
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)

    def count_tokens(self, texts):
        return sum(len(text.split()) for text in texts)
