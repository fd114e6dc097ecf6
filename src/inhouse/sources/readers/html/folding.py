"""What a page hides: for good, or until somebody opens it with a button, a tab or a heading."""

from __future__ import annotations

import re
from typing import Any

__all__ = ["Folding", "asked_words"]

_HIDING = re.compile(r"display:none|visibility:(?:hidden|collapse)|content-visibility:hidden")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SIMPLE = re.compile(r"^[a-z0-9]*(?:[.#][\w-]+)+$", re.IGNORECASE)
# Attributes of whatever opens that name what it opens.
_OPENS = (
    "aria-controls", "data-target", "data-bs-target", "data-toggle-target", "data-controls",
    "popovertarget", "commandfor", "data-accordion-target", "data-tabs-target", "href", "for",
)  # fmt: skip
_STATES = ("aria-expanded", "aria-selected")
_FOLDS = re.compile(
    r"accordion|collaps|expand|toggle|fold|faq|answer|antwort|panel|tab-?pane|tab-?content|tabpanel"
    r"|reveal|spoiler|read-?more|drawer",
    re.IGNORECASE,
)
_OPENING_TAGS = {"button", "summary", "label", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
_MENUS = {"menu", "menubar", "navigation", "listbox", "tooltip"}
_ICONS = re.compile(r"[\s+\-–−×✕▾▼▸▶⌄⌃›»↓→]+$")
_MOST_LINKS = 0.8
_LEVELS = 4
_WORDS_SHOWN = 8


class Folding:
    """Knows which elements of a page a person sees, at once or by a click.

    Args:
        root: the page's element tree.
    """

    def __init__(self, root: Any) -> None:
        elements = [e for e in root.iter() if isinstance(e.tag, str)]
        self._concealing = _selectors(root)
        self._ids = {e.get("id"): e for e in elements if e.get("id")}
        self._clicks = [e for e in elements if e.get("onclick")]
        self._openers: dict[Any, Any] = {}
        self._verdicts: dict[Any, str] = {}
        self._hiding: dict[Any, bool] = {}
        self.hidden: list[str] = []
        for element in elements:
            self._note(element)
        for element in elements:
            self._verdict(element)
        self._deferred = {
            opener: panel
            for panel, opener in self._openers.items()
            if (_asks(opener) or opener.get("role") == "tab") and not _leads_to(opener, panel)
        }
        self._opening = set(self._openers.values()) - self._deferred.keys()

    def is_unseen(self, element: Any) -> bool:
        """Whether a person never sees it; its first words are kept to be named."""
        return self._verdict(element) == "unseen"

    def is_menu(self, element: Any) -> bool:
        """Whether it is folded away and only links."""
        return self._verdict(element) == "menu"

    def opens(self, element: Any) -> bool:
        """Whether a click on it opens something that is written right after it."""
        return element in self._opening

    def answers(self, element: Any) -> bool:
        """Whether it is what a question or a tab opens, so that nothing after it belongs to it."""
        own = element.find("summary") if element.tag == "details" else None
        opener = own if own is not None else self._openers.get(element)
        return opener is not None and (_asks(opener) or opener in self._deferred)

    def is_deferred(self, element: Any) -> bool:
        """Whether it opens something that stands elsewhere: it is written there, as a heading."""
        return element in self._deferred

    def deferred_to(self, panel: Any) -> Any:
        """What opens the panel from elsewhere; None for most."""
        opener = self._openers.get(panel)
        return opener if opener in self._deferred else None

    def _note(self, opener: Any) -> None:
        for name in _OPENS:
            for target in (opener.get(name) or "").split():
                panel = self._ids.get(target.removeprefix("#"))
                if panel is not None and self._may_open(opener, panel, name):
                    self._openers.setdefault(panel, opener)
        labels = (opener.get("aria-labelledby") or "").split()
        if opener.get("role") in ("tabpanel", "region") and labels:
            label = self._ids.get(labels[0])
            if label is not None:
                self._openers.setdefault(opener, label)

    def _may_open(self, opener: Any, panel: Any, name: str) -> bool:
        if panel is opener or panel in opener.iterancestors():
            return False
        if name in ("href", "for"):  # most links only lead to what is seen anyway
            return self._hides(panel)
        return True

    def _verdict(self, element: Any) -> str:
        """ "seen", "menu" or "unseen"."""
        known = self._verdicts.get(element)
        if known is not None:
            return known
        if not self._hides(element):
            self._verdicts[element] = "seen"
            return "seen"
        self._verdicts[element] = "unseen"  # what only opens itself stays so
        if self._is_opened(element):
            self._verdicts[element] = "menu" if _is_menu(element) else "seen"
        elif element.tag not in ("template", "dialog") and not self._is_in_hidden(element):
            words = element.text_content().split()
            if words:
                self.hidden.append(" ".join(words[:_WORDS_SHOWN]))
        return self._verdicts[element]

    def _hides(self, element: Any) -> bool:
        known = self._hiding.get(element)
        if known is None:
            style = (element.get("style") or "").replace(" ", "").lower()
            known = self._hiding[element] = (
                element.get("hidden") is not None
                or element.tag == "template"
                or (element.tag == "dialog" and element.get("open") is None)
                or element.get("popover") is not None
                or bool(_HIDING.search(style))
                or any(_fits(element, selector) for selector in self._concealing)
            )
        return known

    def _is_opened(self, element: Any) -> bool:
        """Whether something that is seen itself opens it."""
        opener = self._openers.get(element)
        if opener is not None:
            return self._is_seen(opener)
        name = element.get("id") or ""
        named = re.compile(rf"['\"]#?{re.escape(name)}['\"]")
        clicked = (c for c in self._clicks if name and named.search(c.get("onclick")))
        opener = next((click for click in clicked if self._is_seen(click)), None)
        if opener is None:
            before = element.getprevious()
            folds = bool(_FOLDS.search(f"{element.get('class') or ''} {name}"))
            looks = before is not None and (
                _is_opener(before) or (folds and _may_be_opener(before))
            )
            if looks and not self._opens_another(before):
                opener = before if self._is_seen(before) else None
        if opener is not None:
            self._openers[element] = opener
        return opener is not None

    def _opens_another(self, opener: Any) -> bool:
        """Whether it names something else of the page, which is then what it opens."""
        inside = [opener, *opener.iterdescendants()]
        named = {t.removeprefix("#") for one in inside for name in _OPENS[:-2]
                 for t in (one.get(name) or "").split()}  # fmt: skip
        clicked = " ".join(one.get("onclick") or "" for one in inside)
        named |= {*re.findall(r"['\"]#?([\w-]+)['\"]", clicked)}
        return bool(named & self._ids.keys())

    def _is_seen(self, element: Any) -> bool:
        return self._verdict(element) != "unseen" and not self._is_in_hidden(element)

    def _is_in_hidden(self, element: Any) -> bool:
        return any(self._verdict(above) == "unseen" for above in element.iterancestors())


def asked_words(words: str) -> str:
    """A button's words without the sign that says it opens something."""
    bare = _ICONS.sub("", words)
    return bare if bare.endswith("?") else words


def _asks(opener: Any) -> bool:
    return asked_words(" ".join(opener.text_content().split())).endswith("?")


def _is_opener(element: Any) -> bool:
    """Whether it looks like something to click at to see what comes next."""
    inner = [element, *element.iterdescendants()]
    return any(
        isinstance(one.tag, str)
        and (
            one.tag in ("button", "summary", "label")
            or any(one.get(state) is not None for state in _STATES)
            or one.get("role") in ("button", "tab")
            or one.get("onclick") is not None
            or (one.tag == "a" and (one.get("href") or "").startswith("#"))
            or (one.tag == "input" and one.get("type") in ("checkbox", "radio"))
        )
        for one in inner
    )


def _may_be_opener(element: Any) -> bool:
    """Whether a script may have made it one: a heading, or a line that asks."""
    return element.tag in _OPENING_TAGS or _asks(element)


def _leads_to(opener: Any, panel: Any) -> bool:
    """Whether the panel is what is written next after the opener."""
    at = opener
    for _ in range(_LEVELS):
        after = next((e for e in at.itersiblings() if isinstance(e.tag, str)), None)
        if after is not None:
            return after is panel or panel in after.iterdescendants()
        at = at.getparent()
        if at is None:
            return False
    return False


def _is_menu(element: Any) -> bool:
    if element.tag in ("nav", "menu") or element.get("role") in _MENUS:
        return True
    words = len(element.text_content().split())
    linked = sum(len(link.text_content().split()) for link in element.iterdescendants("a"))
    return words > 0 and linked >= _MOST_LINKS * words


def _selectors(root: Any) -> list[str]:
    """Classes and ids that the page's own style sheet hides, by themselves, on every screen."""
    found: list[str] = []
    for sheet in root.iter("style"):
        text = _COMMENT.sub("", sheet.text or "")
        for names, rules in _RULE.findall(_without_conditions(text)):
            if _HIDING.search(re.sub(r"\s", "", rules).lower()):
                found += [n.strip() for n in names.split(",") if _SIMPLE.match(n.strip())]
    return found


def _without_conditions(sheet: str) -> str:
    """The rules outside of `@media` and the like."""
    kept: list[str] = []
    depth, at = 0, 0
    for brace in re.finditer(r"@[^{};]*\{|[{}]", sheet):
        if depth == 0 and brace.group().startswith("@"):
            kept.append(sheet[at : brace.start()])
            depth = 1
        elif depth:
            depth += -1 if brace.group() == "}" else 1
            at = brace.end()
    return "".join(kept) + ("" if depth else sheet[at:])


def _fits(element: Any, selector: str) -> bool:
    tag, *rest = re.split(r"(?=[.#])", selector)
    if tag and tag.lower() != element.tag:
        return False
    classes = (element.get("class") or "").split()
    return bool(rest) and all(
        (part[1:] in classes) if part[0] == "." else part[1:] == element.get("id") for part in rest
    )
