"""Every page of the site, by addresses of it in the graph of `family`: what all pages promise is tried on these."""

from collections.abc import Mapping

from tests.web.family import BASE, CHAT, GONE, MERGE

ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "home.page": ("/", f"/?model={CHAT}"),
    "model.page": (f"/models/{MERGE}", f"/models/{BASE}", f"/models/{GONE}"),
    "impact.page": (f"/models/{BASE}/impact", f"/models/{BASE}/impact?list=verdicts&license=gemma"),
    "bom.page": (f"/models/{CHAT}/bom",),
    "variants.page": (f"/variants/{BASE}",),
    "subtree.page": (f"/families/{BASE}",),
    "outline.families": ("/outline",),
    "outline.page": (f"/outline/{BASE}",),
    "table.everything": ("/table",),
    "table.page": (f"/table/{BASE}",),
    "owners.everybody": ("/owners",),
    "owners.owner": ("/owners/Qwen", "/owners/Quen"),
    "owners.organisation": ("/organisations/Qwen",),
    "fixes.page": ("/owners/lab/fixes",),
    "fixes.organisation": ("/organisations/Qwen/fixes",),
    "compare.page": ("/compare?of=Qwen,lab", f"/compare?ids={MERGE},{CHAT}"),
    "growth.page": ("/growth",),
    "changes.page": ("/changes",),
    "licences.page": ("/licences",),
    "claims.page": ("/claims",),
    "quality.page": ("/quality",),
    "quality.cases": ("/quality/cases?kind=mass%20uploads&rule=uuid",),
    "help.page": ("/help",),
    "search.page": ("/search?q=qwen",),
    "reference.page": ("/api",),
    "console.ask": ("/cypher",),
    "questions.index": ("/questions",),
    "questions.page": (
        "/questions/who-builds-on-an-owner",
        f"/questions/licences-below-a-base?id={BASE}&view=chart",
        f"/questions/where-a-model-comes-from?id={CHAT}&view=graph",
        "/questions/licences-loosened",
        "/questions/if-a-model-goes",
    ),
}
"""By endpoint. A new page stands here, or a test says that it is missing."""

NO_PAGES = {
    "fixes.file",
    "console.question",
    "console.here",
    "site.icon",
    "site.robots",
    "site.pages",
    "feed.models",
    "badge.picture",
}
"""What is a file, or leads elsewhere."""

EVERY = (*(path for paths in ADDRESSES.values() for path in paths), "/nope")
