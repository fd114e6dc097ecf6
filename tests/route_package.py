"""A package with a task of its own: a message goes to one of the firm's departments.

It has no prompt and no language model. Everything it brings stands in this file.
"""

import collections
import math
from dataclasses import dataclass

from inhouse.contenders import Answered, ContenderKind, Ingredients, say
from inhouse.records import ContenderFacts, MetricWording, Spec, TaskFacts, TaskWording

LABELS = ("billing", "repairs", "visits")


class ExactMatch:
    """Whether the label is the firm's own."""

    def __init__(self, tools):
        self.spec = Spec("exact_match", "1", {})

    def score(self, items):
        return [None if i.answer is None else float(i.answer == i.reference) for i in items]


class Route:
    """A message goes to one of the firm's departments."""

    facts = TaskFacts(
        name="route",
        scorers=("exact_match",),
        contenders=("majority_label", "nearest_message", "word_counts"),
        wording=TaskWording(
            question="message",
            questions="messages",
            answer="label",
            answers="labels",
            metrics=(MetricWording("exact_match", "Right", "share of messages labelled right"),),
            wanting="Label more messages",
            more="label more messages",
            caveats="A message that fits two departments counts as wrong in one.",
        ),
    )

    def __init__(self):
        self.spec = Spec("route", "1", {})

    def uses(self, example):
        return example.answer in LABELS

    def system_prompts(self, firm, titles):
        return ("",)

    def conversation(self, prompt, context):
        return prompt


def known(own):
    return [chunk for chunk in own.knowledge.chunks if chunk.question]


@dataclass(frozen=True)
class MajorityLabel:
    own: Ingredients
    spec = Spec("majority_label", "1", {})

    def answer(self, request):
        (label, _), *_ = collections.Counter(c.text for c in known(self.own)).most_common()
        return say(Answered(label))


@dataclass(frozen=True)
class NearestMessage:
    own: Ingredients
    spec = Spec("nearest_message", "1", {})

    def answer(self, request):
        found = self.own.knowledge.search(request.question, 1, known_questions=True)
        return say(Answered(found[0].text, found, "quoted"))


class WordCounts:
    """Naive Bayes: its weights are counted in the firm's own messages."""

    spec = Spec("word_counts", "1", {})

    def __init__(self, own):
        self.counts = {label: collections.Counter() for label in LABELS}
        for chunk in known(own):
            self.counts[chunk.text].update(chunk.question.lower().split())

    def answer(self, request):
        words = request.question.lower().split()

        def log_likelihood(label):
            counted = self.counts[label]
            return sum(math.log((counted[w] + 1) / (counted.total() + 1000)) for w in words)

        return say(Answered(max(LABELS, key=log_likelihood)))


def kind(name, build, upkeep, **more):
    words = name.replace("_", " ")
    return ContenderKind(
        ContenderFacts(name, words.capitalize(), f"the {words}", "", upkeep, **more), build
    )


PACKAGE = {
    "inhouse.tasks": {"route": Route},
    "inhouse.scorers": {"exact_match": ExactMatch},
    "inhouse.contenders": {
        "majority_label": kind("majority_label", MajorityLabel, 1, needs=("knowledge",)),
        "nearest_message": kind("nearest_message", NearestMessage, 2, needs=("knowledge",)),
        "word_counts": kind("word_counts", WordCounts, 3, needs=("knowledge",), fine_tuned=True),
    },
}
