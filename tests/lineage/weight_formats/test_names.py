"""Which names say that a quantisation is of the model that it declares. The names are of real repositories."""

import pytest

from lineage.weight_formats.names import bears_name, how_stored_apart

BEARING = [
    ("unsloth/Qwen3.8-27B-GGUF", "Qwen/Qwen3.8-27B"),
    ("unsloth/gemma-4-12b-it-GGUF", "google/gemma-4-12B-it"),
    ("exportTankHarmful/Qwen3.8-27B-heretic-ara-Q4_K_M-GGUF", "trohrbaugh/Qwen3.8-27B-heretic-ara"),
    ("mradermacher/Qwen3.8-27B-Cold-Fusion-GAIN-V1.1-i1-GGUF", "DavidAU/Qwen3.8-27B-Cold-Fusion-GAIN-V1.1"),
    ("Rabbit-Hole-Ai/DeepSeek-V4-Flash-0731-MXFP4-GGUF", "deepseek-ai/DeepSeek-V4-Flash-0731"),
    ("bartowski/Qwen_Qwen3-8B-GGUF", "Qwen/Qwen3-8B"),
    ("ggml-org/NVIDIA-Nemotron-3.5-Lightning-30B-A3B-GGUF", "nvidia/NVIDIA-Nemotron-3.5-Lightning-30B-A3B-BF16"),
    ("TheBloke/Llama-2-7B-GGUF", "meta-llama/Llama-2-7b-hf"),
]
OTHERS = [
    ("FermionResearch/Neutrino-8B", "Qwen/Qwen3-8B"),
    ("t-firefly/qwen3-4b-rknn3-rk1828", "Qwen/Qwen3-4B"),
    ("vishinvents/distil-qwen3-0.6b-posthog-narrator", "Qwen/Qwen3-0.6B"),
    ("optionalAI/Qwen3.8-9B-heretic-uncensored-Q4_K_M-GGUF", "Qwen/Qwen3.5-9B"),
    ("cHunter789/Qwen3.8-27B-i1-IQ4_KS_KT-GGUF", "Qwen/Qwen3.6-27B"),
    ("huihui-ai/Huihui-DeepSeek-V4-Flash-0731-abliterated-GGUF", "deepseek-ai/DeepSeek-V4-Flash-0731"),
    ("mradermacher/gemma-4-26B-A4B-it-qat-q4_0-unquantized-heretic-ara-i1-GGUF", "google/gemma-4-26B-A4B-it"),
    ("somebody/Qwen3-8B-Instruct-GGUF", "Qwen/Qwen3-8B"),
    ("somebody/GGUF", "owner/GGUF-models"),
]


@pytest.mark.parametrize(("id", "base"), BEARING)
def test_a_name_with_words_for_storage_behind_it_is_that_name(id: str, base: str) -> None:
    assert bears_name(id, base)


@pytest.mark.parametrize(("id", "base"), OTHERS)
def test_any_other_word_makes_it_another_name(id: str, base: str) -> None:
    assert not bears_name(id, base)


@pytest.mark.parametrize(
    ("name", "apart"),
    [
        ("qwen3.6-27b-q4_k_m", ("qwen3.6-27b", "-q4_k_m")),
        ("qwen3.8-27b-ud-iq3_xxs", ("qwen3.8-27b", "-ud-iq3_xxs")),
        ("llama-2-7b-chat.q4_k_m", ("llama-2-7b-chat", ".q4_k_m")),
        ("gemma-4-31b-it-qat-q4_0-unquantized", ("gemma-4-31b-it-qat-q4_0-unquantized", "")),
        ("minicpm-v-4_5", ("minicpm-v-4_5", "")),
        ("qwen3-8b--q4_k_m--gguf", ("qwen3-8b", "--q4_k_m--gguf")),
        ("qwen3-8b-----", ("qwen3-8b-----", "")),
        ("gguf", ("gguf", "")),
        ("", ("", "")),
    ],
)
def test_how_weights_are_stored_stands_at_the_end_of_a_name(name: str, apart: tuple[str, str]) -> None:
    assert how_stored_apart(name) == apart
