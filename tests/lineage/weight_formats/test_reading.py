"""Formats and bits are read off names, libraries and tags, each by a rule that is named."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.weight_formats import NOT_KNOWN, Variant, VariantFormat
from lineage.weight_formats.reading import variant_of, variants_of
from lineage.weight_formats.rules import BITS_RULES, FORMAT_RULES, BitsRule, FormatRule
from lineage.weight_formats.words import CONVERTED, QUANTIZED


@pytest.mark.parametrize(
    ("id", "tags", "library", "format", "bits", "encoding"),
    [
        ("ann/Odd-8B-Q4_K_M-GGUF", [], None, "GGUF", 4, "Q4_K_M"),
        ("ann/Odd-8B.Q8_0", [], None, "GGUF", 8, "Q8_0"),
        ("ann/Odd_8B_IQ3XXS", [], None, "GGUF", 3, "IQ3_XXS"),
        ("ann/Odd-UD-Q4_K_XL", [], None, "GGUF", 4, "Q4_K_XL"),
        ("ann/Odd-TQ1_0", [], None, "GGUF", 1, "TQ1_0"),
        ("ann/Odd-3.6-8B.i1-GGUF", [], "gguf", "GGUF", None, None),
        ("ann/GGUF.odd", ["gguf"], None, "GGUF", None, None),
        ("ann/Odd-8B-bnb-4bit-sentiment", ["safetensors"], None, "safetensors", None, None),  # its parent's
        ("ann/Odd-8B-bnb-4bit-sentiment", None, None, "bitsandbytes", 4, "4-bit"),
        ("ann/Odd-8B-FP8-Dynamic", ["safetensors"], None, "FP8", 8, "FP8"),
        ("ann/Odd1.5-7B-4bit", ["4-bit", "mlx", "safetensors"], "mlx", "MLX", 4, "4-bit"),
        ("ann/Odd-3.5bit-mlx", [], None, "MLX", 3, "3.5-bit"),
        ("ann/Odd-MLX-mxfp4", [], None, "MLX", 4, "MXFP4"),
        ("ann/Odd-oQ4e", ["mlx"], None, "MLX", 4, "OQ4E"),
        ("ann/Odd-exl2-4_25bpw", [], None, "EXL2", 4, "4.25 bpw"),
        ("ann/Odd-6.0bpw-h8-exl3", [], None, "EXL3", 6, "6.0 bpw"),
        ("ann/Odd-GPTQ-Int4", ["4-bit"], None, "GPTQ", 4, "INT4"),
        ("ann/Odd-AWQ-4bit", ["compressed-tensors"], None, "AWQ", 4, "4-bit"),
        ("ann/Odd-int4-AutoRound", [], None, "AutoRound", 4, "INT4"),
        ("ann/Odd-NVFP4", ["8-bit", "compressed-tensors"], None, "NVFP4", 4, "NVFP4"),
        ("ann/Odd-NVFP4-GGUF", [], None, "GGUF", 4, "NVFP4"),
        ("ann/Odd-FP8-Q4_K_M", [], None, "GGUF", 4, "Q4_K_M"),
        ("ann/Odd-FP8-Dynamic", ["compressed-tensors"], None, "FP8", 8, "FP8"),
        ("ann/Odd-quantized.w8a8", [], None, "INT8", 8, "W8A8"),
        ("ann/Odd-bnb-4bit", ["bitsandbytes"], None, "bitsandbytes", 4, "4-bit"),
        ("ann/Odd-q4f16_1-MLC", [], None, "MLC", 4, "Q4F16-1"),
        ("ann/Odd-int8-ov", [], None, "OpenVINO", 8, "INT8"),
        ("ann/Odd-onnx", ["onnx"], "transformers.js", "ONNX", None, None),
        ("ann/Odd-BF16", ["safetensors"], None, "safetensors", 16, "BF16"),
        ("ann/Odd", ["gguf", "q4_k_m"], None, "GGUF", 4, "Q4_K_M"),
        ("ann/Odd", ["4-bit", "8-bit", "gguf"], None, "GGUF", None, None),  # several widths: none is believed
        ("ann/Odd", ["int4"], None, "INT4", 4, "INT4"),
        ("ann/Odd", ["int4", "int8"], None, None, None, None),
        ("ann/Odd", ["int4", "int8", "safetensors"], None, "safetensors", None, None),
        ("ann/Odd-fp8", ["int4", "int8"], None, "FP8", 8, "FP8"),
        ("odd2", ["onnx", "openvino", "pytorch", "safetensors"], None, "safetensors", None, None),
        ("ann/Odd-3-mini-128k-v8", [], None, None, None, None),
        ("ann/Quantum-q-learning", None, None, None, None, None),
    ],
)
def test_what_is_read(
    id: str, tags: list[str] | None, library: str | None, format: str | None, bits: int | None, encoding: str | None
) -> None:
    read = variant_of(id, tags, library)
    assert (read.format, read.bits, read.encoding) == (format, bits, encoding)
    assert (read.format_rule is None) == (format is None)
    assert list(variants_of([id], [tags], [library])) == [read]


WITH_WORDS = [rule for rule in (*FORMAT_RULES, *BITS_RULES) if rule.words]


@pytest.mark.parametrize("rule", WITH_WORDS, ids=lambda rule: rule.words)
@given(data=st.data())
def test_every_word_of_a_rule_at_the_end_of_a_name_is_read_beside_tags_that_do_not_tell(
    rule: FormatRule | BitsRule, data: st.DataObject
) -> None:
    word = data.draw(st.from_regex(rule.words, fullmatch=True, alphabet=st.characters(codec="ascii")))
    for id in (f"ann/Odd-{word}", f"ann/Odd_{word.upper().replace('-', '_')}"):
        read = variant_of(id, ["transformers"])
        assert list(variants_of([id], [["transformers"]], [None])) == [read]
        assert read == variant_of(id)
        assert (read.format if isinstance(rule, FormatRule) else read.bits_rule) is not None
        within = variant_of(f"{id}-sentiment", ["safetensors"])
        assert (within.format, within.format_rule, within.bits) == ("safetensors", "tag: safetensors", None)


@pytest.mark.parametrize("tags", [None, ["transformers"]])
@pytest.mark.parametrize("unit", ["-q4", ".q4", "-4-4", "-q4.", "-q4-k-m", "-4-25bpw"])
def test_a_name_is_read_in_time_that_grows_as_its_length(unit: str, tags: list[str] | None) -> None:
    """Four times the length takes about four times as long; were each word looked at from each, sixteen times."""

    def taken(words: int) -> float:
        begun = process_time()
        variant_of(f"ann/Odd{unit * words}{unit[0]}zz", tags)
        return process_time() - begun

    long, short = (min(taken(words + again) for again in range(5)) for words in (2_000, 500))
    assert long < 10 * short


def test_a_rule_says_where_it_was_read_and_what_said_it() -> None:
    assert variant_of("ann/Odd_Q4_K_M", ["gguf"]) == Variant(
        VariantFormat.GGUF, 4, "Q4_K_M", "tag: gguf", "name: q4-k-m"
    )
    assert variant_of("ann/Odd", ["4-bit"], "mlx") == Variant(
        VariantFormat.MLX, 4, "4-bit", "library: mlx", "tag: 4-bit"
    )
    assert variant_of("ann/Odd", ["4-bit", "8-bit"]).bits_rule == "tag: 4-bit, 8-bit"
    assert variant_of("ann/Odd") == NOT_KNOWN


def test_the_words_that_inference_takes_off_are_those_of_the_rules() -> None:
    words = f"{QUANTIZED}|{CONVERTED}".split("|")
    assert all(part in words for rule in (*FORMAT_RULES, *BITS_RULES) if rule.words for part in rule.words.split("|"))
