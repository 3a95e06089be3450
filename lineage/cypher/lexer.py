"""A statement as tokens: what one engine's lexer could take otherwise than another's is refused here."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from lineage.errors import BadStatement

Kind = Literal["word", "quoted", "string", "number", "parameter", "mark", "end"]

LONGEST = 20_000  # characters of a statement
DEEPEST = 40  # brackets inside brackets

TOKEN = re.compile(
    r"""
    [ \t\n]*
  (?:
    (?P<word>[^\W\d]\w*)
  | (?P<mark><>|<=|>=|=~|\+=|!=|==|\.\.|\|\||::|/(?![*/])|[-+*%^=<>(){}\[\]|&!:;,?]|\.(?!\d)|\$(?=\s*\())
  | (?P<number>(?:\d+\.(?=\d)|\.(?=\d))?\d\w*(?:(?<=[eE])[+-]\d+)?)
  | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<parameter>\$\s*(?:\w+|`(?:[^`]|``)*`))
  | (?P<quoted>`(?:[^`]|``)*`)
  | (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<end>\Z)
  )
    """,
    re.VERBOSE | re.DOTALL,
)
NUMBER = re.compile(r"0[xX][0-9a-fA-F]+|0o[0-7]+|\d+|\d*\.?\d+(?:[eE][+-]?\d+)?")
BRACKETS = {")": "(", "]": "[", "}": "{"}


class Token(msgspec.Struct, frozen=True, gc=False):
    """One token as it was written, `at` that many characters into the statement.

    `symbol` is what the grammar looks at: a mark, or a bare word in capitals; empty for names in backticks, strings,
    numbers and parameters, so that none of them is ever taken for a keyword.
    """

    kind: Kind
    symbol: str
    written: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.written)

    @property
    def name(self) -> str:
        """The name that a word, a name in backticks or a parameter stands for."""
        name = self.written.removeprefix("$").strip()
        return name[1:-1].replace("``", "`") if name.startswith("`") else name


Closes = Mapping[int, int]
"""For the place of each opening bracket the place behind the one that closes it."""


def plain(statement: str) -> str:
    """The statement with `\\n` for every line end. Raises BadStatement for what could hide a clause."""
    if len(statement) > LONGEST:
        raise BadStatement(
            f"a statement of {len(statement):,} characters", f"{LONGEST:,} at most; pass data by parameter"
        )
    text = statement.replace("\r\n", "\n")
    odd = [c for c in set(text) - {"\t", "\n"} if unicodedata.category(c) in ("Cc", "Cs", "Cf", "Zl", "Zp")]
    if odd:
        code = ord(min(odd, key=text.index))
        raise BadStatement(f"the character U+{code:04X} could hide a clause", "remove it, or pass it by parameter")
    if re.search(r"\\[uU]", text):
        raise BadStatement("a unicode escape could hide a clause", "write the character, or pass it by parameter")
    return text


def tokens(text: str) -> tuple[list[Token], str]:
    """The tokens of a plain statement, and the statement with its comments blanked out: no engine reads them.

    Raises BadStatement for what is no token.
    """
    found: list[Token] = []
    shown, at = text, 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at + len(text[at:]) - len(text[at:].lstrip(" \t\n")))
        kind = match.lastgroup or "end"
        written, at, end = match[kind], match.start(kind), match.end()
        if kind == "mark":
            found.append(Token("mark", written, written, at))
        elif kind == "comment":
            shown = shown[:at] + re.sub(r"[^\n]", " ", written) + shown[end:]
        elif kind != "end":
            found.append(_token(kind, written, at))
        at = end
    return found, shown


def brackets(found: Sequence[Token], text: str) -> dict[int, int]:
    """For the index of every opening bracket that of the one that closes it. Raises BadStatement where they do not fit.

    They nest at most DEEPEST deep, so that whatever follows the brackets does not run out of stack.
    """
    opened: list[int] = []
    closes: dict[int, int] = {}
    for i, token in enumerate(found):
        if token.symbol in ("(", "[", "{"):
            opened.append(i)
            if len(opened) > DEEPEST:
                raise BadStatement(f"brackets nested deeper than {DEEPEST}", "split the statement")
        elif token.symbol in BRACKETS:
            if not opened or found[opened[-1]].symbol != BRACKETS[token.symbol]:
                raise BadStatement(f"'{token.symbol}' closes nothing {place(text, token.at)}", "remove or open it")
            closes[opened.pop()] = i
    if opened:
        token = found[opened[-1]]
        raise BadStatement(
            f"'{token.symbol}' is never closed {place(text, token.at)}", "close it: the syntax needs both brackets"
        )
    return closes


def closing(source: str) -> Closes:
    """Where the brackets of a statement close."""
    found = tokens(plain(source))[0]
    return {found[i].at: found[end].at + 1 for i, end in brackets(found, source).items()}


def place(text: str, at: int) -> str:
    """Where in a statement: `(line 2, column 5)`."""
    return f"(line {text.count(chr(10), 0, at) + 1}, column {at - text.rfind(chr(10), 0, at)})"


def _token(kind: str, written: str, at: int) -> Token:
    if kind == "word":
        if not written.isascii():
            _refuse_lookalike(written)
        return Token("word", written.upper(), written, at)
    if kind == "number" and not NUMBER.fullmatch(written):
        raise BadStatement(f"{written[:40]!r} is no number", "put a space between a number and a word")
    return Token(kind, "", written, at)  # type: ignore[arg-type]


def _refuse_lookalike(word: str) -> None:
    """Refuse a word with letters of elsewhere that an engine could fold into those of a keyword."""
    folded = unicodedata.normalize("NFKC", word)
    if any(f(w).isascii() for w in (word, folded) for f in (str.upper, str.lower, str.casefold)):
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
