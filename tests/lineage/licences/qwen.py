"""Qwen's repositories that are not Apache-2.0 by their id, with the name that their cards give and its class."""

_NON_COMMERCIAL = {
    "qwen-research": "Qwen2.5-3B Qwen2.5-3B-Instruct Qwen2.5-Coder-3B Qwen2.5-Coder-3B-Instruct Qwen2.5-VL-3B-Instruct "
    "Qwen2.5-Omni-3B Qwen-Image-2.1",
    "tongyi-qianwen-research": "Qwen1.5-0.5B Qwen1.5-0.5B-Chat Qwen1.5-1.8B Qwen1.5-1.8B-Chat Qwen1.5-4B "
    "Qwen1.5-4B-Chat Qwen-1_8B Qwen1.5-32B",
}
_CONDITIONAL = {
    "tongyi-qianwen": "Qwen1.5-7B Qwen1.5-7B-Chat Qwen1.5-14B Qwen1.5-14B-Chat Qwen1.5-72B Qwen1.5-72B-Chat "
    "Qwen1.5-110B Qwen1.5-110B-Chat Qwen1.5-MoE-A2.7B Qwen1.5-MoE-A2.7B-Chat Qwen1.5-32B-Chat CodeQwen1.5-7B-Chat "
    "Qwen2-72B Qwen2-72B-Instruct Qwen2-Math-72B-Instruct Qwen2-VL-72B-Instruct",
    "tongyi-qianwen-license-agreement": "Qwen-72B",
    "tongyi-qianwen-license": "Qwen-tokenizer",
    "qwen": "Qwen2.5-72B Qwen2.5-72B-Instruct Qwen2.5-72B-Instruct-AWQ Qwen2.5-Math-72B-Instruct "
    "Qwen2.5-VL-72B-Instruct Qwen2-VL-72B QVQ-72B-Preview",
    "qwen-community-1.0": "Qwen3.8-Flash-Next",
    "qwen3.8-max": "Qwen3.8-2.4T-A95B Qwen3.8-2.4T-A95B-FP8",
}
_PERMISSIVE = {"apache-2.0": "Qwen2.5-Omni-7B Qwen3-Omni-30B-A3B-Instruct"}

QWEN = {
    f"Qwen/{repository}": (name, expected)
    for expected, by_name in (
        ("non_commercial", _NON_COMMERCIAL),
        ("conditional", _CONDITIONAL),
        ("permissive", _PERMISSIVE),
    )
    for name, repositories in by_name.items()
    for repository in repositories.split()
}
