"""Which files a folder or a pattern means: shards of data, or model cards and what stands beside them."""

from pathlib import Path

DATA = (".parquet", ".jsonl", ".ndjson", ".csv", ".tsv", ".json", ".jsonl.gz", ".ndjson.gz", ".csv.gz", ".tsv.gz",
        ".json.gz", ".jsonl.zst", ".ndjson.zst", ".csv.zst", ".json.zst")  # fmt: skip
"""Ends of the names of files that hold models, in a folder."""

ABOUT_DATA = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "dataset-metadata.json")
"""What stands beside data of the Hub's and Kaggle's, and tells of it."""

CONFIGURATIONS = ("adapter_config.json", "mergekit_config.yml", "mergekit_config.yaml")
"""Files in a model's repository that name its parents, as training scripts write them."""


def data_files(folder: Path) -> list[Path]:
    """The files of data in a folder and those below it, by name; what is hidden, as a cache is, is left out."""
    found = (file for file in folder.rglob("*") if _is_data(file) and file.is_file())
    return sorted(file for file in found if not any(part[0] == "." for part in file.relative_to(folder).parts))


def _is_data(file: Path) -> bool:
    return file.name.endswith(DATA) and file.name not in (*CONFIGURATIONS, *ABOUT_DATA)


def card_files(folder: Path) -> list[Path]:
    """The model cards in a folder and those below it, and configurations that name parents, by name."""
    return sorted(file for file in folder.rglob("*") if _is_card(file) and file.is_file())


def _is_card(file: Path) -> bool:
    return file.suffix.lower() == ".md" or file.name in CONFIGURATIONS


def named_by(pattern: Path) -> list[Path]:
    """The files that a pattern such as `data/*.parquet` names, by name; none when it is no pattern."""
    if not set(str(pattern)) & set("*?["):
        return []
    top = Path(pattern.anchor)
    return sorted(path for path in top.glob(str(pattern.relative_to(top))) if path.is_file())
