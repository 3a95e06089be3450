"""Words the rules know: other places than the Hub, folders, placeholders, words beside a slash."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODELSCOPE_OWNERS = _words("AI-ModelScope LLM-Research ZhipuAI damo iic")
"""Accounts of ModelScope under which it keeps its own models and copies of others'."""
PREFIXES = _words("hf hf-hub hf_hub huggingface hugging-face hugging_face modelscope ms ollama model models base_model")
"""What stands before a colon and an id, and is no relation."""
OLLAMA_OWNERS = _words("library ollama ollama_chat")

FOLDERS = _words(
    """output outputs out results result checkpoint checkpoints ckpt ckpts runs run save saved saves model models data
    tmp temp cache workspace work content kaggle root home mnt opt usr var users lora adapters weights pretrained
    training train logs artifacts drive"""
)
BESIDE_FOLDERS = _words("hf my local base final best last merged trained tuned finetuned sft dpo ppo grpo")
"""Words beside which a folder's word is still no account's name: `hf-models`, `my-output`."""

PLACEHOLDERS = _words(
    """none null nil nan true false yes no n/a na tbd todo unknown undefined unspecified default custom scratch ~ - .
    base_model base-model original_repo_name original_model model_name model_id your_base_model your-base-model
    username/model_name your_username/your_model owner/name org/model author/model user/model"""
) | {"", "from scratch", "not specified", "not applicable", "base model", "more information needed"}

MERGE_TOOLS = _words("merge mergekit lazymergekit")
"""What merges are made with, which people list beside what they are made of."""

PLAIN_WORDS = _words(
    """and any as both by either for from he her his in input instruct its more no non not of off on only or our out
    output post pre she text their them they think to up video w o we with without yes audio image chat base
    fine-tuned fine-tuning pretrained pre-trained pre-training post-training train training test sft dpo ppo grpo rl
    lora qlora gguf gptq awq cpu gpu
    arabic bengali catalan chinese czech danish dutch english farsi filipino finnish french german greek hebrew hindi
    hungarian indonesian italian japanese korean malay mandarin norwegian persian polish portuguese romanian russian
    spanish swahili swedish tagalog tamil telugu thai turkish ukrainian urdu vietnamese
    ar bn cs da de el en es fa fi fr he hi hu id it ja ko ms nl pl pt ro ru sv ta te th tl tr uk ur vi zh"""
)
"""Words, languages first of all, that stand on either side of a slash and are no account and no model."""
