"""Names from the time when a repository needed no owner, and where the Hub's own redirects lead today."""

_MOVED = {
    "openai-community": ("gpt2", "gpt2-medium", "gpt2-large", "gpt2-xl", "openai-gpt", "roberta-base-openai-detector"),
    "google-bert": (
        "bert-base-uncased",
        "bert-base-cased",
        "bert-large-uncased",
        "bert-large-cased",
        "bert-base-multilingual-uncased",
        "bert-base-multilingual-cased",
        "bert-base-chinese",
        "bert-base-german-cased",
        "bert-large-uncased-whole-word-masking",
        "bert-large-cased-whole-word-masking",
    ),
    "FacebookAI": ("roberta-base", "roberta-large", "roberta-large-mnli", "xlm-roberta-base", "xlm-roberta-large"),
    "distilbert": (
        "distilbert-base-uncased",
        "distilbert-base-cased",
        "distilbert-base-multilingual-cased",
        "distilbert-base-german-cased",
        "distilbert-base-uncased-finetuned-sst-2-english",
        "distilbert-base-cased-distilled-squad",
        "distilbert-base-uncased-distilled-squad",
        "distilroberta-base",
        "distilgpt2",
    ),
    "albert": tuple(
        f"albert-{size}-{version}" for size in ("base", "large", "xlarge", "xxlarge") for version in ("v1", "v2")
    ),
    "google-t5": ("t5-small", "t5-base", "t5-large", "t5-3b", "t5-11b"),
    "xlnet": ("xlnet-base-cased", "xlnet-large-cased"),
    "almanach": ("camembert-base",),
}

LEGACY = {name: f"{owner}/{name}" for owner, names in _MOVED.items() for name in names}
"""Bare name to today's id: the Hub moved its "canonical" models to their makers' accounts and redirects old names."""
