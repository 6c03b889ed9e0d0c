"""The one message catalogue: every sentence a person reads, in Chinese and English, by code.

The sentences stand in the JSON files beside this module, one file a room of the program:
``{"code": {"zh": "…{part}…", "en": "…{part}…"}}``. Code asks for a sentence by its code and hands over
the parts; no other module holds prose for users. Both languages of a message name the same parts.

Where English has a word for one and a word for many, the sentence has both: ``{count} row|rows is|are excluded``. The
part that stands before it decides, or, where none does, the first one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, Protocol, runtime_checkable

__all__ = ["LANGUAGES", "Language", "Reason", "Spoken", "messages", "shown", "words"]

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_LONGEST_PART = 120
_ONE_OR_MANY = re.compile(r"\{(?P<part>[a-z_0-9]+)\}|(?P<one>[A-Za-z]+)\|(?P<many>[A-Za-z]+)")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Every message of the program: code -> language -> sentence with named parts.

    Raises:
        ValueError: One code stands in two files of the catalogue.
    """
    catalogue: dict[str, dict[str, str]] = {}
    for entry in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if entry.name.endswith(".json"):
            for code, sentences in json.loads(entry.read_text(encoding="utf-8")).items():
                if code in catalogue:
                    msg = f"message {code} stands twice in the catalogue"
                    raise ValueError(msg)
                catalogue[code] = sentences
    return catalogue


def shown(text: object) -> str:
    """Text from outside as it may stand in a sentence: clipped, and with control characters spelled out."""
    line = str(text)
    if len(line) > _LONGEST_PART:
        line = f"{line[:_LONGEST_PART]}… ({len(line)})"
    if line.isprintable():
        return line
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)


def words(code: str, lang: Language, **parts: object) -> str:
    """The sentence of a code in one language, with its parts filled in.

    Raises:
        KeyError: The catalogue has no such code, or the sentence names a part that was not handed over.
    """
    return _filled(messages()[code][lang], {name: shown(part) for name, part in parts.items()})


def _filled(sentence: str, parts: Mapping[str, str]) -> str:
    """A sentence with its parts, and of the words for one and for many those that fit them."""
    # Most sentences count nothing, and it is the catalogue's text that is looked at, never a part from outside.
    return (_counted(sentence, parts) if "|" in sentence else sentence).format_map(parts)


def _counted(sentence: str, parts: Mapping[str, str]) -> str:
    named = [(match.start(), match["part"]) for match in _ONE_OR_MANY.finditer(sentence) if match["part"]]

    def fitting(match: re.Match[str]) -> str:
        if match["part"]:
            return match[0]
        decides = next((name for place, name in reversed(named) if place < match.start()), named[0][1])
        return match["one"] if parts[decides] == "1" else match["many"]

    return _ONE_OR_MANY.sub(fitting, sentence) if named else sentence


@runtime_checkable
class Spoken(Protocol):
    """What can be said in either language: another reason, a name in two languages, a dimension."""

    def text(self, lang: Language) -> str:
        """The words in one language."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so: a code, and the parts its sentence names.

    A part that can be said in either language is put into the sentence's own.
    """

    code: str
    parts: tuple[tuple[str, object], ...] = ()

    @classmethod
    def of(cls, code: str, **parts: object) -> Reason:
        """A reason from its code and parts by name."""
        return cls(code, tuple(parts.items()))

    def text(self, lang: Language) -> str:
        """The sentence of this reason in one language."""
        # Text is what most parts are, and a protocol is slow to ask for.
        parts = {
            name: shown(part) if isinstance(part, str) or not isinstance(part, Spoken) else part.text(lang)
            for name, part in self.parts
        }
        return _filled(messages()[self.code][lang], parts)

    def __getitem__(self, name: str) -> object:
        """One part by its name."""
        return dict(self.parts)[name]
