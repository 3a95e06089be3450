"""Questions that users of this graph really have, each with the Cypher that answers it on either store.

All are written in what both engines answer alike: paths are bounded, every column has a name, rows come in an order
that ends on an id, and unknown values sort as what they are not (`coalesce(downloads, -1)`) but are shown as unknown.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lineage import cypher
from lineage.questions.stored_query import Chart, QueryField, Question, Requirement, Role
from lineage.stores.port import Reader

FITTING_SECONDS = 10.0

BUILDING = "Who builds on a base"
CHOOSING = "The right derivative"
ORIGINS = "Where a model comes from"
LICENCES = "Licences and access"
METADATA = "What the metadata hides"
MEASURES = "Measuring the whole"
ORGANISATIONS = "Organisations"
CLAIMS = "Behind published claims"

BASE = {"id": "Qwen/Qwen3-0.6B"}
OWNER = {"owner": "Qwen"}
SEVERAL = {"organisations": ("Qwen", "Meta", "Google", "Mistral")}
PERMISSIVE = ("apache-2.0", "mit", "bsd-3-clause", "cc0-1.0", "unlicense")
RESTRICTIVE = (
    *("cc-by-nc-4.0", "cc-by-nc-sa-4.0", "cc-by-nc-nd-4.0", "gemma", "flux-1-dev-non-commercial-license"),
    *("llama2", "llama3", "llama3.1", "llama3.2", "llama3.3", "llama4"),
    *("qwen", "qwen-research", "tongyi-qianwen", "tongyi-qianwen-research", "tongyi-qianwen-license-agreement"),
)
"""Ids and, for those without an id of the Hub's, names of licences whose terms go on to what is made from a model."""


def _licence(model: str) -> str:
    """A model's licence as pages show it: by the card's name where the Hub's id is `other`, or nothing."""
    return (
        f"CASE WHEN coalesce(toLower({model}.license), 'other') = 'other' "
        f"THEN coalesce({model}.license_name, {model}.license) ELSE {model}.license END"
    )


NAMED_AFTER = """\
MATCH (m:Model)
WHERE m.status <> 'missing' AND (toLower(m.id) CONTAINS $name OR any(tag IN m.tags WHERE toLower(tag) CONTAINS $name))
RETURN m.id AS id, m.status AS status, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id"""
"""All models with a name in their id or in a tag; `$name` in small letters."""

OF_AN_ARCHITECTURE = """\
MATCH (m:Model)
WHERE m.status <> 'missing' AND any(tag IN m.tags WHERE tag =~ $tag)
RETURN m.id AS id, m.status AS status, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id"""
"""All models with a tag that is spelt so; `$tag` is a pattern of the whole tag."""

MOST_DOWNLOADED_OF_ALL_TIME = """\
MATCH (m:Model {author: $owner})
WHERE m.status = 'listed'
RETURN m.id AS id, m.downloads_all_time AS downloads_all_time
ORDER BY coalesce(downloads_all_time, -1) DESC, id"""
"""An owner's listed models, the most downloaded of all time first."""

MOST_DOWNLOADED_OF_A_TASK = """\
MATCH (m:Model {pipeline_tag: $task})
WHERE m.status = 'listed'
RETURN m.id AS id, m.downloads_all_time AS downloads_all_time
ORDER BY coalesce(downloads_all_time, -1) DESC, id"""
"""All listed models of a task, the most downloaded of all time first."""

SELF_REFERENCES = """\
MATCH (m:Model)-[r:DERIVED_FROM]->(:Model)
WHERE r.irregularity = 'self_reference'
RETURN m.id AS id, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id"""
"""All models that name themselves as a parent."""

OF_LISTED_PARENTS = """\
MATCH (c:Model)-[:DERIVED_FROM]->(p:Model {status: 'listed'})
WHERE c.id <> p.id
RETURN c.id AS id, p.id AS parent
ORDER BY id, parent"""
"""All derivations from another model that is listed."""

OF_OLDER_PARENTS = """\
MATCH (c:Model)-[:DERIVED_FROM]->(p:Model)
WHERE c.id <> p.id AND p.created_at <= c.created_at
RETURN c.id AS id, p.id AS parent
ORDER BY id, parent"""
"""All derivations from another model that is no younger."""

WITH_A_LICENSE = """\
MATCH (m:Model {status: 'listed'})
WHERE m.license IS NOT NULL
RETURN m.id AS id, m.license AS license
ORDER BY id"""
"""All listed models whose card states a licence."""

MOST_DOWNLOADED = """\
MATCH (m:Model {status: 'listed'})
RETURN m.id AS id, m.downloads_all_time AS downloads_all_time
ORDER BY coalesce(downloads_all_time, -1) DESC, id"""
"""All listed models, the most downloaded of all time first."""

RARELY_DOWNLOADED = """\
MATCH (m:Model {status: 'listed'})
WHERE m.downloads_all_time < $few
RETURN m.id AS id, m.downloads_all_time AS downloads_all_time
ORDER BY downloads_all_time DESC, id"""
"""All listed models with fewer downloads of all time."""

MOST_USED_TAG = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
WITH p.id AS id, count(c) AS children
ORDER BY children DESC, id
LIMIT 1
MATCH (:Model {id: id})<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> id
WITH id, c.id AS child, c.tags AS tags
ORDER BY child
LIMIT 100
UNWIND tags AS tag
WITH id, tag, count(*) AS models
WHERE NOT tag CONTAINS ':'
RETURN id, tag, models
ORDER BY models DESC, tag
LIMIT 1"""

SEVERAL_PARENTS = """\
MATCH (m:Model)-[:DERIVED_FROM]->(p:Model)
WHERE p.id <> m.id
WITH m, count(p) AS parents
WHERE parents > 1
RETURN m.id AS id, parents, m.downloads AS downloads
ORDER BY parents DESC, id"""
"""All models with more than one other model as a parent."""

MOST_CHILDREN = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
RETURN p.id AS id, count(c) AS children
ORDER BY children DESC, id
LIMIT 1"""

MOST_CHILDREN_BY = """\
MATCH (p:Model)<-[r:DERIVED_FROM]-(c:Model)
WHERE r.relation = '{relation}' AND c.id <> p.id
RETURN p.id AS id, count(c) AS children
ORDER BY children DESC, id
LIMIT 1"""

MOST_MASS_UPLOADS = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.mass_upload IS NOT NULL AND c.id <> p.id
RETURN p.id AS id, count(c) AS children
ORDER BY children DESC, id
LIMIT 1"""

MOST_QUANTISED_CHILDREN = """\
MATCH (p:Model)<-[f:DERIVED_FROM]-(c:Model)<-[q:DERIVED_FROM]-(gguf:Model)
WHERE f.relation = 'finetune' AND q.relation = 'quantized' AND c.id <> p.id AND gguf.id <> c.id
RETURN p.id AS id, count(gguf) AS quantisations
ORDER BY quantisations DESC, id
LIMIT 1"""

SEVERAL_GENERATIONS = """\
MATCH (m:Model)-[r:DERIVED_FROM]->(a:Model)-[:DERIVED_FROM]->(b:Model)-[:DERIVED_FROM]->(base:Model)
WHERE r.relation = 'merge' AND a.id <> m.id AND b.id <> a.id AND base.id <> b.id
RETURN m.id AS id, count(DISTINCT base) AS bases
ORDER BY bases DESC, id
LIMIT 1"""

TWO_SIBLINGS = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
WITH p, count(c) AS children
ORDER BY children DESC, p.id
LIMIT 1
MATCH (p)<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
RETURN min(c.id) AS a, max(c.id) AS b
ORDER BY a
LIMIT 1"""

TWO_MERGED = """\
MATCH (a:Model)<-[:DERIVED_FROM]-(m:Model)-[r:DERIVED_FROM]->(b:Model)
WHERE r.relation = 'merge' AND a.id < b.id AND m.id <> a.id AND m.id <> b.id
RETURN a.id AS a, b.id AS b, count(m) AS merges
ORDER BY merges DESC, a, b
LIMIT 1"""

MOST_BUILT_ON_OWNER = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.author <> p.author
RETURN p.author AS owner, count(c) AS children
ORDER BY children DESC, owner
LIMIT 1"""

MOST_LOOSENED_CHILDREN = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.license_verdict = 'loosened' AND c.id <> p.id
RETURN p.id AS id, count(c) AS children
ORDER BY children DESC, id
LIMIT 1"""

MOST_BUILT_ON_ORGANISATION = """\
MATCH (o:Organisation)
RETURN o.id AS organisation, o.others AS others
ORDER BY others DESC, organisation
LIMIT 1"""

LARGEST_ORGANISATIONS = """\
MATCH (o:Organisation)
WITH o
ORDER BY o.`union` DESC, o.id
LIMIT 4
RETURN collect(o.name) AS organisations
LIMIT 1"""

NEWEST_MONTH = """\
MATCH (m:Model)
WHERE m.created_month IS NOT NULL
RETURN max(m.created_month) AS since
ORDER BY since
LIMIT 1"""

MOST_BUILT_ON_OWNER_AND_DAY = """\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE c.status = 'listed' AND c.author <> p.author AND c.created_month IS NOT NULL
RETURN p.author AS owner, count(c) AS children, max(c.created_month) + '-01' AS day
ORDER BY children DESC, owner
LIMIT 1"""

MOST_OTHERWISE_NAMED_OWNER = """\
MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model)
WHERE r.raw <> p.id AND c.id <> p.id AND NOT (r.raw STARTS WITH 'base_model:' AND r.raw ENDS WITH ':' + p.id)
RETURN p.author AS owner, count(c) AS children
ORDER BY children DESC, owner
LIMIT 1"""

MOST_OTHERWISE_NAMED_ORGANISATION = MOST_OTHERWISE_NAMED_OWNER.replace(
    "p.author AS owner", "p.organisation AS organisation"
).replace(", owner", ", organisation")

MOST_TO_MEND_OWNER = """\
MATCH (c:Model {status: 'listed'})-[r:DERIVED_FROM]->(p:Model)
WHERE c.author <> p.author AND (c.license_verdict IN ['omitted', 'loosened'] OR r.relation = 'unknown')
RETURN p.author AS owner, count(DISTINCT c) AS models
ORDER BY models DESC, owner
LIMIT 1"""

MOST_TO_MEND_ORGANISATION = (
    MOST_TO_MEND_OWNER.replace("c.author <> p.author", "c.organisation <> p.organisation")
    .replace("p.author AS owner", "p.organisation AS organisation")
    .replace(", owner", ", organisation")
)

TWO_MERGED_ORGANISATIONS = """\
MATCH (a:Model)<-[:DERIVED_FROM]-(m:Model)-[:DERIVED_FROM]->(b:Model)
WHERE a.organisation < b.organisation
  AND COUNT { (a)-[:DERIVED_FROM]->(:Model) } = COUNT { (a)-[:DERIVED_FROM]->(a) }
  AND COUNT { (b)-[:DERIVED_FROM]->(:Model) } = COUNT { (b)-[:DERIVED_FROM]->(b) }
RETURN a.organisation AS a, b.organisation AS b, count(DISTINCT m) AS models
ORDER BY models DESC, a, b
LIMIT 1"""

WHO_BUILDS = (
    Question(
        slug="largest-owners-below-a-base",
        group=BUILDING,
        title="Who builds most on a base?",
        about="The owners of all models that descend from it, those of most models first.",
        requires=Requirement.DESCENDANTS,
        chart=Chart("owner", ("models",)),
        teaches="grouping all descendants by owner, each counted once however many ways lead to it",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id
RETURN d.author AS owner, count(DISTINCT d) AS models
ORDER BY models DESC, owner
LIMIT 50""",
        parameters=BASE,
        example=MOST_CHILDREN,
    ),
    Question(
        slug="most-derived-intermediates",
        group=BUILDING,
        title="Which derivatives of a base became bases themselves?",
        about="The models between a base and what descends from it, those with most direct derivatives first.",
        requires=Requirement.GRANDCHILDREN,
        teaches="a second MATCH from what the first one found, for the models between a base and its descendants",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(m:Model)
WHERE m.id <> $id
WITH DISTINCT m
MATCH (m)<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> m.id
RETURN m.id AS id, count(c) AS children, m.license AS license
ORDER BY children DESC, id
LIMIT 50""",
        parameters=BASE,
        view="map",
        example=MOST_CHILDREN,
    ),
    Question(
        slug="new-derivatives-since",
        group=BUILDING,
        title="What was built on this base since a month?",
        about="What descends from it at any distance and was made in that month or later, the newest first.",
        requires=Requirement.RECENT_DESCENDANTS,
        teaches="months as text: `created_month` is YYYY-MM, so it compares and sorts like a date",
        needs=("created_at",),
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.created_month >= $since AND d.id <> $id
RETURN DISTINCT d.id AS id, d.created_month AS month, d.downloads AS downloads
ORDER BY month DESC, coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters={**BASE, "since": "2025-06"},
        view="map",
        example=MOST_CHILDREN,
    ),
    Question(
        slug="growth-of-a-base",
        group=BUILDING,
        title="How did the family of a base grow, month by month?",
        about="How many models that descend from it were made in each month, with and without mass uploads.",
        requires=Requirement.DATED_DESCENDANTS,
        chart=Chart("month", ("models", "without_mass_uploads")),
        teaches="two counts of the same rows: CASE gives nothing for mass uploads, and nothing is not counted",
        needs=("created_at",),
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.created_month IS NOT NULL AND d.id <> $id
RETURN d.created_month AS month, count(DISTINCT d) AS models,
  count(DISTINCT CASE WHEN d.mass_upload IS NULL THEN d.id END) AS without_mass_uploads
ORDER BY month
LIMIT 200""",
        parameters=BASE,
        example=MOST_CHILDREN,
    ),
    Question(
        slug="who-builds-on-an-owner",
        group=BUILDING,
        title="Who builds on our models, and on how many of them?",
        about="Other owners whose models name one of the owner's as their parent, those of most models first.",
        requires=Requirement.BUILDERS,
        chart=Chart("builder", ("models",)),
        teaches="from all models of one owner at once, leaving out what the owner makes of its own",
        statement="""\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM]-(c:Model)
WHERE c.author <> $owner
RETURN c.author AS builder, count(DISTINCT p) AS bases, count(DISTINCT c) AS models
ORDER BY models DESC, builder
LIMIT 50""",
        parameters=OWNER,
        example=MOST_BUILT_ON_OWNER,
    ),
    Question(
        slug="builders-since-a-day",
        group=BUILDING,
        title="Who built on our models lately?",
        about="Other owners with models made on that day or later that descend from the owner's at any distance, "
        "those of most models first, with the first that each made since then.",
        chart=Chart("builder", ("models",)),
        teaches="moments compare with `datetime()` of a day written as text; the first of a list collected in order",
        needs=("created_at",),
        statement="""\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.created_at >= datetime($day) AND d.author <> $owner
WITH p, d
ORDER BY d.created_at, d.id
WITH d.author AS builder, count(DISTINCT d) AS models, count(DISTINCT p) AS bases, max(d.created_month) AS month,
  collect(d.id) AS in_order
RETURN builder, models, bases, month, in_order[0] AS first_model
ORDER BY models DESC, builder
LIMIT 50""",
        parameters={**OWNER, "day": "2025-06-01"},
        example=MOST_BUILT_ON_OWNER_AND_DAY,
    ),
    Question(
        slug="an-owners-models-compared",
        group=BUILDING,
        title="What is made of each of an owner's models?",
        about="The owner's models that others build on, each with the direct derivatives of others by relation; those "
        "of unstated relation are in the sum alone.",
        requires=Requirement.BUILDERS,
        teaches="turning values into columns: one conditional count a relation",
        needs=("relation",),
        statement="""\
MATCH (p:Model {author: $owner})<-[r:DERIVED_FROM]-(c:Model)
WHERE c.author <> $owner
RETURN p.id AS id, count(c) AS children,
  count(CASE r.relation WHEN 'finetune' THEN 1 END) AS finetunes,
  count(CASE r.relation WHEN 'adapter' THEN 1 END) AS adapters,
  count(CASE r.relation WHEN 'quantized' THEN 1 END) AS quantisations,
  count(CASE r.relation WHEN 'merge' THEN 1 END) AS merges
ORDER BY children DESC, id
LIMIT 50""",
        parameters=OWNER,
        view="map",
        example=MOST_BUILT_ON_OWNER,
    ),
    Question(
        slug="models-that-nobody-builds-on",
        group=BUILDING,
        title="Which of an owner's models does nobody else build on?",
        about="The owner's listed models that no model of others names as its parent, the most downloaded first.",
        requires=Requirement.NOT_BUILT_ON,
        teaches="OPTIONAL MATCH and a count of 0: what is not there",
        statement="""\
MATCH (m:Model {author: $owner, status: 'listed'})
OPTIONAL MATCH (m)<-[:DERIVED_FROM]-(c:Model)
WHERE c.author IS NULL OR c.author <> $owner
WITH m, count(c) AS others
WHERE others = 0
RETURN m.id AS id, m.pipeline_tag AS task, m.downloads AS downloads, m.created_month AS month
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters=OWNER,
        view="map",
        example=MOST_BUILT_ON_OWNER,
    ),
    Question(
        slug="owners-who-build-on-several-bases",
        group=BUILDING,
        title="Which owners build on several bases?",
        about="Owners with models made directly from more than one root of somebody else's, those of most roots first.",
        chart=Chart("owner", ("bases",)),
        teaches="COUNT { ... } of two patterns for roots: models that are derived from nothing but perhaps themselves",
        statement="""\
MATCH (c:Model)-[:DERIVED_FROM]->(base:Model)
WHERE c.author <> base.author
  AND COUNT { (base)-[:DERIVED_FROM]->(:Model) } = COUNT { (base)-[:DERIVED_FROM]->(base) }
WITH c.author AS owner, count(DISTINCT base) AS bases, count(DISTINCT c) AS models
WHERE bases > 1
RETURN owner, bases, models
ORDER BY bases DESC, models DESC, owner
LIMIT 50""",
    ),
)

THE_RIGHT_ONE = (
    Question(
        slug="quantisations-of-a-base",
        group=CHOOSING,
        title="Which quantisations of this model are used most?",
        about="Its direct quantisations, the most downloaded first. What format, bits and size they have is told where "
        "it is asked which of them to take.",
        requires=Requirement.QUANTIZED_CHILDREN,
        teaches="one hop with a condition on the edge, ranked by downloads, unknown ones last",
        needs=("relation",),
        statement="""\
MATCH (:Model {id: $id})<-[r:DERIVED_FROM]-(q:Model)
WHERE r.relation = 'quantized' AND q.id <> $id
RETURN q.id AS id, q.downloads AS downloads, q.library AS library, q.license AS license
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 50""",
        parameters=BASE,
        view="map",
        example=MOST_CHILDREN_BY.format(relation="quantized"),
    ),
    Question(
        slug="derivatives-with-a-tag",
        group=CHOOSING,
        title="Which derivatives of this base carry a tag, such as coding?",
        about="What descends from it at any distance and has that tag on the Hub, the most downloaded first. Cards say "
        "what they like: a model without the tag may be for it too.",
        teaches="any(...) over a list, whose words are compared without their capitals",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id AND any(tag IN d.tags WHERE toLower(tag) = toLower($tag))
RETURN DISTINCT d.id AS id, d.downloads AS downloads, d.license AS license, d.created_month AS month
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters={"id": "Qwen/Qwen3.5-9B", "tag": "coding"},
        view="map",
        example=MOST_USED_TAG,
    ),
    Question(
        slug="finetunes-already-quantised",
        group=CHOOSING,
        title="Which fine-tunes of this base has somebody quantised?",
        about="Its fine-tunes that have quantisations, those with most first.",
        requires=Requirement.QUANTIZED_FINETUNES,
        teaches="a pattern of two hops with a different relation on each",
        needs=("relation",),
        statement="""\
MATCH (:Model {id: $id})<-[f:DERIVED_FROM]-(m:Model)<-[q:DERIVED_FROM]-(small:Model)
WHERE f.relation = 'finetune' AND q.relation = 'quantized' AND m.id <> $id AND small.id <> m.id
RETURN m.id AS id, count(DISTINCT small) AS quantisations, m.downloads AS downloads, m.license AS license
ORDER BY quantisations DESC, coalesce(downloads, -1) DESC, id
LIMIT 50""",
        parameters=BASE,
        view="map",
        example=MOST_QUANTISED_CHILDREN,
    ),
    Question(
        slug="finetunes-of-finetunes",
        group=CHOOSING,
        title="What descends from this base by fine-tuning alone?",
        about="Its fine-tunes, their fine-tunes and so on, the most downloaded first.",
        requires=Requirement.FINETUNED_CHILDREN,
        teaches="a condition that every edge of a path has to meet",
        needs=("relation",),
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..20 {relation: 'finetune'}]-(d:Model)
WHERE d.id <> $id
RETURN DISTINCT d.id AS id, d.downloads AS downloads, d.license AS license
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters=BASE,
        view="map",
        example=MOST_CHILDREN_BY.format(relation="finetune"),
    ),
    Question(
        slug="permissive-and-open",
        group=CHOOSING,
        title="Which derivatives may I use freely, and need no access request?",
        about="What descends from it under one of these licences, with no stricter one above it, and can be had "
        "without asking, the most downloaded first; no mass uploads. Of what is not listed the terms may be stricter, "
        "or cannot be told.",
        requires=Requirement.FREE_DESCENDANTS,
        teaches="lists as parameters, and conditions on the model found",
        needs=("license", "gated"),
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.license IN $licences AND d.effective_class = 'permissive'
  AND d.gated = 'false' AND d.mass_upload IS NULL AND d.id <> $id
RETURN DISTINCT d.id AS id, d.license AS license, d.downloads AS downloads, d.likes AS likes
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 50""",
        parameters={**BASE, "licences": PERMISSIVE},
        view="map",
        example=MOST_CHILDREN,
    ),
    Question(
        slug="tasks-below-a-base",
        group=CHOOSING,
        title="For which tasks, and with which libraries, is this base used?",
        about="What the models that descend from it are for, and what they are used with.",
        requires=Requirement.DESCENDANTS,
        teaches="grouping by two properties, with a word for what is unknown",
        needs=("pipeline_tag",),
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id
RETURN coalesce(d.pipeline_tag, 'not stated') AS task, coalesce(d.library, 'not stated') AS library,
  count(DISTINCT d) AS models
ORDER BY models DESC, task, library
LIMIT 50""",
        parameters=BASE,
        example=MOST_CHILDREN,
    ),
)

WHERE_FROM = (
    Question(
        slug="where-a-model-comes-from",
        group=ORIGINS,
        title="What does this model descend from, all the way up?",
        about="The shortest ways up to every model above it that is made from nothing.",
        requires=Requirement.ROOTS_ABOVE,
        teaches="a path as a result: it is drawn as a small graph",
        statement="""\
MATCH (m:Model {id: $id})-[:DERIVED_FROM*1..20]->(base:Model)
WITH DISTINCT m, base
WHERE base.id <> $id AND COUNT { (base)-[:DERIVED_FROM]->(:Model) } = COUNT { (base)-[:DERIVED_FROM]->(base) }
MATCH path = allShortestPaths((m)-[:DERIVED_FROM*..20]->(base))
RETURN path
ORDER BY length(path), [n IN nodes(path) | n.id]
LIMIT 20""",
        parameters=BASE,
        view="graph",
        example=SEVERAL_GENERATIONS,
    ),
    Question(
        slug="common-ancestors",
        group=ORIGINS,
        title="What do two models have in common?",
        about="What both descend from, or one of them is, the most downloaded first.",
        requires=Requirement.ANCESTORS,
        teaches="two paths that meet: whatever both of them reach",
        statement="""\
MATCH (:Model {id: $a})-[:DERIVED_FROM*0..20]->(both:Model)
WITH DISTINCT both
MATCH (:Model {id: $b})-[:DERIVED_FROM*0..20]->(both)
RETURN DISTINCT both.id AS id, both.license AS license, both.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 50""",
        parameters={"a": "Qwen/Qwen3-0.6B-GGUF", "b": "Qwen/Qwen3-0.6B-FP8"},
        view="map",
        example=TWO_SIBLINGS,
    ),
    Question(
        slug="how-two-models-are-related",
        group=ORIGINS,
        title="How is one model related to another?",
        about="The shortest ways from one to the other, by a common ancestor or a common descendant.",
        requires=Requirement.RELATIVES,
        teaches="shortest paths without an arrow go up and down: by a common ancestor, or a common descendant",
        statement="""\
MATCH (a:Model {id: $a}), (b:Model {id: $b})
MATCH path = allShortestPaths((a)-[:DERIVED_FROM*..40]-(b))
RETURN path
ORDER BY [n IN nodes(path) | n.id]
LIMIT 5""",
        parameters={"a": "Qwen/Qwen3-0.6B-GGUF", "b": "Qwen/Qwen3-0.6B-Base"},
        view="graph",
        example=TWO_SIBLINGS,
    ),
    Question(
        slug="merges-of-two-bases",
        group=ORIGINS,
        title="What merges these two models?",
        about="Models that name both as their parents and state that they merge them, the most downloaded first; not "
        "what descends from these.",
        requires=Requirement.MERGED_CHILDREN,
        teaches="one child, two parents: both patterns start at the same model",
        statement="""\
MATCH (:Model {id: $a})<-[:DERIVED_FROM {relation: 'merge'}]-(m:Model)
MATCH (m)-[:DERIVED_FROM {relation: 'merge'}]->(:Model {id: $b})
WHERE m.id <> $a AND m.id <> $b
RETURN DISTINCT m.id AS id, m.downloads AS downloads, m.license AS license, m.created_month AS month
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 50""",
        parameters={"a": "Qwen/Qwen2.5-7B-Instruct", "b": "Qwen/Qwen2.5-Coder-7B-Instruct"},
        view="map",
        example=TWO_MERGED,
    ),
    Question(
        slug="models-with-most-parents",
        group=ORIGINS,
        title="Which models have the most parents?",
        about="Models with several parents, those with most first.",
        teaches="WITH between two steps: sort first, so that the collected list is in order",
        statement="""\
MATCH (c:Model)-[:DERIVED_FROM]->(p:Model)
WHERE p.id <> c.id
WITH c, count(p) AS parents
WHERE parents > 1
WITH c, parents
ORDER BY parents DESC, c.id
LIMIT 30
MATCH (c)-[:DERIVED_FROM]->(p:Model)
WHERE p.id <> c.id
WITH c, parents, p
ORDER BY p.id
RETURN c.id AS id, parents, collect(p.id) AS parent_ids
ORDER BY parents DESC, id
LIMIT 30""",
        view="map",
    ),
    Question(
        slug="deepest-chains",
        group=ORIGINS,
        title="How deep do chains of fine-tunes go?",
        about="The longest ways of fine-tunes, from one that nobody fine-tuned further up to what is none itself; "
        "of 4 to 20 derivations, and none goes in a circle.",
        teaches="a path with a least length, cut at both ends where the chain really begins and ends",
        needs=("relation",),
        statement="""\
MATCH (last:Model)-[:DERIVED_FROM {relation: 'finetune'}]->(:Model)
WITH DISTINCT last
OPTIONAL MATCH (last)<-[:DERIVED_FROM {relation: 'finetune'}]-(later:Model) WHERE later.id <> last.id
WITH last, count(later) AS further
WHERE further = 0
MATCH path = (last)-[:DERIVED_FROM*4..20 {relation: 'finetune'}]->(first:Model)
WHERE none(step IN relationships(path) WHERE step.irregularity IS NOT NULL)
OPTIONAL MATCH (first)-[:DERIVED_FROM {relation: 'finetune'}]->(base:Model) WHERE base.id <> first.id
WITH path, count(base) AS above
WHERE above = 0
RETURN path
ORDER BY length(path) DESC, [n IN nodes(path) | n.id]
LIMIT 10""",
        view="graph",
    ),
)

WHICH_LICENCE = (
    Question(
        slug="licences-below-a-base",
        group=LICENCES,
        title="Which licences do the descendants of a base carry?",
        about="The licences that models which descend from it state, the most frequent first.",
        requires=Requirement.DESCENDANTS,
        chart=Chart("license", ("models",)),
        teaches="a bounded variable-length path, and count(DISTINCT ...) because merges are reached more than once",
        needs=("license",),
        statement=f"""\
MATCH (:Model {{id: $id}})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id
WITH DISTINCT d, {_licence("d")} AS license
RETURN coalesce(license, 'not stated') AS license, count(d) AS models
ORDER BY models DESC, license
LIMIT 50""",
        parameters=BASE,
        example=MOST_CHILDREN,
    ),
    Question(
        slug="licences-inherited",
        group=LICENCES,
        title="Whose licences does this model have to respect?",
        about="Everything it descends from, with the licence of each.",
        requires=Requirement.ANCESTORS,
        teaches="everything above one model: the same path, read from child to parent",
        needs=("license",),
        statement=f"""\
MATCH (:Model {{id: $id}})-[:DERIVED_FROM*1..60]->(a:Model)
WHERE a.id <> $id
WITH DISTINCT a, {_licence("a")} AS license
RETURN coalesce(license, 'not stated') AS license, a.gated AS gated, a.status AS status, a.id AS id
ORDER BY license, id
LIMIT 100""",
        parameters=BASE,
        view="map",
        example=SEVERAL_GENERATIONS,
    ),
    Question(
        slug="licences-loosened",
        group=LICENCES,
        title="Which models carry a looser licence than an ancestor allows?",
        about="Pairs of a model and one at most four derivations above it, of which the upper has a licence of "
        "the one list and the lower one of the other. By these names alone; the page of licences compares terms, along "
        "every way up.",
        teaches="comparing both ends of a path of one to four steps, each licence by its name where its id is `other`",
        needs=("license",),
        statement=f"""\
MATCH (a:Model)
WHERE a.license IN $restrictive
  OR (a.license_name IN $restrictive AND coalesce(toLower(a.license), 'other') = 'other')
MATCH (a)<-[:DERIVED_FROM*1..4]-(d:Model)
WHERE d.id <> a.id
  AND (d.license IN $permissive
    OR (d.license_name IN $permissive AND coalesce(toLower(d.license), 'other') = 'other'))
RETURN DISTINCT d.id AS id,
  {_licence("d")} AS license,
  a.id AS ancestor,
  {_licence("a")} AS ancestor_license,
  d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id, ancestor
LIMIT 100""",
        parameters={"restrictive": RESTRICTIVE, "permissive": PERMISSIVE},
        view="map",
    ),
    Question(
        slug="licences-loosened-below-a-base",
        group=LICENCES,
        title="What below this base has a licence that grants more than the terms above it?",
        about="What descends from it under a licence that allows what a licence above it does not, the most "
        "downloaded first.",
        requires=Requirement.LOOSENED_DESCENDANTS,
        teaches="`license_verdict` follows from every declared path up, so no pattern has to compare terms",
        needs=("license",),
        statement=f"""\
MATCH (:Model {{id: $id}})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.license_verdict = 'loosened' AND d.id <> $id
WITH DISTINCT d
RETURN d.id AS id,
  {_licence("d")} AS license,
  d.license_class AS license_class, d.effective_class AS effective_class, d.license_rules AS rules,
  d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters=BASE,
        view="map",
        example=MOST_LOOSENED_CHILDREN,
    ),
    Question(
        slug="no-common-licence",
        group=LICENCES,
        title="Which merges join models whose terms no one licence keeps?",
        about="Models whose parents ask for what no single licence can keep, the most downloaded first.",
        teaches="`license_rules` names every rule that a model meets; two lists collected in one order",
        needs=("license",),
        statement=f"""\
MATCH (m:Model)-[:DERIVED_FROM]->(p:Model)
WHERE 'no_common_licence' IN m.license_rules AND p.id <> m.id
WITH m, p
ORDER BY p.id
WITH m, collect(p.id) AS parents, collect(coalesce({_licence("p")}, 'not stated')) AS parent_licenses
RETURN m.id AS id,
  {_licence("m")} AS license,
  parents, parent_licenses, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        view="map",
        columns={"parents": "parent_ids"},
    ),
    Question(
        slug="non-commercial-roots-built-on",
        group=LICENCES,
        title="On which non-commercial roots is most built under licences that grant commercial use?",
        about="Roots whose licence forbids commercial use, by how much descends from them under licences that "
        "grant it.",
        teaches="distinct pairs first, then counts: a ladder of merges has more paths than anybody can wait for",
        needs=("license",),
        statement=f"""\
MATCH (root:Model {{license_class: 'non_commercial'}})
WHERE COUNT {{ (root)-[:DERIVED_FROM]->(:Model) }} = COUNT {{ (root)-[:DERIVED_FROM]->(root) }}
MATCH (root)<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.license_class IN $granting AND d.id <> root.id
WITH DISTINCT root, d
RETURN root.id AS id,
  {_licence("root")} AS license,
  count(d) AS models, count(CASE WHEN d.license_verdict = 'loosened' THEN 1 END) AS loosened
ORDER BY models DESC, id
LIMIT 50""",
        parameters={"granting": ("permissive", "share_alike", "conditional")},
        view="map",
    ),
    Question(
        slug="if-a-base-is-withdrawn",
        group=LICENCES,
        title="What is affected if this base is withdrawn or relicensed?",
        about="All that descends from it, the most downloaded first, with how many parents each names.",
        requires=Requirement.DESCENDANTS,
        teaches="COUNT { ... } of a pattern: how many other models each affected one names as parents",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id
WITH DISTINCT d
ORDER BY coalesce(d.downloads, -1) DESC, d.id
LIMIT 100
RETURN d.id AS id, d.author AS owner, d.downloads AS downloads, d.license AS license,
  COUNT { (d)-[:DERIVED_FROM]->(:Model) } - COUNT { (d)-[:DERIVED_FROM]->(d) } AS parents
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters=BASE,
        view="map",
        example=MOST_CHILDREN,
    ),
    Question(
        slug="gated-bases-open-derivatives",
        group=LICENCES,
        title="Which gated models have derivatives that anybody can download?",
        about="Models that ask before they are downloaded, by how many direct derivatives do not.",
        teaches="a condition on each end of an edge; a sum passes over what is unknown",
        needs=("gated",),
        statement="""\
MATCH (p:Model)<-[:DERIVED_FROM]-(c:Model)
WHERE p.gated IN ['auto', 'manual'] AND c.gated = 'false'
RETURN p.id AS id, p.gated AS gated, count(c) AS open_derivatives, sum(c.downloads) AS their_downloads
ORDER BY open_derivatives DESC, id
LIMIT 50""",
        view="map",
    ),
    Question(
        slug="used-without-a-licence",
        group=LICENCES,
        title="Which much-used derivatives state no licence, though their parent does?",
        about="Models that state no licence though a parent of theirs does, the most downloaded first.",
        teaches="IS NULL: an unknown licence is absent, not an empty text",
        needs=("license",),
        statement="""\
MATCH (c:Model)-[:DERIVED_FROM]->(p:Model)
WHERE c.license IS NULL AND c.status = 'listed' AND p.license IS NOT NULL
RETURN c.id AS id, c.downloads AS downloads, p.id AS parent, p.license AS parent_license
ORDER BY coalesce(downloads, -1) DESC, id, parent
LIMIT 50""",
        view="map",
    ),
)

WHAT_IS_HIDDEN = (
    Question(
        slug="missing-parents",
        group=METADATA,
        title="Which parents are named but not in this snapshot?",
        about="Models that others name as their parent and that were not read, those of most children first, with the "
        "child that was made first.",
        teaches="`status`: a model that is only named by its children is in the graph as `missing`",
        statement="""\
MATCH (p:Model {status: 'missing'})<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
WITH p, c
ORDER BY c.created_at IS NULL, c.created_at, c.id
WITH p.id AS id, count(c) AS children, collect(c.id) AS in_order
RETURN id, children, in_order[0] AS first_child
ORDER BY children DESC, id
LIMIT 50""",
        view="map",
    ),
    Question(
        slug="removed-models-with-children",
        group=METADATA,
        title="Which removed models live on in derivatives?",
        about="Models that are gone from the Hub and have derivatives, those of most first.",
        teaches="tombstones: a model that a later snapshot no longer lists stays, as `removed`",
        needs=("removed",),
        statement="""\
MATCH (p:Model {status: 'removed'})<-[:DERIVED_FROM]-(c:Model)
WHERE c.id <> p.id
RETURN p.id AS id, p.last_seen AS last_seen, count(c) AS children
ORDER BY children DESC, id
LIMIT 50""",
        view="map",
    ),
    Question(
        slug="claims-that-name-nobody",
        group=METADATA,
        title="Which models name a parent that cannot be found out?",
        about="Models whose cards name a parent in words that lead to no model, the most downloaded first.",
        teaches="size() of a list: what a card says and the resolver rejected is kept, with the reason",
        statement="""\
MATCH (m:Model)
WHERE size(m.rejected_claims) > 0
  AND COUNT { (m)-[:DERIVED_FROM]->(:Model) } = COUNT { (m)-[:DERIVED_FROM]->(m) }
RETURN m.id AS id, m.rejected_claims AS rejected, m.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 50""",
    ),
    Question(
        slug="where-hub-and-card-disagree",
        group=METADATA,
        title="Where do the Hub and the model card disagree?",
        about="Derivations that a card states and the Hub's own field does not, or whose relation is in dispute.",
        teaches="who says so is on the edge: `evidence`, and `relation_claims` where the relation is in dispute",
        needs=("hub",),
        statement="""\
MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model)
WHERE r.relation_claims IS NOT NULL OR NOT 'hub' IN r.evidence
RETURN c.id AS id, p.id AS parent, r.relation AS relation, r.evidence AS said_by, r.relation_claims AS relation_claims,
  r.raw AS written
ORDER BY id, parent
LIMIT 100""",
        view="map",
    ),
    Question(
        slug="cards-that-name-an-owner-otherwise",
        group=METADATA,
        title="Which models name ours otherwise than by their ids?",
        about="What others wrote in place of the id of one of the owner's models: other capitals, an old name, "
        "an address or a path. Each was resolved; the most downloaded first. What names no model at all is not here.",
        requires=Requirement.NAMED_OTHERWISE,
        teaches="`raw` on an edge is what was written, whatever it was resolved to",
        statement="""\
MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model {author: $owner})
WHERE r.raw <> p.id AND c.id <> p.id AND NOT (r.raw STARTS WITH 'base_model:' AND r.raw ENDS WITH ':' + p.id)
RETURN c.id AS id, r.raw AS written, p.id AS parent,
  CASE WHEN toLower(r.raw) = toLower(p.id) THEN 'capitals'
    WHEN r.raw CONTAINS p.id THEN 'more than the id'
    ELSE 'another name' END AS differs_by,
  r.evidence AS said_by, c.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id, parent
LIMIT 100""",
        parameters=OWNER,
        view="map",
        example=MOST_OTHERWISE_NAMED_OWNER,
    ),
    Question(
        slug="owners-with-most-to-mend",
        group=METADATA,
        title="Whose cards about our models have most to mend?",
        about="Other owners whose listed models name one of the owner's as their parent and state no licence, one that "
        "asks for less than those above it, or no relation; those of most such models first. What to mend in the cards "
        "of each, with patches, is a click from its page.",
        requires=Requirement.BUILDERS_TO_MEND,
        needs=("license", "relation"),
        teaches="several counts of the same rows, each of what its CASE lets through",
        statement="""\
MATCH (p:Model {author: $owner})<-[r:DERIVED_FROM]-(c:Model {status: 'listed'})
WHERE c.author <> $owner AND (c.license_verdict IN ['omitted', 'loosened'] OR r.relation = 'unknown')
RETURN c.author AS builder, count(DISTINCT c) AS models,
  count(DISTINCT CASE WHEN c.license_verdict = 'omitted' THEN c.id END) AS omitted,
  count(DISTINCT CASE WHEN c.license_verdict = 'loosened' THEN c.id END) AS loosened,
  count(DISTINCT CASE WHEN r.relation = 'unknown' THEN c.id END) AS no_relation
ORDER BY models DESC, builder
LIMIT 50""",
        parameters=OWNER,
        example=MOST_TO_MEND_OWNER,
    ),
    Question(
        slug="self-references-and-cycles",
        group=METADATA,
        title="Which models are said to descend from themselves?",
        about="Derivations that lead back to where they begin.",
        teaches="`irregularity` marks the edges of a cycle, so nobody has to search for one",
        statement="""\
MATCH path = (c:Model)-[r:DERIVED_FROM]->(p:Model)
WHERE r.irregularity IS NOT NULL
RETURN path
ORDER BY c.id, p.id
LIMIT 100""",
        view="graph",
    ),
    Question(
        slug="inferred-parents",
        group=METADATA,
        title="Which undeclared parents does a name give away?",
        about="Models that name no parent, with the one that their name suggests; no count includes these.",
        teaches="INFERRED_FROM is an edge of its own: guesses are in no other answer, and each names its rule",
        statement="""\
MATCH (c:Model)-[r:INFERRED_FROM]->(p:Model)
RETURN c.id AS id, p.id AS perhaps_from, r.relation AS relation, r.rule AS rule, r.precision AS percent_right
ORDER BY coalesce(percent_right, -1) DESC, id, perhaps_from
LIMIT 100""",
        view="map",
    ),
)

MEASURING = (
    Question(
        slug="facts-of-the-snapshot",
        group=MEASURES,
        title="What is this graph made from?",
        about="Which part of the Hub was read, when, and how much of it.",
        teaches="the Snapshot node: a number is worth little without its date and its scope",
        statement="""\
MATCH (s:Snapshot)
RETURN s.id AS id, s.source AS source, s.scope AS scope, s.extent AS extent, s.as_of AS as_of,
  s.as_of_how AS as_of_how, s.finished_at AS read_at, s.complete AS complete, s.synthetic AS synthetic,
  s.listed AS listed, s.frontier AS frontier, s.coverage AS coverage,
  s.coverage_low AS coverage_low, s.coverage_high AS coverage_high
ORDER BY id DESC
LIMIT 1""",
        columns={"id": "snapshot"},
    ),
    Question(
        slug="derivations-by-relation",
        group=MEASURES,
        title="How many derivations of each kind are there, with and without mass uploads?",
        about="Pairs of a child and a parent by how the child was made.",
        chart=Chart("relation", ("derivations", "without_mass_uploads")),
        teaches="a share needs its denominator beside it",
        needs=("relation",),
        statement="""\
MATCH (c:Model)-[r:DERIVED_FROM]->(:Model)
RETURN r.relation AS relation, count(r) AS derivations,
  count(CASE WHEN c.mass_upload IS NULL THEN 1 END) AS without_mass_uploads
ORDER BY derivations DESC, relation
LIMIT 10""",
    ),
    Question(
        slug="mass-uploads-below-a-base",
        group=MEASURES,
        title="How much of a family is mass uploads, and by which rule?",
        about="What descends from it by the rule that marked it as one of hundreds uploaded by a program.",
        requires=Requirement.MASS_UPLOADS,
        chart=Chart("rule", ("models",)),
        teaches="marked, not removed: `mass_upload` names the rule that found the model",
        statement="""\
MATCH (:Model {id: $id})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> $id
RETURN coalesce(d.mass_upload, 'no mass upload') AS rule, count(DISTINCT d) AS models,
  count(DISTINCT d.author) AS owners
ORDER BY models DESC, rule
LIMIT 20""",
        parameters=BASE,
        example=MOST_MASS_UPLOADS,
    ),
    Question(
        slug="growth-by-relation",
        group=MEASURES,
        title="How many models of each relation were made in each month?",
        about="Listed models by the month they were made in and by how they were made from others; one that is made in "
        "several ways counts under each.",
        chart=Chart("month", ("models",), by="relation"),
        teaches="an index does the filtering: `created_month` has one",
        needs=("created_at", "relation"),
        statement="""\
MATCH (c:Model {status: 'listed'})-[r:DERIVED_FROM]->(p:Model)
WHERE c.created_month >= $since AND c.id <> p.id
RETURN c.created_month AS month, r.relation AS relation, count(DISTINCT c) AS models
ORDER BY month, relation
LIMIT 500""",
        parameters={"since": "2025-01"},
        example=NEWEST_MONTH,
    ),
    Question(
        slug="share-of-an-owner",
        group=MEASURES,
        title="Which share of each month's models is built directly on an owner's?",
        about="Of all models of each month, those that name one of the owner's as their parent. Of a month of "
        "fewer than 30 models a share says little.",
        chart=Chart("month", ("percent",)),
        teaches="EXISTS { ... } as a value: every listed model is in the denominator",
        needs=("created_at",),
        statement="""\
MATCH (m:Model)
WHERE m.status = 'listed' AND m.created_month >= $since
WITH m.created_month AS month,
  CASE WHEN EXISTS { (m)-[:DERIVED_FROM]->(p:Model {author: $owner}) WHERE p.id <> m.id } THEN 1 ELSE 0 END AS built
RETURN month, count(built) AS models, sum(built) AS on_owner, round(1000.0 * sum(built) / count(built)) / 10 AS percent
ORDER BY month
LIMIT 200""",
        parameters={**OWNER, "since": "2025-01"},
        example=MOST_BUILT_ON_OWNER,
    ),
    Question(
        slug="what-is-made-of-what",
        group=MEASURES,
        title="What is made of what: are fine-tunes quantised, are adapters merged?",
        about="Derivations by how their parent was made and how they make the next from it: each once, and once more "
        "where the parent was made in several ways. What names itself as its parent is not made from itself.",
        teaches="two edges in a row; WITH DISTINCT before a count, as merges are reached by several ways",
        needs=("relation",),
        statement="""\
MATCH (a:Model)<-[first:DERIVED_FROM]-(b:Model)<-[second:DERIVED_FROM]-(c:Model)
WHERE a.id <> b.id AND b.id <> c.id
WITH DISTINCT first.relation AS relation, second.relation AS then_made, b, c
RETURN relation, then_made, count(*) AS derivations
ORDER BY derivations DESC, relation, then_made
LIMIT 30""",
    ),
    Question(
        slug="who-says-so",
        group=MEASURES,
        title="On whose word does each derivation stand?",
        about="Derivations by who states them: the Hub, the card, a tag or a configuration.",
        chart=Chart("said_by", ("derivations",)),
        teaches="lists can be grouped by: the evidence of an edge is one, most trusted source first",
        statement="""\
MATCH (:Model)-[r:DERIVED_FROM]->(:Model)
RETURN r.evidence AS said_by, count(r) AS derivations
ORDER BY derivations DESC, said_by
LIMIT 20""",
    ),
)

OF_ORGANISATIONS = (
    Question(
        slug="organisations-ranked",
        group=ORGANISATIONS,
        title="From which organisations' models does most descend, by each way of counting?",
        about="Organisations by how many models descend from theirs, at any distance.",
        chart=Chart("organisation", ("descendants", "without_mass_uploads")),
        teaches="an Organisation holds counts that no pattern adds up: each is distinct, exact and named",
        statement="""\
MATCH (o:Organisation)
WHERE o.`union` > 0
RETURN o.name AS organisation, o.models AS own_models, o.`union` AS descendants, o.others AS of_others,
  o.union_without_mass_uploads AS without_mass_uploads, o.exclusive AS exclusive, o.fractional AS fractional
ORDER BY descendants DESC, organisation
LIMIT 50""",
    ),
    Question(
        slug="growth-of-organisations",
        group=ORGANISATIONS,
        title="How many models did organisations list in each month?",
        about="Models by month and by the organisation that made them.",
        chart=Chart("month", ("models",), by="organisation"),
        teaches="`organisation` on a model joins the accounts that one organisation has",
        needs=("created_at",),
        statement="""\
MATCH (m:Model)
WHERE m.organisation IN $organisations AND m.status = 'listed' AND m.created_month >= $since
RETURN m.created_month AS month, m.organisation AS organisation, count(m) AS models,
  count(CASE WHEN m.mass_upload IS NULL THEN 1 END) AS without_mass_uploads
ORDER BY month, organisation
LIMIT 500""",
        parameters={**SEVERAL, "since": "2025-01"},
        example=LARGEST_ORGANISATIONS,
    ),
    Question(
        slug="share-of-organisations",
        group=ORGANISATIONS,
        title="On whose models are each month's derivatives built directly?",
        about="Of each month's derivatives, those that name a model of one of these organisations as their parent. "
        "Of a month of fewer than 30 derivatives a share says little.",
        chart=Chart("month", ("percent",), by="organisation"),
        teaches="first the whole of each month, then its parts: the share stands beside its denominator",
        needs=("created_at",),
        statement="""\
MATCH (m:Model)-[:DERIVED_FROM]->(p:Model)
WHERE m.status = 'listed' AND m.created_month >= $since AND m.id <> p.id
WITH m.created_month AS month, count(DISTINCT m) AS derived
MATCH (d:Model {created_month: month})-[:DERIVED_FROM]->(b:Model)
WHERE b.organisation IN $organisations AND d.status = 'listed' AND d.id <> b.id
WITH month, derived, b.organisation AS organisation, count(DISTINCT d) AS on_its_models
RETURN month, organisation, on_its_models, derived, round(1000.0 * on_its_models / derived) / 10 AS percent
ORDER BY month, organisation
LIMIT 500""",
        parameters={**SEVERAL, "since": "2025-01"},
        example=LARGEST_ORGANISATIONS,
    ),
    Question(
        slug="top-builders-on-an-organisation",
        group=ORGANISATIONS,
        title="Who builds most on an organisation's models, at any distance?",
        about="Organisations and owners by how many of their models descend from the organisation's, at any distance.",
        requires=Requirement.OTHERS,
        chart=Chart("builder", ("models", "without_mass_uploads")),
        teaches="grouping what descends from many bases at once, each model counted once",
        statement="""\
MATCH (:Model {organisation: $organisation})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE coalesce(d.organisation, '') <> $organisation
RETURN d.organisation AS builder, count(DISTINCT d) AS models,
  count(DISTINCT CASE WHEN d.mass_upload IS NULL THEN d.id END) AS without_mass_uploads
ORDER BY models DESC, builder
LIMIT 50""",
        parameters={"organisation": "Qwen"},
        columns={"builder": "organisation"},
        example=MOST_BUILT_ON_ORGANISATION,
    ),
    Question(
        slug="merges-across-organisations",
        group=ORGANISATIONS,
        title="Which models descend from the roots of two organisations?",
        about="Models that descend from a root of one and from a root of the other, the most downloaded first.",
        teaches="two paths from one model, each to a root: a model that has no parent but perhaps itself",
        statement="""\
MATCH (a:Model {organisation: $a})<-[:DERIVED_FROM*1..60]-(m:Model)
WHERE COUNT { (a)-[:DERIVED_FROM]->(:Model) } = COUNT { (a)-[:DERIVED_FROM]->(a) }
WITH DISTINCT m
MATCH (m)-[:DERIVED_FROM*1..60]->(b:Model {organisation: $b})
WITH DISTINCT m, b
WHERE COUNT { (b)-[:DERIVED_FROM]->(:Model) } = COUNT { (b)-[:DERIVED_FROM]->(b) }
RETURN DISTINCT m.id AS id, m.author AS owner, m.downloads AS downloads, m.created_month AS month
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100""",
        parameters={"a": "Qwen", "b": "Meta"},
        fields={
            "a": QueryField("One organisation", Role.ORGANISATION),
            "b": QueryField("Another organisation", Role.ORGANISATION),
        },
        view="map",
        example=TWO_MERGED_ORGANISATIONS,
    ),
)


def _behind(
    slug: str,
    title: str,
    teaches: str,
    about: str,
    requires: Requirement,
    statement: str,
    needs: tuple[str, ...] = (),
) -> Question:
    """The models that a claim about an owner counts."""
    return Question(
        slug,
        CLAIMS,
        title,
        teaches,
        statement,
        OWNER,
        "map",
        MOST_BUILT_ON_OWNER,
        needs,
        about=about,
        requires=requires,
    )


CHILDREN_OF_OWNER = _behind(
    "children-of-an-owner",
    "Which models name one of an owner's as their parent?",
    "RETURN DISTINCT of a node: a child of several of them is one row",
    "All models that name one of the owner's as their parent, the most downloaded first.",
    Requirement.CHILDREN,
    """\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM]-(d:Model)
WHERE d.id <> p.id
WITH DISTINCT d
RETURN d.id AS id, d.status AS status, d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100000""",
)
DESCENDANTS_OF_OWNER = _behind(
    "descendants-of-an-owner",
    "Which models descend from any of an owner's?",
    "a path from many bases: what is below several of them is one row",
    "All models that descend from one of the owner's at any distance, the most downloaded first.",
    Requirement.CHILDREN,
    """\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> p.id
WITH DISTINCT d
RETURN d.id AS id, d.status AS status, d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100000""",
)
DESCENDANTS_NOT_QUANTIZED = _behind(
    "descendants-of-an-owner-without-quantisations",
    "Which of them does no derivation call quantized?",
    "OPTIONAL MATCH and a count of nothing, for a condition on several edges at once",
    "Those that descend from one of the owner's and are no quantisation of anything.",
    Requirement.CHILDREN_NOT_QUANTIZED,
    """\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> p.id
WITH DISTINCT d
OPTIONAL MATCH (d)-[r:DERIVED_FROM]->(of:Model)
WHERE r.relation = 'quantized' AND of.id <> d.id
WITH d, count(of) AS quantized
WHERE quantized = 0
RETURN d.id AS id, d.status AS status, d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100000""",
    ("relation",),
)
DESCENDANTS_NOT_MASS_UPLOADED = _behind(
    "descendants-of-an-owner-without-mass-uploads",
    "Which of them are no mass uploads?",
    "what hangs below a model that is left out still counts: the path is not cut, only its end is looked at",
    "Those that descend from one of the owner's and that no rule marks as a mass upload.",
    Requirement.CHILDREN_NOT_MASS_UPLOADED,
    """\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM*1..60]-(d:Model)
WHERE d.id <> p.id AND d.mass_upload IS NULL
WITH DISTINCT d
RETURN d.id AS id, d.status AS status, d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100000""",
)
DESCENDANTS_WITH_INFERRED = _behind(
    "descendants-of-an-owner-with-inferred",
    "Which would descend from an owner's models if the parents that names give away were parents?",
    "a path along two kinds of edges",
    "Those that descend from one of the owner's by what cards state or by what names suggest.",
    Requirement.CHILDREN,
    """\
MATCH (p:Model {author: $owner})<-[:DERIVED_FROM|INFERRED_FROM*1..60]-(d:Model)
WHERE d.id <> p.id
WITH DISTINCT d
RETURN d.id AS id, d.status AS status, d.downloads AS downloads
ORDER BY coalesce(downloads, -1) DESC, id
LIMIT 100000""",
)
FAMILY_OF_OWNER = _behind(
    "family-of-an-owner",
    "Which listed models are an owner's, or descend from them, and how often was each downloaded?",
    "a path of no step is the model itself; the column adds up to the downloads of the family",
    "The owner's own models and all that descend from them, the most downloaded of all time first.",
    Requirement.LISTED,
    """\
MATCH (:Model {author: $owner})<-[:DERIVED_FROM*0..60]-(d:Model)
WHERE d.status = 'listed'
WITH DISTINCT d
RETURN d.id AS id, d.downloads_all_time AS downloads_all_time, d.downloads AS downloads
ORDER BY coalesce(downloads_all_time, -1) DESC, id
LIMIT 100000""",
    ("downloads_all_time",),
)
BEHIND_CLAIMS = (
    CHILDREN_OF_OWNER,
    DESCENDANTS_OF_OWNER,
    DESCENDANTS_NOT_QUANTIZED,
    DESCENDANTS_NOT_MASS_UPLOADED,
    DESCENDANTS_WITH_INFERRED,
    FAMILY_OF_OWNER,
)


TWINS: Mapping[str, tuple[str, str]] = {
    "who-builds-on-an-owner": (
        "who-builds-on-an-organisation",
        "Who builds directly on an organisation's models, and on how many of them?",
    ),
    "an-owners-models-compared": (
        "an-organisations-models-compared",
        "What is made of each of an organisation's models?",
    ),
    "models-that-nobody-builds-on": (
        "models-of-an-organisation-that-nobody-builds-on",
        "Which of an organisation's models does nobody else build on?",
    ),
    "cards-that-name-an-owner-otherwise": (
        "cards-that-name-an-organisation-otherwise",
        "Which models name an organisation's otherwise than by their ids?",
    ),
    "owners-with-most-to-mend": (
        "owners-with-most-to-mend-below-an-organisation",
        "Whose cards about an organisation's models have most to mend?",
    ),
    "children-of-an-owner": (
        "children-of-an-organisation",
        "Which models name one of an organisation's as their parent?",
    ),
    "descendants-of-an-owner": (
        "descendants-of-an-organisation",
        "Which models descend from any of an organisation's?",
    ),
    "descendants-of-an-owner-without-quantisations": (
        "descendants-of-an-organisation-without-quantisations",
        "Which models below an organisation's does no derivation call quantized?",
    ),
    "descendants-of-an-owner-without-mass-uploads": (
        "descendants-of-an-organisation-without-mass-uploads",
        "Which models below an organisation's are no mass uploads?",
    ),
    "descendants-of-an-owner-with-inferred": (
        "descendants-of-an-organisation-with-inferred",
        "Which would descend from an organisation's models if the parents that names give away were parents?",
    ),
    "family-of-an-owner": (
        "family-of-an-organisation",
        "Which listed models are an organisation's, or descend from them, and how often was each downloaded?",
    ),
}
"""Questions about an owner that are asked of an organisation too, of all its owners together: as what, by the slug of
the owner's."""


EXAMPLES_OF_TWINS = {
    MOST_OTHERWISE_NAMED_OWNER: MOST_OTHERWISE_NAMED_ORGANISATION,
    MOST_TO_MEND_OWNER: MOST_TO_MEND_ORGANISATION,
}
"""What finds an organisation to ask about, by what finds an owner; elsewhere it is the one that is most built on."""


def of_organisation(statement: str) -> str:
    """A statement about an owner's models, asked of an organisation's: its parameter is `organisation`."""
    return (
        statement.replace("{author: $owner", "{organisation: $organisation")
        .replace("c.author <> $owner", "c.organisation <> $organisation")
        .replace("c.author IS NULL", "c.organisation IS NULL")
    )


def _with_twins(questions: tuple[Question, ...]) -> Iterator[Question]:
    """Questions, and behind each of an owner that stands in TWINS the organisation's."""
    for one in questions:
        yield one
        if one.slug in TWINS:
            slug, title = TWINS[one.slug]
            yield replace(
                one,
                slug=slug,
                title=title,
                about=one.about.replace("owner's", "organisation's"),
                teaches=f"{one.teaches}; `organisation` holds all its owners together",
                statement=of_organisation(one.statement),
                parameters={"organisation": "Qwen"},
                example=EXAMPLES_OF_TWINS.get(str(one.example), MOST_BUILT_ON_ORGANISATION),
            )


QUESTIONS = tuple(
    _with_twins(
        (
            *WHO_BUILDS,
            *THE_RIGHT_ONE,
            *WHERE_FROM,
            *WHICH_LICENCE,
            *WHAT_IS_HIDDEN,
            *MEASURING,
            *OF_ORGANISATIONS,
            *BEHIND_CLAIMS,
        )
    )
)


def question(slug: str) -> Question | None:
    """The question with this permalink; None when there is none."""
    return next((question for question in QUESTIONS if question.slug == slug), None)


def question_of(statement: str) -> Question | None:
    """The question whose statement this is, however it is broken into lines; None for a statement of one's own."""
    words = statement.split()
    return next((question for question in QUESTIONS if question.statement.split() == words), None)


def groups() -> dict[str, list[Question]]:
    """The questions by group, both in the order of reading."""
    found: dict[str, list[Question]] = {}
    for one in QUESTIONS:
        found.setdefault(one.group, []).append(one)
    return found


def fitting(reader: Reader, question: Question) -> dict[str, Any]:
    """The question's parameters, or where those have no answer in this graph, ones that its example finds there.

    A graph of another family, and the practice Hub, lack the models that the defaults name. Costs one run of the
    question, and one of its example. Raises what `cypher.execute` raises.
    """
    given = defaults(question)
    if not question.example or _ask(reader, question.statement, given):
        return given
    return given | example_values(reader, question)


def example_values(reader: Reader, question: Question) -> dict[str, Any]:
    """Values of parameters that the question's example finds in this graph. Raises what `cypher.execute` raises."""
    found = _ask(reader, question.example) if question.example else []
    return {name: value for row in found for name, value in row.items() if name in question.parameters}


def defaults(question: Question) -> dict[str, Any]:
    """The question's own parameters, as JSON and the engines take them."""
    return {name: _plain(value) for name, value in question.parameters.items()}


def _ask(reader: Reader, statement: str, parameters: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    within = cypher.limits(1, FITTING_SECONDS)
    return cypher.execute(reader, statement, parameters, limits=within).table.dicts()


def _plain(value: Any) -> Any:
    """A parameter as JSON and the engines take it: constants are tuples, parameters lists."""
    return list(value) if isinstance(value, tuple) else value
