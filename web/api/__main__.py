"""`python -m web.api openapi` prints the OpenAPI document, `python -m web.api typescript` the front end's types."""

import json
import sys

from web.api.openapi import document
from web.api.reference import routes
from web.api.typescript import typescript

described = document(routes())
print({"openapi": json.dumps(described, indent=2), "typescript": typescript(described)}[sys.argv[1]], end="")
