"""Every rule by which a model's format and the bits of its weights are read, in the order they are tried.

The words are those that a name may end in, so `lineage.weight_formats.words` is made of them: one table of formats.
They are regular expressions over a folded name (lower case, `-` between its parts); those for other words of the same
meaning stand in the same rule.
"""

from dataclasses import dataclass
from enum import StrEnum

NAMES = "names of real quantisations, May and August 2026"
HUB = "tags and library names that the Hub gives"
LLAMA_CPP = "llama.cpp, the types of `llama-quantize`"


class VariantFormat(StrEnum):
    """What a model's weights are stored in, as one who wants to run it asks: a file's format, the method that quantized
    them, or the type of their numbers. `safetensors` and `PyTorch` are plain weights."""

    GGUF = "GGUF"
    MLX = "MLX"
    EXL2 = "EXL2"
    EXL3 = "EXL3"
    OPENVINO = "OpenVINO"
    ONNX = "ONNX"
    COREML = "Core ML"
    LITERT = "LiteRT"
    CT2 = "CTranslate2"
    MNN = "MNN"
    MLC = "MLC"
    EXECUTORCH = "ExecuTorch"
    AWQ = "AWQ"
    GPTQ = "GPTQ"
    AUTOROUND = "AutoRound"
    HQQ = "HQQ"
    AQLM = "AQLM"
    QUIP = "QuIP"
    BITSANDBYTES = "bitsandbytes"
    NVFP4 = "NVFP4"
    MXFP4 = "MXFP4"
    MXFP8 = "MXFP8"
    FP8 = "FP8"
    FP4 = "FP4"
    INT8 = "INT8"
    INT4 = "INT4"
    INT2 = "INT2"
    COMPRESSED_TENSORS = "compressed-tensors"
    SAFETENSORS = "safetensors"
    PYTORCH = "PyTorch"


@dataclass(frozen=True, slots=True)
class FormatRule:
    """A format and what says it: words in the name, then the library, then tags, the first that does.

    Tags of a format that `stands_beside` others are only believed where no tag says that plain weights are there too.
    `quantizes` tells whether the words say that a model was quantized; in other formats it may be whole.
    """

    format: VariantFormat
    words: str = ""
    libraries: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    stands_beside: bool = False
    quantizes: bool = True
    source: str = NAMES


@dataclass(frozen=True, slots=True)
class BitsRule:
    """Words that say how many bits a weight has. `bits` is None where the word's own first digits tell.

    `format` is what such a word says of the format where nothing else tells it.
    """

    name: str
    words: str
    bits: int | None = None
    format: VariantFormat | None = None
    quantizes: bool = True
    source: str = NAMES


PLAIN_TAGS = frozenset(("safetensors", "pytorch", "tf", "jax"))

FILE_FORMATS = (
    FormatRule(VariantFormat.GGUF, "gguf|ggml", ("gguf", "llama.cpp", "llama-cpp-python", "ggml"), ("gguf", "ggml")),
    FormatRule(VariantFormat.MLX, "mlx", ("mlx", "mlx-lm", "mlx-vlm"), ("mlx",)),
    FormatRule(VariantFormat.EXL2, "exl2", ("exllamav2",), ("exl2",)),
    FormatRule(VariantFormat.EXL3, "exl3", ("exllamav3",), ("exl3",)),
    FormatRule(VariantFormat.OPENVINO, "openvino|ov", ("openvino",), ("openvino",), True, False),
    FormatRule(VariantFormat.ONNX, "onnx|onnx-web", ("onnx", "onnxruntime", "onnxruntime-genai", "transformers.js"),
               ("onnx",), True, False),
    FormatRule(VariantFormat.COREML, "coreml", ("coreml",), ("coreml",), True, False),
    FormatRule(VariantFormat.LITERT, "tflite|litert", ("tflite", "litert", "litert-lm"), ("tflite", "litert"),
               True, False),
    FormatRule(VariantFormat.CT2, "ct2", ("ctranslate2",), ("ctranslate2", "ct2"), quantizes=False),
    FormatRule(VariantFormat.MNN, "mnn", ("mnn",), ("mnn",), quantizes=False),
    FormatRule(VariantFormat.EXECUTORCH, "executorch", ("executorch",), ("executorch",), quantizes=False),
    FormatRule(VariantFormat.MLC, "mlc", ("mlc-llm",), ("mlc-llm",)),
)  # fmt: skip
"""Formats of files: whoever runs the model needs a program that reads them."""

METHODS = (
    FormatRule(VariantFormat.AWQ, "awq", tags=("awq",)),
    FormatRule(VariantFormat.GPTQ, "gptq|gptqmodel", tags=("gptq", "gptqmodel")),
    FormatRule(VariantFormat.AUTOROUND, "autoround|auto-round", tags=("autoround", "auto-round", "auto_round")),
    FormatRule(VariantFormat.HQQ, "hqq", tags=("hqq",)),
    FormatRule(VariantFormat.AQLM, "aqlm", tags=("aqlm",)),
    FormatRule(VariantFormat.QUIP, "quip", tags=("quip", "quip#")),
    FormatRule(VariantFormat.BITSANDBYTES, "bnb", tags=("bnb",)),
)
"""Ways to quantize, each with its own layout of weights."""

OTHERWISE = (
    FormatRule(VariantFormat.BITSANDBYTES, tags=("bitsandbytes",), source=HUB),
    FormatRule(VariantFormat.COMPRESSED_TENSORS, "compressed-tensors", tags=("compressed-tensors",), source=HUB),
    FormatRule(VariantFormat.SAFETENSORS, "safetensors", tags=("safetensors",), quantizes=False, source=HUB),
    FormatRule(VariantFormat.PYTORCH, tags=("pytorch",), quantizes=False, source=HUB),
)
"""Tried last, behind the formats that the words for bits say."""

FORMAT_RULES = (*FILE_FORMATS, *METHODS, *OTHERWISE)

BITS_RULES = (
    BitsRule("k_quant", "i?q[1-8]-(?:k-x?l|k-[sml]|k|xxs|xs|s|m|nl)|i?q[1-8]k[sml]|iq[1-8](?:xxs|xs|nl|[sm])",
             format=VariantFormat.GGUF, source=LLAMA_CPP),
    BitsRule("block_quant", r"q[1-8]-[01]|tq[12]-0", format=VariantFormat.GGUF, source=LLAMA_CPP),
    BitsRule("mlc", "q[1-8]f(?:16|32)(?:-[0-2])?", format=VariantFormat.MLC, source="MLC LLM, names of `mlc-ai`"),
    BitsRule("nvfp4", "nvfp4(?:a16)?", 4, VariantFormat.NVFP4),
    BitsRule("mxfp4", "mxfp4|rocmfp4", 4, VariantFormat.MXFP4),
    BitsRule("mxfp8", "mxfp8", 8, VariantFormat.MXFP8),
    BitsRule("w4", "w4a(?:4|8|16)", 4, VariantFormat.INT4),
    BitsRule("fp8", "fp8|e4m3", 8, VariantFormat.FP8),
    BitsRule("w8", "w8a(?:4|8|16)", 8, VariantFormat.INT8),
    BitsRule("w2", "w2a(?:4|8|16)", 2, VariantFormat.INT2),
    BitsRule("int4", "u?int4(?:wo)?", 4, VariantFormat.INT4),
    BitsRule("int8", "u?int8(?:wo)?", 8, VariantFormat.INT8),
    BitsRule("int2", "u?int2(?:wo)?", 2, VariantFormat.INT2),
    BitsRule("int3", "u?int3(?:wo)?", 3),
    BitsRule("nf4", "nf4", 4, VariantFormat.BITSANDBYTES),
    BitsRule("width", r"[1-9](?:[-.]\d+)?-?(?:bits?|bpw)"),
    BitsRule("q_number", r"i?q[1-8]-\d|i?q[1-8]|oq[1-8]e?"),
    BitsRule("fp4", "fp4", 4, VariantFormat.FP4),
    BitsRule("half", "bf16|fp16|f16|16-?bits?", 16, quantizes=False),
    BitsRule("single", "fp32|f32|32-?bits?", 32, quantizes=False),
)  # fmt: skip
"""The first that speaks decides: `FP8-Q4_K_M` was packed as Q4_K_M, whatever it was packed from."""

TYPES_OF_NUMBERS = (VariantFormat.NVFP4, VariantFormat.MXFP4, VariantFormat.MXFP8)
"""Formats that go before the methods which a name has beside them: `NVFP4-GPTQ` is NVFP4, quantized as GPTQ does."""

BITS_TAGS = (
    *(f"{bits}-bit" for bits in (*range(1, 9), 16)),
    *(f"w{bits}a{other}" for bits in (4, 8) for other in (4, 8, 16)),
    *("int2", "int4", "int8", "nvfp4", "mxfp4", "mxfp8", "fp8", "fp4", "nf4"),
    *(f"q{bits}{sign}k{sign}{size}" for sign in "_-" for bits in range(2, 7) for size in "sml"),
    *("q4_0", "q5_0", "q8_0", "iq2_xxs", "iq2_xs", "iq3_xxs", "iq3_xs", "iq3_s", "iq3_m", "iq4_xs", "iq4_nl"),
)
"""Tags that are words for bits. Authors tag whole numbers as `bf16` for many reasons, so those are none of them."""

OWN_RUNTIME = "rocmfp4"
"""Words for types of numbers in a GGUF that llama.cpp does not read: forks of it do. ROCmFP4:
https://github.com/ggml-org/llama.cpp/pull/24185, not merged in November 2026."""

SILENT = (
    "marlin|quantized|quants?|imatrix|imat|i1|ud|dynamic|smoothquant|a?sym",
    r"gs?(?:32|64|128)|(?:32|64|128)g",
)
"""Words of quantisations that tell neither format nor bits."""

SILENT_CONVERTED = ("hf",)
"""A word of copies in another format that does not tell which."""
