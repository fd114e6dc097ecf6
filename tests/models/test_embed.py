"""The embedding model: alike texts are closer than unlike ones."""

import numpy as np
import pytest

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("two_threads")]


@pytest.fixture(scope="module")
def embedder():
    from inhouse.models import local_folder
    from inhouse.models.embed import load_embedder

    folder = local_folder("all-minilm-l6-v2")
    if folder is None:
        pytest.skip("the embedding model is not in the cache: inhouse models fetch")
    return load_embedder(folder)


def test_sentences_that_mean_the_same_are_closer_than_others(embedder):
    said, same, other = embedder.embed(
        ["Do you treat children?", "Can I bring my kids to be treated?", "The invoice is overdue."]
    )
    assert said @ same > 0.5 > said @ other


def test_vectors_have_length_one_and_come_in_the_order_of_the_texts(embedder):
    texts = ["A short one.", "A much longer sentence about parking behind the building.", "Hi", ""]
    together = embedder.embed(texts)
    alone = np.stack([embedder.embed([text])[0] for text in texts])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-5)
    assert embedder.embed([]).shape == (0, together.shape[1])
