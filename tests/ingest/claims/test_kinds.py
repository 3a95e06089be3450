"""Each kind of thing people write in a parent's place is read as somebody who knows the Hub would read it."""

import re

import pytest
from huggingface_hub.errors import HFValidationError
from huggingface_hub.utils import validate_repo_id
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.claims.rules import ID_RULES, TEXT_RULES, Reading, Rule, readings
from ingest.claims.steps import Step
from lineage.text.hub_ids import PLAIN_ID, allowed, cut
from lineage.text.markup import MARKS

WRITTEN = {
    "illegal": {
        "Qwen/Qwen3-8B.": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B.git": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B-": "Qwen/Qwen3-8B",
        "Qwen/..": "! the Hub allows no such id",
        "Qwen/Qwen3-8B..": "Qwen/Qwen3-8B",
        "-Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        ".Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/.Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen./Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3..8B": "! the Hub allows no such id",
        "Qwen/-": "! the Hub allows no such id",
        "Qwen/Qwen3-8B.git/": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B.git.": "Qwen/Qwen3-8B",
        "https://huggingface.co/Qwen/Qwen3-8B.": "Qwen/Qwen3-8B",
        "https://huggingface.co/Qwen/Qwen3-8B.git": "Qwen/Qwen3-8B",
        "https://huggingface.co/Qwen/Qwen3-8B-": "Qwen/Qwen3-8B",
        "gpt2.": "openai-community/gpt2",
        f"Qwen/{'x' * 97}": "! the Hub allows no such id",
        "stabilityai/stablelm-2-zephyr-1_6b.": "stabilityai/stablelm-2-zephyr-1_6b",
        "a/b...": "a/b",
        "../Qwen3-8B": "! local path",
        "Qwen/Qwen3-8B…": "Qwen/Qwen3-8B",
        "Qwen//Qwen3-8B": "! not an id",
        "somebody/it's-qwen": "! not an id",
    },
    "dash": {
        "night--owl/qwen3-chat": "night--owl/qwen3-chat",
        "acme-lab/qwen3--merged": "acme-lab/qwen3--merged",
        "outputs/qwen3-sft--lr1e-5/checkpoint-300": "! local path",
        "./runs/2025-05-01--12-30/model": "! local path",
        "/data/exp--seed1/final": "! local path",
        "/data/exp--seed1": "exp/seed1 ? local path",
        "Qwen--Qwen3-8B": "Qwen/Qwen3-8B ? no owner",
        "/cache/models/Qwen--Qwen3-8B": "Qwen/Qwen3-8B",
        "/root/.cache/huggingface/hub/models--Qwen--Qwen3-8B": "Qwen/Qwen3-8B",
        "models--Qwen--Qwen3-8B": "Qwen/Qwen3-8B",
        "models--gpt2": "openai-community/gpt2",
        "/data/models/Qwen--Qwen3-8B": "Qwen/Qwen3-8B ? local path",
        "models/Qwen--Qwen3-8B": "Qwen/Qwen3-8B ? local path",
        "hf_cache/Qwen--Qwen3-8B": "Qwen/Qwen3-8B",
        "C:\\cache\\Qwen--Qwen3-8B": "Qwen/Qwen3-8B",
        "/cache/exp--1/final": "! local path",
        "datasets--Qwen--P": "datasets--Qwen--P ? no owner",
        "acme/a--b--c": "acme/a--b--c",
        "/cache/models/gradients-io--tournament-tourn_1": "gradients-io/tournament-tourn_1",
        "/cache/models/acme--a--b": "! local path",
        "runs/exp--seed1": "exp/seed1 ? local path",
        "acme-lab/qwen3--merged/tree/main": "acme-lab/qwen3--merged",
        "https://huggingface.co/acme-lab/qwen3--merged": "acme-lab/qwen3--merged",
        "/workspace/.hf_cache/hub/Qwen--Qwen3-8B/snapshots/abc": "Qwen/Qwen3-8B",
    },
    "words": {
        "finetuned from Qwen/Qwen3-8B and/or Qwen/Qwen3-4B": (
            "Qwen/Qwen3-8B ? not an id or owner; and/or ? not an id; Qwen/Qwen3-4B ? not an id or owner"
        ),
        "Qwen/Qwen3-8B (w/o thinking)": "Qwen/Qwen3-8B; w/o ? not an id",
        "English/Chinese model": "English/Chinese ? not an id",
        "English/Chinese": "English/Chinese ? not an id",
        "and/or": "and/or ? not an id",
        "w/o": "w/o ? not an id",
        "Qwen2.5-7B/14B": "Qwen2.5-7B/14B ? not an id",
        "GPT-3.5/GPT-4 distill": "GPT-3.5/GPT-4 ? not an id or owner",
        "text/image": "text/image ? not an id",
        "Qwen/Qwen3-8B and/or Qwen/Qwen3-4B": "Qwen/Qwen3-8B; and/or ? not an id; Qwen/Qwen3-4B",
        "24/7": "24/7 ? local path or owner",
        "7B/14B": "7B/14B ? not an id",
        "pre-training/fine-tuning": "pre-training/fine-tuning ? not an id",
        "LoRA/QLoRA on Qwen/Qwen3-8B": "LoRA/QLoRA ? not an id; Qwen/Qwen3-8B ? not an id or owner",
        "Base: Qwen/Qwen3-8B w/ LoRA": "Qwen/Qwen3-8B ? not an id or owner",
        "a merge based on Qwen/Qwen3-8B.": "Qwen/Qwen3-8B ? not an id or owner",
        "see https://huggingface.co/Qwen/Qwen3-8B for w/o": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B, Qwen/Qwen3-4B (w/o SFT)": "Qwen/Qwen3-8B; Qwen/Qwen3-4B; w/o ? not an id",
        "zh/en": "zh/en ? not an id",
        "Llama/Mistral": "Llama/Mistral",
        "Qwen/Qwen3-8B or meta-llama/Llama-3.1-8B": "Qwen/Qwen3-8B; meta-llama/Llama-3.1-8B",
        "Qwen/Qwen3-8B vs. Qwen/Qwen3-4B": "Qwen/Qwen3-8B ? not an id or owner; Qwen/Qwen3-4B ? not an id or owner",
        "input/output": "input/output ? not an id",
        "either/or": "either/or ? not an id",
        "on/off": "on/off ? not an id",
        "Chinese/English, French/German": "Chinese/English ? not an id; French/German ? not an id",
        "trained 50/50 on both": "50/50 ? not an id",
    },
    "folder": {
        "qwen3-sft/checkpoint-500": "qwen3-sft/checkpoint-500 ? local path or owner",
        "sft_out/final_checkpoint": "sft_out/final_checkpoint ? local path or owner",
        "pretrained_models/Qwen2.5-7B-Instruct": "pretrained_models/Qwen2.5-7B-Instruct ? local path or owner",
        "hf_models/Qwen3-8B": "hf_models/Qwen3-8B ? local path or owner",
        "outputs/x": "outputs/x ? local path or owner",
        "acme-lab/checkpoint-500": "acme-lab/checkpoint-500 ? local path or owner",
        "goldfish-models/eng_latn_100mb": "goldfish-models/eng_latn_100mb",
        "AI-Sweden-Models/Llama-3-8B": "AI-Sweden-Models/Llama-3-8B",
        "hf-models/Qwen3-8B": "hf-models/Qwen3-8B ? local path or owner",
        "my_model/final": "my_model/final ? local path or owner",
        "./outputs/x": "! local path",
        "qwen3_lora/adapter": "qwen3_lora/adapter ? local path or owner",
        "run1/global_step_100": "run1/global_step_100 ? local path or owner",
        "exp/epoch-3": "exp/epoch-3 ? local path or owner",
        "saves/Qwen3-8B/lora/sft": "saves/Qwen3-8B ? local path",
        "LLaMA-Factory/saves/qwen": "LLaMA-Factory/saves ? local path",
        "checkpoint-500": "checkpoint-500 ? no owner",
        "checkpoints/last.ckpt": "checkpoints/last.ckpt ? local path or owner",
        "model_output/merged": "model_output/merged ? local path or owner",
        "usernamebetter/Nori-v1.6-checkpoint-3": "usernamebetter/Nori-v1.6-checkpoint-3",
        "acme/final_model": "acme/final_model",
        "2025-05-01/12-30": "2025-05-01/12-30 ? local path or owner",
        "tmp/abc": "tmp/abc ? local path or owner",
        "my-models/foo": "my-models/foo ? local path or owner",
        "acme/qwen3.gguf": "acme/qwen3.gguf",
        "final-checkpoint/x": "final-checkpoint/x ? local path or owner",
        "~/models/Qwen3": "! local path",
        "D:\\models\\Qwen3-8B": "! local path",
        "$HOME/models/x": "! local path",
        "${MODEL_DIR}/x": "! local path",
        "%USERPROFILE%\\x": "! local path",
        "output/Qwen/Qwen3-8B": "output/Qwen ? local path",
        "/root/models/Qwen/Qwen3-8B": "! local path",
        "/Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? local path",
    },
    "ollama": {
        "qwen3:8b": "! not on the Hub",
        "library/qwen3": "library/qwen3 ? not on the Hub",
        "library/qwen3:8b": "library/qwen3 ? not on the Hub",
        "ollama/qwen3": "ollama/qwen3 ? not on the Hub",
        "ollama/qwen3:8b": "ollama/qwen3 ? not on the Hub",
        "llama3.1:latest": "! not on the Hub",
        "https://ollama.com/library/qwen3": "! not on the Hub",
        "ollama.com/library/qwen3:8b": "! not on the Hub",
        "mannix/llama3.1-8b-abliterated:latest": "mannix/llama3.1-8b-abliterated ? not on the Hub",
        "hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M": "unsloth/Qwen3-8B-GGUF",
        "ollama run hf.co/unsloth/Qwen3-8B-GGUF:Q4_K_M": "unsloth/Qwen3-8B-GGUF",
        "unsloth/Qwen3-8B-GGUF:UD-Q4_K_XL": "unsloth/Qwen3-8B-GGUF",
        "huihui_ai/qwen3-abliterated:8b": "huihui_ai/qwen3-abliterated ? not on the Hub",
        "deepseek-r1:7b-qwen-distill-q4_K_M": "! not on the Hub",
        "registry.ollama.ai/library/qwen3:8b": "registry.ollama.ai/library ? local path",
        "bartowski/Qwen_Qwen3-8B-GGUF:IQ2_M": "bartowski/Qwen_Qwen3-8B-GGUF",
    },
    "modelscope": {
        "https://modelscope.cn/models/Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "https://www.modelscope.cn/models/Qwen/Qwen3-8B/summary": "Qwen/Qwen3-8B ? not on the Hub",
        "modelscope.cn/models/Qwen/Qwen3-8B/files": "Qwen/Qwen3-8B ? not on the Hub",
        "modelscope:Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "modelscope://Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "modelscope/Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "AI-ModelScope/bge-large-zh": "AI-ModelScope/bge-large-zh ? not on the Hub",
        "LLM-Research/Meta-Llama-3-8B": "LLM-Research/Meta-Llama-3-8B ? not on the Hub",
        "iic/gte": "iic/gte ? not on the Hub",
        "damo/nlp_x": "damo/nlp_x ? not on the Hub",
        "/root/.cache/modelscope/hub/Qwen/Qwen2___5-7B-Instruct": "Qwen/Qwen2.5-7B-Instruct ? local path",
        "~/.cache/modelscope/hub/models/Qwen/Qwen3-8B/model.safetensors": "Qwen/Qwen3-8B ? local path",
        "https://modelscope.ai/models/Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "qwen/Qwen2-7B-Instruct": "qwen/Qwen2-7B-Instruct",
        "https://modelscope.cn/datasets/Qwen/x": "datasets/Qwen ? not on the Hub",
        "ms://Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? not on the Hub",
        "/mnt/workspace/.cache/modelscope/models/Qwen/Qwen3-8B": "Qwen/Qwen3-8B ? local path",
        "ZhipuAI/glm-4-9b": "ZhipuAI/glm-4-9b ? not on the Hub",
    },
    "marks": {
        "Qwen/Qwen3-8B]": "Qwen/Qwen3-8B",
        'Qwen/Qwen3-8B">Qwen3</a><br>': "Qwen/Qwen3-8B",
        '"Qwen/Qwen3-8B': "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B)": "Qwen/Qwen3-8B",
        "[Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "(Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "`Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B`": "Qwen/Qwen3-8B",
        "**Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B**": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B</b>": "Qwen/Qwen3-8B",
        "<b>Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        'href="https://huggingface.co/Qwen/Qwen3-8B"': "Qwen/Qwen3-8B",
        "Qwen3](https://huggingface.co/Qwen/Qwen3-8B)": "Qwen/Qwen3-8B",
        "Qwen3](https://huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "[Qwen3](https://huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B;": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B,": "Qwen/Qwen3-8B",
        ": Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "> Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "# Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "1. Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "* Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "base_model: Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B # 4 bit": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B <!-- base -->": "Qwen/Qwen3-8B",
        "&quot;Qwen/Qwen3-8B&quot;": "Qwen/Qwen3-8B",
        "&lt;Qwen/Qwen3-8B&gt;": "Qwen/Qwen3-8B",
        "_Qwen/Qwen3-8B_": "Qwen/Qwen3-8B",
        "__Qwen/Qwen3-8B__": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B\uff08\u4e2d\u6587\uff09": "Qwen/Qwen3-8B",
        "「Qwen/Qwen3-8B」": "Qwen/Qwen3-8B",
        '"Qwen/Qwen3-8B","Qwen/Qwen3-4B"': "Qwen/Qwen3-8B; Qwen/Qwen3-4B",
        '["Qwen/Qwen3-8B"': "Qwen/Qwen3-8B",
        "{Qwen/Qwen3-8B}": "Qwen/Qwen3-8B",
        '{"name": "Qwen/Qwen3-8B"}': "Qwen/Qwen3-8B ? not an id or owner",
        "Qwen/Qwen3-8B!": "Qwen/Qwen3-8B",
        "@Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B\\": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B\n": "Qwen/Qwen3-8B",
        "adapter:Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "model=Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "Qwen%2FQwen3-8B": "Qwen/Qwen3-8B",
        "Qwen / Qwen3-8B": "! not an id",
        '"""Qwen/Qwen3-8B"""': "Qwen/Qwen3-8B",
        "<Qwen/Qwen3-8B>": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B \u2013 the base": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B - the base": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B(base)": "Qwen/Qwen3-8B",
    },
    "hub": {
        "<https://huggingface.co/Qwen/Qwen3-8B>": "Qwen/Qwen3-8B",
        "hf://models/Qwen/Qwen3-8B@main/config.json": "Qwen/Qwen3-8B",
        "huggingface/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "hf://Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "hf:Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "hf/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "huggingface:Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "huggingface://Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "HuggingFace: Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "huggingface/CodeBERTa-small-v1": "huggingface/CodeBERTa-small-v1",
        "hf-hub:timm/vit_base": "timm/vit_base",
        "hf://datasets/Qwen/x": "! not a model",
        "https://huggingface.co/Qwen/Qwen3-8B?x=y#z": "Qwen/Qwen3-8B",
        "huggingface.co/Qwen/Qwen3-8B//tree/main": "Qwen/Qwen3-8B",
        "https://huggingface.co//Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "www.huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "//huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https://huggingface.co/models/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https://huggingface.co/Qwen": "Qwen ? no owner",
        "https://huggingface.co/models?search=qwen": "! not a model",
        "https://huggingface.co/Qwen/models": "Qwen/models ? not a model",
        "https://api-inference.huggingface.co/models/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https://huggingface.co/Qwen/Qwen3-8B/resolve/main/model.safetensors": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B@main": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B@refs/pr/1": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B?x": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B#files": "Qwen/Qwen3-8B",
        "Qwen/Qwen3-8B:Q4_K_M": "Qwen/Qwen3-8B",
        "gpt2@main": "openai-community/gpt2",
        "https%3A%2F%2Fhuggingface.co%2FQwen%2FQwen3-8B": "Qwen/Qwen3-8B",
        "HTTPS://HuggingFace.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https://hf.co/gpt2": "openai-community/gpt2",
        "https://github.com/QwenLM/Qwen3": "! not on the Hub",
        "https://hf-mirror.com/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "hugging face: Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "hf_hub/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https:/huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
        "https//huggingface.co/Qwen/Qwen3-8B": "Qwen/Qwen3-8B",
    },
    "file": {
        "someone/Unlisted-GGUF/unlisted.Q4_K_M.gguf": "someone/Unlisted-GGUF",
        "Qwen/Qwen3-8B/config.json": "Qwen/Qwen3-8B",
        "someone/x/model-00001-of-00005.safetensors": "someone/x",
        "someone/x/sub/dir/x.gguf": "someone/x",
        "outputs/run1/model.safetensors": "outputs/run1 ? local path",
        "models/qwen/qwen.gguf": "models/qwen ? local path",
        "someone/x/adapter_config.json": "someone/x",
        "someone/x/README.md": "someone/x",
        "someone/x/notes.txt": "someone/x ? local path",
        "someone/x/checkpoint-500/adapter_model.safetensors": "someone/x",
        "qwen3/out/model.safetensors": "qwen3/out ? local path",
        "someone/x/model.safetensors.index.json": "someone/x",
        "/data/x/y/model.gguf": "! local path",
        "sft_out/x/model.bin": "sft_out/x ? local path",
        "someone/x/checkpoint-500": "someone/x ? local path",
        "hf://someone/x/model.gguf": "someone/x",
        "someone/x/tokenizer.json": "someone/x",
        "someone/x.gguf": "someone/x.gguf",
        "./someone/x/model.gguf": "! local path",
        "someone/checkpoint-3/model.gguf": "someone/checkpoint-3 ? local path",
        "someone/x@main/model.gguf": "someone/x",
        "https://huggingface.co/someone/x/blob/main/x.gguf": "someone/x",
    },
}
"""By kind: what is written, and what it names. `a/b ? reason` counts only if the snapshot knows it (`or owner`: or
another model of its owner); `! reason` names no model."""


def shown(reading: Reading) -> str:
    if reading.id is None:
        return f"! {reading.reason}"
    doubt = f" ? {reading.unless}{' or owner' if reading.by_owner else ''}" if reading.unless else ""
    return f"{reading.id}{doubt}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [pytest.param(*pair, id=f"{kind}-{pair[0]}") for kind in WRITTEN for pair in WRITTEN[kind].items()],
)
def test_what_is_written_names_what_it_means(text: str, meant: str) -> None:
    assert "; ".join(map(shown, readings(text))) == meant


PART = st.from_regex(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,14}[A-Za-z0-9_])?", fullmatch=True)
LEGAL = st.builds("{}/{}".format, PART, PART).filter(allowed)


def accepted(id: str) -> bool:
    """By the Hub's client, but for `--`, which old repositories may have."""
    try:
        validate_repo_id(re.sub("-{2,}", "-", id))
    except HFValidationError:
        return False
    return True


@settings(deadline=None)
@given(st.text("aB7_.-/", max_size=12) | st.text(max_size=8) | LEGAL | st.text("ab", min_size=90, max_size=100))
@example("a/b.git")
@example("a/b\n")
@example("a" * 96 + "/" + "b" * 97)
def test_an_id_is_allowed_where_the_hubs_client_allows_it(id: str) -> None:
    assert allowed(id) == accepted(id)


@settings(deadline=None)
@given(st.text("aB.-_/git", max_size=12))
def test_what_is_cut_stays_cut(id: str) -> None:
    assert cut(cut(id)) == cut(id)


TEXTS = (
    st.text()
    | st.text(f"aB3/.-_:@?#= \n{MARKS}", max_size=40)
    | st.sampled_from([t for k in WRITTEN.values() for t in k])
)


@settings(deadline=None)
@given(LEGAL | st.sampled_from(["hf/a", "ms/a", "2./a", "datasets/a", "a/b.git", "a/b--c", "model/x", "library/a--b"]))
def test_what_has_the_plain_shape_of_an_id_is_read_by_the_same_rules_in_less_time(id: str) -> None:
    assert not PLAIN_ID.fullmatch(id) or first(ID_RULES, id) == first(TEXT_RULES, id)


def first(rules: tuple[Rule, ...], text: str) -> tuple[str, Step]:
    steps = ((rule.name, rule.apply(text)) for rule in rules if rule.apply)
    return next((name, step) for name, step in steps if step)


@settings(deadline=None)
@given(TEXTS)
def test_no_reading_is_an_id_that_the_hub_forbids(text: str) -> None:
    assert all(reading.id is None or accepted(reading.id) for reading in readings(text))


@settings(deadline=None)
@given(TEXTS)
def test_reading_again_what_was_read_changes_nothing(text: str) -> None:
    for first in readings(text):
        if first.id is not None:
            assert [again.id for again in readings(first.id)] == [first.id]


BEFORE = MARKS.replace("\\", "")
"""A backslash in front makes a path of it."""


@settings(deadline=None)
@given(st.text(BEFORE + " ", max_size=4), LEGAL, st.text(MARKS + " ", max_size=4))
def test_a_listed_id_is_itself_whatever_marks_surround_it(before: str, id: str, after: str) -> None:
    assert [reading.id for reading in readings(f"{before}{id}{after}", {id})] == [id]
