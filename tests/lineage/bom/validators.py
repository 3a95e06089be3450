"""The formats' own validators, without a network: CycloneDX's schemas as its library ships them, SPDX's as vendored.

`tests/data/spdx-3.0.1` holds the JSON schema, the JSON-LD context and the SHACL model of SPDX 3.0.1, as
`org.spdx:spdx-v3jsonld-store` 1.0.5 ships them.
"""

import gzip
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lineage.bom import BomFormat

if TYPE_CHECKING:  # what validates takes two seconds to import, in each process that collects the tests
    import rdflib
    from cyclonedx.validation.json import JsonStrictValidator
    from jsonschema.protocols import Validator

SPDX = Path(__file__).resolve().parents[2] / "data" / "spdx-3.0.1"
CYCLONEDX = {BomFormat.CYCLONEDX_1_6: "V1_6", BomFormat.CYCLONEDX_1_7: "V1_7"}


def complaints(format: BomFormat, text: str) -> list[str]:
    """What is wrong with a document by its format's schema; SPDX's shapes are another question, see `misshapen`."""
    if format is BomFormat.SPDX_3:
        return [f"{error.json_path}: {error.message}" for error in _spdx_schema().iter_errors(json.loads(text))]
    return [str(error) for error in _cyclonedx(format).validate_str(text, all_errors=True) or ()]


def misshapen(*texts: str) -> list[str]:
    """What SPDX's shapes say of documents, all together: shaping takes a second for each time it begins."""
    import rdflib  # noqa: PLC0415
    from spdx3_validate import core  # noqa: PLC0415
    from spdx3_validate.spdx_versions import find_version  # noqa: PLC0415

    graph = rdflib.Graph()
    for text in texts:
        document = json.loads(text)
        graph.parse(data=json.dumps({**document, "@context": _vendored("spdx-context")["@context"]}), format="json-ld")
    version = find_version(document["@context"])
    assert version is not None
    return core.check_graph(graph, _spdx_shapes(), version, False)


@cache
def _cyclonedx(format: BomFormat) -> "JsonStrictValidator":
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    return JsonStrictValidator(SchemaVersion[CYCLONEDX[format]])


@cache
def _spdx_schema() -> "Validator":
    from spdx3_validate import core  # noqa: PLC0415

    return core.schema_validator(_vendored("schema"))


@cache
def _spdx_shapes() -> "rdflib.Graph":
    import rdflib  # noqa: PLC0415

    return rdflib.Graph().parse(data=json.dumps(_vendored("spdx-model")), format="json-ld")


def _vendored(name: str) -> Any:
    (path,) = SPDX.glob(f"{name}-v3.0.1.json*.gz")
    return json.loads(gzip.decompress(path.read_bytes()))
