"""Words at the end of a model's name that say how its weights are stored: quantized, or in another format or width."""

QUANTIZED = "|".join(
    (
        "gguf|ggml|gptq|gptqmodel|awq|exl[23]|mlx|bnb|hqq|aqlm|quip|autoround|auto-round|marlin|rocmfp4",
        "nf4|nvfp4|mxfp[48]|fp[48]|w[248]a(?:4|8|16)|u?int[2348](?:wo)?|e4m3",
        "quantized|quants?|imatrix|imat|i1|ud|dynamic|compressed-tensors|smoothquant|a?sym",
        r"i?q[1-8]|i?q[1-8]-(?:\d|k|k-[sml]|k-x?l|xxs|xs|s|m|nl)|tq[12]-0|oq[1-8]e?",
        r"gs?(?:32|64|128)|(?:32|64|128)g|[1-8](?:-\d+)?-?(?:bits?|bpw)",
    )
)
"""Words that say a model was quantized. `qat` is none: it names another base, trained to be quantized."""

CONVERTED = (
    "bf16|fp16|f16|fp32|f32|(?:16|32)-?bits?|onnx|onnx-web|openvino|ov|coreml|tflite|litert|ct2|mnn|safetensors|hf"
)
"""Words that say it was stored in another format or width."""

WORD = f"(?:{QUANTIZED}|{CONVERTED})"

MOST_WORDS = 5
"""Words taken off at most: `-Q4_K_M-i1-bnb-4bit-GGUF` has as many as any seen."""
