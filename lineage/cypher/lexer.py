"""A statement as tokens: what one engine's lexer could take otherwise than another's is refused here."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from lineage.errors import BadStatement

Kind = Literal["word", "quoted", "string", "number", "parameter", "mark"]

LONGEST = 20_000  # characters of a statement
DEEPEST = 40  # brackets inside brackets

TOKEN = re.compile(
    r"""
    (?P<space>[ \t\n]+)
  | (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<parameter>\$\s*(?:\w+|`(?:[^`]|``)*`))
  | (?P<number>(?:\d+\.(?=\d)|\.(?=\d))?\d\w*(?:(?<=[eE])[+-]\d+)?)
  | (?P<word>[^\W\d]\w*)
  | (?P<mark><>|<=|>=|=~|\+=|\.\.|/(?!\*)|[-+*%^=<>(){}\[\]|&!:;,.$?])
    """,
    re.VERBOSE | re.DOTALL,
)
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0o[0-7]+|\d+|\d*\.?\d+(?:[eE][+-]?\d+)?")
OPENING, CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is a word in capitals, a quoted name without its quotes, else as written. `at` is its place."""

    kind: Kind
    text: str
    at: int
    written: str

    @property
    def bare(self) -> str:
        """The word in capitals; empty for anything that is no bare word."""
        return self.text if self.kind == "word" else ""

    @property
    def mark(self) -> str:
        return self.text if self.kind == "mark" else ""


def plain(statement: str) -> str:
    """The statement with `\\n` for every line end. Raises BadStatement for what could hide a clause."""
    if len(statement) > LONGEST:
        raise BadStatement(
            f"a statement of {len(statement):,} characters", f"{LONGEST:,} at most; pass data by parameter"
        )
    text = statement.replace("\r\n", "\n")
    odd = next((c for c in text if c not in "\t\n" and unicodedata.category(c) in ("Cc", "Cs", "Cf", "Zl", "Zp")), None)
    if odd is not None:
        raise BadStatement(f"the character U+{ord(odd):04X} could hide a clause", "remove it, or pass it by parameter")
    if re.search(r"\\[uU]", text):
        raise BadStatement("a unicode escape could hide a clause", "write the character, or pass it by parameter")
    return text


def tokens(text: str) -> tuple[list[Token], str]:
    """The tokens of a plain statement, and the statement with its comments blanked out: no engine reads them."""
    found, shown, at = [], [], 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        kind, written = match.lastgroup, match.group()
        shown.append(re.sub(r"[^\n]", " ", written) if kind == "comment" else written)
        if kind not in ("space", "comment"):
            found.append(_token(kind, written, at))
        at = match.end()
    _nested(found)
    return found, "".join(shown)


def _token(kind: str | None, written: str, at: int) -> Token:
    match kind:
        case "word":
            _latin(written)
            return Token("word", written.upper(), at, written)
        case "quoted":
            return Token("quoted", written[1:-1].replace("``", "`"), at, written)
        case "number" if not NUMBER.fullmatch(written):
            raise BadStatement(f"{written[:40]!r} is no number", "put a space between a number and a word")
    return Token(kind, written, at, written)  # type: ignore[arg-type]


def _latin(word: str) -> None:
    """Refuse a word with letters of elsewhere that an engine could fold into those of a keyword."""
    folded = unicodedata.normalize("NFKC", word)
    forms = (f(w) for w in (word, folded) for f in (str.upper, str.lower, str.casefold))
    if not word.isascii() and any(form.isascii() for form in forms):
        raise BadStatement(
            f"{word!r} looks like a keyword and is none", "write it in plain letters, or quote a name: `name`"
        )


def _unreadable(text: str, at: int) -> BadStatement:
    what = {"'": "a string", '"': "a string", "`": "a quoted name"}.get(text[at])
    if text.startswith("/*", at):
        what = "a comment"
    if what:
        return BadStatement(f"{what} that begins at character {at + 1:,} does not end", "close it")
    return BadStatement(f"{text[at]!r} is no part of a statement", "only in strings and quoted names")


def _nested(found: list[Token]) -> None:
    depth = 0
    for token in found:
        depth += (token.mark in OPENING) - (token.mark in CLOSING) if token.mark else 0
        if depth > DEEPEST:
            raise BadStatement(f"brackets nested deeper than {DEEPEST}", "split the statement")
