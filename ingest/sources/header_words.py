"""The words by which people name a model's fields: one table for CSV headers, JSON keys and Parquet columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Target:
    """A field a column can hold: its `name` for `--map`, where it stands in an item of the Hub's API (`path`, a card's
    key behind a dot), and its spellings without case, blanks and marks, the most telling first."""

    name: str
    path: str
    words: tuple[str, ...]


def _target(name: str, path: str, words: str) -> Target:
    return Target(name, path, tuple(words.split()))


CARD_TEXT = "card"
"""The path of a README's whole text, which no item of the Hub's API has."""

TARGETS = (
    _target("child", "id", """id modelid repoid child childid childmodel childmodelid derivative derivativeid
        derivativemodel derivativemodelid derived derivedmodel currentmodel finetunedmodel model repo repositoryid
        repository hfid hfmodel hfmodelid hfrepo hfrepoid huggingfaceid huggingfacemodel modelname reponame childname
        fullname modelpath modelrepo identifier modelurl repourl hfurl huggingfaceurl huggingfacelink hflink
        hublink modellink name url link"""),
    _target("parent", "cardData.base_model", """basemodel basemodels parent parents parentmodel parentmodels parentid
        parentmodelid basemodelid basemodelids basemodelname basemodelnameorpath base baseid bases derivedfrom
        finetunedfrom quantizedfrom adaptedfrom mergedfrom basedon upstream upstreammodel upstreamid originalmodel
        finetunedfrommodel foundationmodel pretrainedmodel parentrepo parentrepoid baserepo baserepoid basemodelrepo
        basemodelurl parenturl
        parentname ancestor"""),
    _target("relation", "cardData.base_model_relation", """basemodelrelation relation relationship relationtype
        relationshiptype reltype edgetype derivationtype linktype type kind"""),
    _target("license", "cardData.license", "license licence licenseid licenceid licenses licences hublicense"),
    _target("license_name", "cardData.license_name", "licensename licencename"),
    _target("license_link", "cardData.license_link", "licenselink licencelink licenseurl licenceurl"),
    _target("new_version", "cardData.new_version", "newversion supersededby"),
    _target("created_at", "createdAt", """createdat created creationdate createddate datecreated createdon createtime
        createdtime publishedat published uploadedat uploaddate uploadtohubdate
        releasedate"""),
    _target("last_modified", "lastModified", """lastmodified lastmodifiedat lastmodifieddate updatedat updated
        modifiedat modified datemodified lastupdated lastupdate updatedon"""),
    _target("downloads", "downloads", """downloads downloads30d downloads30days downloadslast30days downloadslastmonth
        monthlydownloads downloadcount downloadscount numdownloads recentdownloads"""),
    _target("downloads_all_time", "downloadsAllTime", """downloadsalltime alltimedownloads totaldownloads
        downloadstotal"""),
    _target("likes", "likes", "likes likecount likescount numlikes"),
    _target("tags", "tags", "tags taglist hubtags"),
    _target("pipeline_tag", "pipeline_tag", "pipelinetag pipeline task tasktype taskname"),
    _target("library", "library_name", "libraryname library framework"),
    _target("parameters", "safetensors", """safetensors parameters params numparameters parametercount numparams
        paramcount nparams nparameters totalparameters totalparams"""),
    _target("gated", "gated", "gated isgated"),
    _target("author", "author", "author owner organization organisation org namespace creator publisher"),
    _target("hub_id", "_id", ""),
    _target("removed_at", "removedAt", "removedat deletedat"),
    _target("card_data", "cardData", "carddata cardmetadata frontmatter"),
    _target("hub_claim", "baseModels", ""),
    _target("config", "config", "config"),
    _target("card", CARD_TEXT, "card readme cardtext readmetext readmemd modelcard cardcontent"),
)  # fmt: skip
"""In the order in which `--explain` and refusals name them."""

ENDS = ("source", "target", "from", "to", "src", "dst", "start", "end", "startid", "endid", "head", "tail", "node1",
        "node2", "sourceid", "targetid", "sourcemodel", "targetmodel", "fromid", "toid")  # fmt: skip
"""The two ends of an edge in words that do not say which of them is the child."""

BY_NAME: Mapping[str, Target] = {target.name: target for target in TARGETS}
CHILD, PARENT, RELATION, AUTHOR = (BY_NAME[name] for name in ("child", "parent", "relation", "author"))
_EXACT = {target.path: target for target in TARGETS if "." not in target.path}
_FOLDED = {word: target for target in TARGETS for word in target.words}
_UNIT = re.compile(r"\((?:k|m|b|bn|t|thousands?|millions?|billions?)\)\s*$", re.IGNORECASE)
_NUMBERED = re.compile(r"(\D+)\d{1,2}")
_SYNONYMS = {"id": "child", "base_model": "parent", "task": "pipeline_tag", "library_name": "library"}


def fold(word: str) -> str:
    """The word without case, blanks and marks; `name:TYPE(Space)`, as Neo4j writes a header, is its name, else its
    type."""
    word = re.sub(r"\([^)]*\)", "", word)
    name, _, kind = word.partition(":")
    return re.sub(r"[\W_]+", "", name or kind).lower()


@lru_cache(maxsize=10_000)
def target_of(word: str) -> Target | None:
    """The field a header word or a key means: the Hub's own spelling before any other. A word with a unit (`Parameters
    (B)`) means none: its numbers are no counts. One with a number behind it may mean one of several parents."""
    if _UNIT.search(word):
        return None
    return _EXACT.get(word) or _FOLDED.get(fold(word)) or (PARENT if is_numbered_parent(word) else None)


def names_columns(words: Iterable[str]) -> bool:
    """Whether one of these words means a field, or an end of an edge: they are a header then."""
    return any(target_of(word) is not None or fold(word) in ENDS for word in words)


def is_bare_name(word: str) -> bool:
    """`model_name`, `repo`: a column whose cells may be the part of an id behind the slash."""
    return fold(word) in ("name", "modelname", "reponame", "model", "repo")


def is_numbered_parent(word: str) -> bool:
    """`base_model_1`, `parent2`: one of several columns of parents."""
    numbered = _NUMBERED.fullmatch(fold(word))
    return numbered is not None and _FOLDED.get(numbered[1]) is PARENT


def target_named(name: str) -> Target | None:
    """The field that `--map NAME=COLUMN` means."""
    return BY_NAME.get(_SYNONYMS.get(name, name)) or target_of(name)


def rank(target: Target, word: str) -> int:
    """How telling a spelling is, 0 for the most: of two columns for one field the first in rank counts."""
    folded = fold(word)
    if folded in target.words:
        return target.words.index(folded)
    return len(target.words) if is_numbered_parent(word) else -1
