"""reStructuredText, with the directives and roles of Sphinx or anyone else."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from inhouse.records import Source, Spec
from inhouse.sources.decoding import read_text
from inhouse.sources.draft import Draft
from inhouse.sources.grids import with_tables
from inhouse.sources.reader import Faults, FileContents

__all__ = ["ReStructuredText"]

_DIRECTIVE = re.compile(r"^\s*\.\. (?:\|[^|\n]+\| )?([\w:.+-]+)::", re.MULTILINE)
_ROLE = re.compile(r":([a-zA-Z][\w:.+-]*):`")
_TARGET = re.compile(r"\s*<[^<>]*>\s*$")
_CODE = ("code-block", "sourcecode", "highlight", "prompt", "parsed-literal")
_LISTS = (
    "toctree",
    "include",
    "literalinclude",
    "index",
    "only",
    "tabularcolumns",
    "currentmodule",
)
_ERROR = 3


class ReStructuredText:
    """Reads what docutils reads; files that it includes are not followed."""

    spec = Spec("restructured_text", "1", {})
    suffixes = (".rst", ".rest")

    def read(self, path: Path, relative: str) -> FileContents:
        """The page as one document, with its tables."""
        from docutils.core import publish_doctree

        faults = Faults()
        text = read_text(path, relative, faults)
        _know(text)
        settings = {
            "report_level": 5,
            "halt_level": 6,
            "file_insertion_enabled": False,
            "raw_enabled": False,
            "_disable_config": True,
            "doctitle_xform": False,
            "docinfo_xform": False,
            "smart_quotes": False,
            "input_encoding": "unicode",
        }
        tree = publish_doctree(text, settings_overrides=settings)
        writer = _Writer()
        writer.blocks(tree, 0)
        if not writer.draft.text:
            faults.add(
                "empty_file",
                "info",
                Source(relative),
                "expected text, found none",
                fix="Delete it, or fill it in.",
            )
            return FileContents(findings=faults.findings())
        document = writer.draft.document(Source(relative), Path(relative).stem)
        return replace(with_tables(document), findings=faults.findings())


def _know(text: str) -> None:
    """Makes docutils take every directive and role in the text, its own or not."""
    from docutils import nodes
    from docutils.parsers.rst import directives, languages, roles
    from docutils.utils import new_document

    language = languages.get_language("en", None)
    document = new_document("")
    document.reporter.report_level = 5
    for name in {*_DIRECTIVE.findall(text)} | {"figure-md"}:
        if directives.directive(name.lower(), language, document)[0] is None:
            directives.register_directive(name.lower(), _any_directive())
    for name in {*_ROLE.findall(text)}:
        if roles.role(name.lower(), language, 0, document.reporter)[0] is None:
            roles.register_local_role(
                name.lower(),
                lambda _n, _raw, words, *_a, **_k: ([nodes.inline(words, _shown(words))], []),
            )


def _shown(words: str) -> str:
    """What a person sees of a role: the text of `text <target>`, else the target itself."""
    bare = _TARGET.sub("", words)
    return (bare or words).lstrip("~!")


@cache
def _any_directive() -> type[Any]:
    """A directive that keeps its words and reads its content as text."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives

    class AnyOption(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            return directives.unchanged

        def __bool__(self) -> bool:
            return True

    class AnyDirective(Directive):  # type: ignore[misc]  # has no types
        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = AnyOption()

        def run(self) -> list[Any]:
            text = "\n".join(self.content)
            if self.name in _CODE:
                return [nodes.literal_block(text, text)]
            box = nodes.container()
            if self.name in _LISTS:
                caption = self.options.get("caption", "")
                return [nodes.paragraph(caption, caption)] if caption else [box]
            if self.arguments:
                box += nodes.paragraph("", self.arguments[0])
            self.state.nested_parse(self.content, self.content_offset, box)
            return [box]

    return AnyDirective


class _Writer:
    """Writes the tree of docutils as a draft."""

    def __init__(self) -> None:
        self.draft = Draft()

    def blocks(self, node: Any, level: int) -> None:
        """The blocks of a node, one by one."""
        for child in node.children:
            name = child.tagname
            if name == "section":
                self.blocks(child, level + 1)
            elif name in ("title", "rubric", "subtitle"):
                self.draft.heading(max(level, 1), _words(child))
            elif name in ("bullet_list", "enumerated_list"):
                self._list(child, level, 0)
            elif name == "definition_list_item":
                self._definition(child, level)
            elif name in ("literal_block", "doctest_block", "math_block"):
                self.draft.code(child.astext())
            elif name == "table":
                self._table(child)
            elif name in ("field", "option_list_item"):
                parts = [_words(part) for part in child.children]
                self.draft.paragraph(": ".join(part for part in parts if part))
            elif name in ("paragraph", "line", "attribution", "term", "caption"):
                self.draft.paragraph(_words(child))
            elif name == "system_message":
                self._message(child)
            elif name not in (
                "comment",
                "substitution_definition",
                "target",
                "topic",
                "pending",
            ) or (name == "topic" and "contents" not in child["classes"]):
                self.blocks(child, level)

    def _message(self, node: Any) -> None:
        """Where docutils gave up, the words it gave up on."""
        if node.get("level", 0) >= _ERROR:
            for block in node.children:
                if block.tagname == "literal_block":
                    self.draft.paragraph(block.astext())

    def _list(self, node: Any, level: int, depth: int) -> None:
        number = int(node.get("start", 1)) if node.tagname == "enumerated_list" else None
        for item in node.children:
            first = True
            for part in item.children:
                if part.tagname in ("bullet_list", "enumerated_list"):
                    self._list(part, level, depth + 1)
                elif part.tagname == "paragraph" and first:
                    self.draft.point(_words(part), depth=depth, number=number)
                    first = False
                elif part.tagname == "paragraph":
                    self.draft.paragraph(_words(part))
                else:
                    self.blocks(_Only(part), level)
            number = None if number is None else number + 1

    def _definition(self, node: Any, level: int) -> None:
        term = " ".join(_words(c) for c in node.children if c.tagname in ("term", "classifier"))
        if term.endswith("?"):
            self.draft.heading(level + 1, term)
        else:
            self.draft.paragraph(term)
        for part in node.children:
            if part.tagname == "definition":
                self.blocks(part, level)

    def _table(self, node: Any) -> None:
        titles = [c for c in node.children if c.tagname == "title"]
        for title in titles:
            self.draft.paragraph(_words(title))
        rows = [
            [" ".join(_words(part) for part in entry.children) for entry in row.children]
            for row in node.findall(lambda n: n.tagname == "row")
        ]
        head = next(iter(node.findall(lambda n: n.tagname == "thead")), None)
        self.draft.table(rows, header=head is not None)


class _Only:
    """One node as the only child of another."""

    def __init__(self, node: Any) -> None:
        self.children = [node]


def _words(node: Any) -> str:
    """The words of a node, links with their address."""
    if node.tagname == "reference" and str(node.get("refuri", "")).startswith("http"):
        words, to = str(node.astext()), node["refuri"]
        return words if to.rstrip("/") in words else f"[{words}]({to})"
    if node.tagname in ("#text", "Text") or not node.children:
        return str(node.astext())
    if node.tagname in ("literal",):
        return f"`{node.astext()}`"
    between = "" if node.tagname not in ("field_body", "description", "option_group") else " "
    return between.join(_words(child) for child in node.children)
