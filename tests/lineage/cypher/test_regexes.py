"""Patterns that a server may match take linear time, match what they matched, and the rest is refused with a reason."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.cypher import validate
from lineage.cypher.complexity.regexes import Unsafe, linear
from lineage.cypher.dialect import written_for
from lineage.errors import BadStatement

LINEAR = {
    "(?i).*qwen.*": "(?i)(?>.*?qwen).*",
    ".*qwen.*8B.*": "(?>.*?qwen)(?>.*?8B).*",
    "m/.*e": "m/.*e",
    "^Qwen/.*$": "Qwen/.*",
    ".*-(GGUF|AWQ)": ".*-(GGUF|AWQ)",
    r".*\d+B.*": r"(?>.*?\dB).*",
    r".*[0-9]+(\.[0-9]+)?B.*": r"(?>.*?[0-9](\.[0-9]+)?B).*",
    "(?i)(qwen|llama)/.*": "(?i)(qwen|llama)/.*",
    ".*gguf.*|.*awq": "(?>.*?gguf).*|.*awq",
    "[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+": "[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+",
    ".*/[^/]+": ".*/[^/]+",
    "^.*-it$|^.*-chat$": ".*-it|.*-chat",
    r"a\$": r"a\$",
    r"\d{4}-\d{2}": r"\d{4}-\d{2}",
    "": "",
}
UNSAFE = {
    "a*" * 20 + "b": "could be part of it",
    ".*a.*b[^c]*": "could begin within",
    "(a+)+": "repeats a group",
    "(a|ab)*": "repeats a group",
    "a*?a": "could be part of it",
    "(?i)K*k": "could be part of it",
    "[a-m]*[k-z]": "could be part of it",
    "(a?){30}a{30}": "more than 64 ways",
    ".{1,50}.{1,50}b": "more than 64 ways",
    "(a{1,50}){1,50}": "more than 64 ways",
    "x{1000}": "repeats more than",
    "x{100}{100}": "repeats a repetition",
    "a++": "repeats a repetition",
    r"(.*)\1": "special kind",
    "(?=a)a": "special kind",
    "(?>a)": "special kind",
    "(?x)a": "special kind",
    r"\Qa": "special kind",
    "[a-z&&[b]]": "special kind",
    ".*(abc|b).*c.*": "different lengths",
    r".*\s.*": "line ends",
    "(a": "not closed",
    "a)": "closes nothing",
    "(a$)b": "no character can stand",
    "a^b": "no character can stand",
    "*a": "no character can stand",
    "x" * 300: "300 characters",
}


@pytest.mark.parametrize(("pattern", "written"), LINEAR.items())
def test_a_pattern_is_written_so_that_no_place_is_tried_twice(pattern: str, written: str) -> None:
    assert linear(pattern) == written


@pytest.mark.parametrize(("pattern", "why"), UNSAFE.items())
def test_a_pattern_that_may_take_longer_is_refused(pattern: str, why: str) -> None:
    with pytest.raises(Unsafe, match=why):
        linear(pattern)
    with pytest.raises(BadStatement, match="may never end") as caught:
        validate("MATCH (m) WHERE m.id =~ $pattern RETURN m", {"pattern": pattern})
    assert "CONTAINS" in caught.value.hint


def test_the_manual_is_right_about_its_patterns() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "cypher.md").read_text()
    paragraph = page.partition("A pattern after `=~`")[2].partition("\n\n")[0]
    examples = re.findall(r"\((not )?`(\S+)`|, (not )`(\S+)`", paragraph)
    said = {pattern or other: not (no or none) for no, pattern, none, other in examples}
    assert len(said) == 6
    assert {pattern: _is_linear(pattern) for pattern in said} == said


def _is_linear(pattern: str) -> bool:
    try:
        linear(pattern)
    except Unsafe:
        return False
    return True


atoms = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", "c", "-", "A"])
repeated = st.tuples(atoms, st.sampled_from(["", "", "*", "+", "?", "{1,2}", "{2}"])).map("".join)
parts = st.recursive(
    st.one_of(st.sampled_from([".*", ".+"]), repeated),
    lambda inner: st.tuples(st.lists(inner, min_size=1, max_size=3).map("|".join), st.sampled_from(["", "?"])).map(
        lambda group: f"({group[0]}){group[1]}"
    ),
    max_leaves=6,
)
patterns = st.tuples(st.sampled_from(["", "(?i)", "(?s)"]), st.lists(parts, max_size=6).map("".join)).map("".join)


@settings(max_examples=400)
@given(patterns, st.lists(st.text("aabbcA-\n", max_size=9), min_size=1, max_size=20))
def test_a_pattern_matches_what_it_matched(pattern: str, texts: list[str]) -> None:
    try:
        written = linear(pattern)
    except Unsafe:
        return
    for text in texts:
        expected = re.compile(pattern, re.ASCII).fullmatch(text) is None
        assert (re.compile(written, re.ASCII).fullmatch(text) is None) == expected, (pattern, written, text)


@pytest.mark.parametrize(
    "statement",
    [
        "MATCH (m) WHERE m.id =~ ('.*' + $set + '.*') AND m.x RETURN m",
        "WITH '.*' + $set + '.*' AS set MATCH (m) WHERE m.id =~ set AND m.x RETURN m",
        "MATCH (m) WHERE CASE m.id WHEN =~ '.*8B.*' THEN true END AND m.x RETURN m",
        "MATCH (m) WHERE any(x IN m.tags WHERE x =~ '.*' + $set + '.*') AND m.x RETURN m",
    ],
)
def test_a_server_is_shown_the_pattern_that_takes_linear_time(statement: str) -> None:
    shown = written_for("neo4j", validate(statement, {"set": "8B"}))
    assert "=~ '(?>.*?8B).*'" in shown
    assert "AND m.x" in shown


def test_a_pattern_with_quotes_and_backslashes_stays_itself() -> None:
    shown = written_for("neo4j", validate("RETURN 'a' =~ $p AS x", {"p": r"a\.'b\\"}))
    assert r"=~ 'a\\.\'b\\\\'" in shown
