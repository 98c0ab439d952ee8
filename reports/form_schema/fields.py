"""Typed reading of one YAML mapping, key by key, that notes what is wrong and goes on."""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

import yaml

from portal.text import clean_text
from reports.form_schema.source import ProblemList

_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|[{}]")

CODE = re.compile(r"[A-Z][A-Z0-9_]{0,19}")
IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Fields:
    """The keys of one element of the form.

    Every reader returns a value of the promised type even where the file is wrong, so that one reading finds all
    problems; what was read must not be used once a problem is noted. ``finish`` reports the keys that nobody read
    and those that stand twice.
    """

    def __init__(self, node: yaml.Node, problems: ProblemList, *, code: str = "") -> None:
        self.problems = problems
        self.code = code
        self.line = node.start_mark.line + 1
        self.entries: dict[str, yaml.Node] = {}
        self.key_lines: dict[str, int] = {}
        self.unread: set[str] = set()
        self.repeated: list[tuple[str, int]] = []
        if isinstance(node, yaml.MappingNode):
            self._take(node)
        else:
            self.complain("Ở đây phải là một nhóm khóa: giá trị")

    def _take(self, node: yaml.MappingNode) -> None:
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self.complain("Khóa phải là một từ", line=line)
            elif key.value in self.entries:
                self.repeated.append((key.value, line))
            else:
                self.entries[key.value] = value
                self.key_lines[key.value] = line
        self.unread = set(self.entries)

    def complain(self, message_vi: str, *, key: str = "", line: int | None = None) -> None:
        self.problems.add(line or self.line_of(key), self.code, message_vi)

    def line_of(self, key: str) -> int:
        return self.key_lines.get(key, self.line)

    def finish(self) -> None:
        for key, line in self.repeated:
            self.complain(f"Khóa “{key}” bị lặp", line=line)
        for key in sorted(self.unread):
            self.complain(f"Khóa “{key}” không có trong lược đồ", key=key)

    def _node(self, key: str, required: bool) -> yaml.Node | None:
        self.unread.discard(key)
        if key not in self.entries and required:
            self.complain(f"Thiếu khóa “{key}”")
        return self.entries.get(key)

    def _plain(self, key: str, required: bool) -> str | None:
        """The text of an unquoted scalar, "" for anything else, None where the key is absent."""
        node = self._node(key, required)
        if node is None:
            return None
        return node.value if _is_bare(node) else ""

    def text(self, key: str, *, required: bool = False, most: int = 300, default: str = "") -> str:
        """A string, cleaned and stripped; a bare number, date or yes/no is refused."""
        node = self._node(key, required)
        if node is None:
            return default
        text = self._string(node, f"“{key}”", self.line_of(key))
        if required and not text and _is_text(node):
            self.complain(f"“{key}” để trống", key=key)
        if len(text) > most:
            self.complain(f"“{key}” dài quá {most} ký tự", key=key)
        return text

    def _string(self, node: yaml.Node, what: str, line: int) -> str:
        if _is_text(node):
            return clean_text(node.value).strip()
        self.complain(f"{what} phải là chuỗi chữ; nếu là số hoặc từ đặc biệt, hãy đặt trong dấu nháy", line=line)
        return ""

    def template(self, key: str, places: Collection[str], *, required: bool = False, most: int = 300) -> str:
        """A string in which only the named {places} may stand in braces."""
        text = self.text(key, required=required, most=most)
        for found in _PLACEHOLDER.findall(text):
            if found[1:-1] not in places:
                allowed = ", ".join(f"{{{place}}}" for place in places) or "không có chỗ điền nào"
                self.complain(f"“{key}”: “{found}” không dùng được (cho phép: {allowed})", key=key)
        return text

    def identity(self, key: str, pattern: re.Pattern[str]) -> str:
        """The code of this element, which its problems name from now on."""
        text = self.text(key, required=True, most=40)
        self.code = f"{self.code}.{text}" if self.code else text
        if text and not pattern.fullmatch(text):
            self.complain(f"Mã “{text}” không đúng dạng cho phép", key=key)
        return text

    def version(self, key: str) -> str:
        """A version such as 1.0.0, quoted or not."""
        node = self._node(key, required=True)
        text = node.value if isinstance(node, yaml.ScalarNode) else ""
        if node is not None and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}", text):
            self.complain(f"“{key}” phải có dạng 1.0.0", key=key)
        return text

    def flag(self, key: str, *, default: bool = False) -> bool:
        text = self._plain(key, required=False)
        if text is None:
            return default
        if text not in ("true", "false"):
            self.complain(f"“{key}” phải là true hoặc false (không có dấu nháy)", key=key)
        return text == "true"

    def whole(
        self, key: str, *, required: bool = False, least: int, most: int, default: int | None = None
    ) -> int | None:
        """A whole number between ``least`` and ``most``; a required one that is missing reads as ``least``."""
        text = self._plain(key, required)
        if text is None:
            return least if required else default
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or not least <= number <= most:
            self.complain(f"“{key}” phải là số nguyên từ {least} đến {most}", key=key)
            return least
        return number

    def wholes(self, key: str, *, least: int, most: int) -> tuple[int, ...]:
        """A whole number or a list of them, each once and in order; () where the key is absent."""
        node = self.entries.get(key)
        if not isinstance(node, yaml.SequenceNode):
            number = self.whole(key, least=least, most=most)
            return () if number is None else (number,)
        numbers = [item.value if _is_bare(item) else "" for item in self._items(key, required=False)]
        if not all(_WHOLE.fullmatch(text) and least <= int(text) <= most for text in numbers):
            self.complain(f"“{key}” phải là số nguyên từ {least} đến {most}, hoặc danh sách số như thế", key=key)
            return ()
        if len(set(numbers)) < len(numbers):
            self.complain(f"“{key}” có số bị lặp", key=key)
        return tuple(sorted({int(text) for text in numbers}))

    def number(self, key: str) -> Decimal | None:
        text = self._plain(key, required=False)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            self.complain(f"“{key}” phải là một số, dùng dấu chấm cho phần thập phân", key=key)
            return None
        return Decimal(text)

    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """The keys ``min`` and ``max``."""
        minimum, maximum = self.number("min"), self.number("max")
        if minimum is not None and maximum is not None and maximum < minimum:
            self.complain("“max” nhỏ hơn “min”", key="max")
        return minimum, maximum

    def choice(self, key: str, allowed: Collection[str], *, required: bool = False, default: str = "") -> str:
        text = self.text(key, required=required, default=default)
        if key in self.entries and text not in allowed:
            self.complain(f"“{key}” phải là một trong: {', '.join(allowed)}", key=key)
        return text

    def texts(self, key: str, *, required: bool = False, most: int = 300) -> tuple[str, ...]:
        """A list of strings, each once."""
        items = [self._string(node, f"“{key}”", node.start_mark.line + 1) for node in self._items(key, required)]
        for text in sorted({text for text in items if text and items.count(text) > 1}):
            self.complain(f"“{text}” bị lặp trong “{key}”", key=key)
        if any(len(text) > most for text in items):
            self.complain(f"“{key}” có mục dài quá {most} ký tự", key=key)
        return tuple(dict.fromkeys(text for text in items if text))

    def choices(self, key: str, allowed: Mapping[str, str], *, required: bool = False) -> tuple[str, ...]:
        """A list of the file's words out of ``allowed``, given back as the words that the code uses."""
        texts = self.texts(key, required=required)
        for text in texts:
            if text not in allowed:
                self.complain(f"“{key}”: “{text}” không thuộc {', '.join(allowed)}", key=key)
        return tuple(allowed[text] for text in texts if text in allowed)

    def child(self, key: str, *, required: bool = False) -> "Fields | None":
        node = self._node(key, required)
        return None if node is None else Fields(node, self.problems, code=self.code)

    def children(self, key: str, *, required: bool = False, most: int = 300, code: str = "") -> "list[Fields]":
        """The elements of a list; ``code`` is what their problems are named by until they have said their own."""
        return [Fields(node, self.problems, code=code) for node in self._items(key, required, most)]

    def _items(self, key: str, required: bool, most: int = 300) -> list[yaml.Node]:
        node = self._node(key, required)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.complain(f"“{key}” phải là một danh sách", key=key)
            return []
        if len(node.value) > most:
            self.complain(f"“{key}” có quá {most} mục", key=key)
        if required and not node.value:
            self.complain(f"“{key}” để trống", key=key)
        return node.value[:most]

    def options(self, key: str) -> tuple[tuple[str, str], ...]:
        """The (value, label) pairs of an enumeration, in the order of the file."""
        fields = self.child(key)
        if fields is None:
            return ()
        pairs = tuple((value, fields.text(value, required=True)) for value in fields.entries)
        for value, _ in pairs:
            if not IDENTIFIER.fullmatch(value):
                fields.complain(f"Lựa chọn “{value}” phải viết bằng chữ thường không dấu", key=value)
        return pairs


def _is_bare(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in (None, "")


def _is_text(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and (node.style not in (None, "") or node.tag == "tag:yaml.org,2002:str")


Item = TypeVar("Item")


class Read(NamedTuple, Generic[Item]):
    """An element as it was read, with the fields that know its lines."""

    item: Item
    fields: Fields
