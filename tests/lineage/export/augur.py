"""The schema of Auspice JSON as Nextstrain's augur has it, which `augur validate export` goes by.

augur is AGPL-3.0 and brings much else: none of it is installed, shipped or copied here. The wheel is fetched once into
the user's cache, and only its schemas are read.
"""

import json
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

from jsonschema import Draft6Validator
from platformdirs import user_cache_path
from referencing import Registry, Resource

from lineage.files.locks import owned

VERSION = "34.3.0"
SCHEMAS = "augur/data/schema-"


@cache
def auspice_schema() -> Draft6Validator:
    """The validator of a dataset, version 2."""
    with zipfile.ZipFile(_wheel()) as wheel:
        schemas = [json.loads(wheel.read(n)) for n in wheel.namelist() if n.startswith(SCHEMAS) and n.endswith(".json")]
    known = {one["$id"]: Resource.from_contents(one) for one in schemas if "$id" in one}
    registry: Registry = Registry().with_resources(known.items())
    return Draft6Validator(known["https://nextstrain.org/schemas/dataset/v2"].contents, registry=registry)


def _wheel() -> Path:
    """The file, fetched the first time; one process fetches while others wait."""
    folder = user_cache_path("qwen-lineage", appauthor=False) / f"augur-{VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    with owned(folder, wait=True):
        if not list(folder.glob("*.whl")):
            wanted = ["--no-deps", "--quiet", "--dest", str(folder), f"nextstrain-augur=={VERSION}"]
            subprocess.run([sys.executable, "-m", "pip", "download", *wanted], check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel
