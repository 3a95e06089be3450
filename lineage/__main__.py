"""`python -m lineage` is `qwen-lineage`."""

from lineage.cli import main

main()
