"""The table of licences, and the licence that a card states in any way that cards have been seen to state one."""

from dataclasses import fields
from pathlib import Path

import pytest

from lineage.errors import BadFile
from lineage.licences import AXES, NOT_STATED, LicenseClass, Terms, known_licences, licence_of
from lineage.licences.grants import GRANTED, LicenceGrant
from lineage.licences.reading import read_licences
from lineage.licences.table import folded
from lineage.licences.verdicts import Compared, has_no_common_licence
from tests.lineage.licences.qwen import QWEN

HUB_IDS = """\
apache-2.0 mit openrail bigscience-openrail-m creativeml-openrail-m bigscience-bloom-rail-1.0 bigcode-openrail-m afl-3.0
artistic-2.0 bsl-1.0 bsd bsd-2-clause bsd-3-clause bsd-3-clause-clear c-uda cc cc0-1.0 cc-by-2.0 cc-by-2.5 cc-by-3.0
cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-nc-2.0 cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nd-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0
cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 cdla-sharing-1.0 cdla-permissive-1.0 cdla-permissive-2.0 wtfpl ecl-2.0
epl-1.0 epl-2.0 etalab-2.0 eupl-1.1 eupl-1.2 agpl-3.0 gfdl gpl gpl-2.0 gpl-3.0 lgpl lgpl-2.1 lgpl-3.0 isc lppl-1.3c
ms-pl mpl-2.0 odc-by odbl openrail++ osl-3.0 postgresql ofl-1.1 ncsa unlicense zlib pddl lgpl-lr deepfloyd-if-license
llama2 llama3 llama3.1 llama3.2 llama3.3 llama4 gemma grok2-community apple-ascl apple-amlr openmdw-1.0 openmdw-1.1
fair-noncommercial-research-license intel-research h-research
"""
"""https://huggingface.co/docs/hub/repositories-licenses, and ids that the Hub has taken since."""

CLASSES_OF = {
    LicenseClass.PERMISSIVE: "apache-2.0 mit bsd-3-clause isc cc-by-4.0 cc0-1.0 openmdw-1.1",
    LicenseClass.SHARE_ALIKE: "gpl-3.0 agpl-3.0 cc-by-sa-4.0",
    LicenseClass.CONDITIONAL: "llama2 llama3 llama3.1 llama4 gemma qwen tongyi-qianwen qwen-community-1.0 qwen3.8-max "
    "deepseek openrail creativeml-openrail-m lfm1.0 stabilityai-ai-community nvidia-open-model-license modified-mit "
    "kimi-k3 tencent-hunyuan-community fair-ai-public-license-1.0-sd cc-by-nd-4.0",
    LicenseClass.NON_COMMERCIAL: "qwen-research tongyi-qianwen-research cc-by-nc-4.0 cc-by-nc-sa-4.0 cc-by-nc-nd-4.0 "
    "flux-1-dev-non-commercial-license mrl mnpl exaone microsoft-research-license deepfloyd-if-license",
    LicenseClass.UNKNOWN: "cc",
}

STATED = [
    ("apache-2.0", None, "apache-2.0", "permissive"),
    ("Apache-2.0 ", None, "apache-2.0", "permissive"),
    ("other", "apache-2.0", "apache-2.0", "permissive"),
    ("Other", "Qwen Research License Agreement", "qwen-research", "non_commercial"),
    (None, "falcon-llm-license", "falcon-llm-license", "conditional"),
    ("other", "tongyi-qianwen-license-agreement", "tongyi-qianwen", "conditional"),
    ("other", "tongyi-qwen", "tongyi-qianwen", "conditional"),
    ("other", "quwen", "qwen", "conditional"),
    ("other", "qwen2", "tongyi-qianwen", "conditional"),
    ("other", "flux-non-commercial-license", "flux-non-commercial-license", "non_commercial"),
    ("other", "flux-non-commercial-v2.1", "flux-non-commercial-v2.1", "unknown"),
    ("other", "flux-kontext-dev-license", "flux-kontext-dev-license", "unknown"),
    ("other", "nvidia-nemotron-open-model-license", "nvidia-nemotron-open-model-license", "unknown"),
    ("other", "NVIDIA-Open-Model-Agreement", "nvidia-open-model-agreement", "unknown"),
    ("other", "nvidia-open-model", "nvidia-open-model-license", "conditional"),
    ("other", "falcon-mamba-7b-license", "falcon-mamba-7b-license", "conditional"),
    ("other", "stable-audio-community", "stabilityai-ai-community", "conditional"),
    ("other", "agpl", "agpl", "share_alike"),
    ("other", "`llama-3`", "llama3", "conditional"),
    ("other", None, "other", "unknown"),
    ("Other", "", "other", "unknown"),
    ("other", "other", "other", "unknown"),
    ("unknown", None, "unknown", "unknown"),
    (None, None, None, "unknown"),
    ("", "  ", None, "unknown"),
    ([], [], None, "unknown"),
    (["mit"], None, "mit", "permissive"),
    ([None, "mit", 7], None, "mit", "permissive"),
    (["apache-2.0", "cc-by-nc-4.0"], None, "apache-2.0 and cc-by-nc-4.0", "non_commercial"),
    ("mit, apache-2.0", None, "mit and apache-2.0", "permissive"),
    ("apache-2.0 OR cc-by-nc-4.0", None, "apache-2.0 or cc-by-nc-4.0", "permissive"),
    ("other", "apache-2.0-and-gemma-terms", "apache-2.0 and gemma", "conditional"),
    ("other", "their-own-and-only-terms", "their-own-and-only-terms", "unknown"),
    ("mit, something", None, "mit and something", "unknown"),
    ("cc-by-nc-4.0, something", None, "cc-by-nc-4.0 and something", "non_commercial"),
    ("apache-2.0", "qwen-research", "apache-2.0 and qwen-research", "non_commercial"),
    ("apache-2.0", "my-own", "apache-2.0", "permissive"),
    ("other", "<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>", "unknown"),
    ({"id": "mit"}, 5, None, "unknown"),
    ("other", "x" * 5000, "x" * 200, "unknown"),
    ("other", "and " * 5000, ("and " * 5000)[:200], "unknown"),
]


@pytest.mark.parametrize("id", HUB_IDS.split())
def test_every_id_of_the_hub_has_a_row_with_a_source(id: str) -> None:
    licence = licence_of(id)
    assert licence.name == id
    assert licence.is_known
    assert licence.source.startswith("https://")


@pytest.mark.parametrize("expected", LicenseClass)
def test_a_class_follows_from_the_terms(expected: LicenseClass) -> None:
    assert {name: licence_of(name).license_class for name in CLASSES_OF[expected].split()} == dict.fromkeys(
        CLASSES_OF[expected].split(), expected
    )


@pytest.mark.parametrize(("name", "expected"), sorted(set(QWEN.values())))
def test_licences_of_qwen_have_their_class_by_name(name: str, expected: str) -> None:
    assert licence_of("other", name).license_class == expected


@pytest.mark.parametrize(("license", "license_name", "name", "expected"), STATED)
def test_whatever_a_card_states_is_a_licence(license: object, license_name: object, name: str, expected: str) -> None:
    licence = licence_of(license, license_name)
    assert (licence.name, licence.license_class) == (name, expected)


def test_every_row_has_words_of_its_axes_and_says_nothing_of_what_it_does_not_ask_for() -> None:
    assert [field.name for field in fields(Terms)] == [axis.name for axis in AXES]
    for row in known_licences().rows:
        asked = {axis.name for axis in AXES if getattr(row.terms, axis.name) not in (axis.words[0], NOT_STATED)}
        assert set(row.details) <= asked, row.name
        assert bool(row.name_begins) == (row.terms.naming == "ruled"), row.name


def test_a_row_whose_text_was_not_read_leaves_terms_open_and_is_never_permissive() -> None:
    unread = [row for row in known_licences().rows if "was not read" in row.source]
    assert {row.name for row in unread} >= {"grok2-community", "h-research", "falcon-llm-license", "apple-ascl"}
    for row in unread:
        assert NOT_STATED in {getattr(row.terms, axis.name) for axis in AXES}, row.name
        assert row.license_class not in (LicenseClass.PERMISSIVE, LicenseClass.SHARE_ALIKE), row.name


def test_what_is_not_known_is_never_permissive() -> None:
    least = Terms(*(axis.words[0] for axis in AXES))
    assert least.license_class == LicenseClass.PERMISSIVE
    for axis in AXES:
        assert least.joined(Terms(**{other.name: other.words[0] for other in AXES if other != axis})).license_class == (
            LicenseClass.UNKNOWN
        )
    assert least.joined(Terms()).license_class == LicenseClass.UNKNOWN
    assert Terms(commercial="not_allowed").joined(Terms()).license_class == LicenseClass.NON_COMMERCIAL


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[[licence]]\nname = "a"', "without a name or a source"),
        ('[[licence]]\nname = "a"\nsource = "s"\ncomercial = "allowed"', "no key 'comercial'"),
        ('[[licence]]\nname = "a"\nsource = "s"\ncommercial = "yes"', "no word of commercial 'yes'"),
        ('[[licence]]\nname = "a"\nsource = "s"\nlike = "b"', "no licence above it 'b'"),
        (
            '[[licence]]\nname = "a b"\nsource = "s"\n[[licence]]\nname = "A-B license"\nsource = "s"',
            "'ab' means a b and A-B license",
        ),
    ],
)
def test_a_table_that_is_wrong_is_refused(content: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "licences.toml").write_text(content)
    with pytest.raises(BadFile, match=complaint):
        read_licences(tmp_path / "licences.toml")


def test_a_name_is_known_in_any_spelling() -> None:
    assert folded(" The MIT License ") == folded("the-mit-licence")
    assert known_licences().find("CC_BY_NC 4.0") is known_licences().find("cc-by-nc-4.0")


@pytest.mark.parametrize(
    ("own", "above", "version"),
    [
        ("gpl-2.0", "gpl-3.0", True),
        ("epl-2.0", "epl-1.0", True),
        ("cc-by-sa-3.0", "cc-by-sa-4.0", True),
        ("mpl-2.0", "gpl-3.0", False),
        ("epl-2.0", "gpl-3.0", False),
        ("eupl-1.2", "gpl-3.0", False),
        ("osl-3.0", "agpl-3.0", False),
        ("gfdl", "gpl-3.0", False),
        ("odbl", "cc-by-sa-4.0", False),
        ("cdla-sharing-1.0", "cc-by-sa-4.0", False),
        ("ofl-1.1", "cc-by-sa-4.0", False),
    ],
)
def test_licences_that_ask_for_the_same_are_no_versions_of_each_other(own: str, above: str, version: bool) -> None:
    compared = Compared(licence_of(own), [licence_of(above)], unknown=False)
    rules = compared.rules()
    assert ("other_version" in rules, "loosened_licence" in rules) == (version, not version)
    assert has_no_common_licence([licence_of(own), licence_of(above)]) is not version


@pytest.mark.parametrize(("above", "loosened"), [("llama3.2", False), ("llama4", True), ("llama3.1", False)])
def test_a_limit_that_binds_multimodal_models_alone_is_left_out_by_nobody(above: str, loosened: bool) -> None:
    rules = Compared(licence_of("apache-2.0"), [licence_of(above)], unknown=False).rules()
    assert "loosened_naming" in rules
    assert ("loosened_territory" in rules) is loosened
    assert not GRANTED[LicenceGrant.EU](licence_of("llama3.2").terms)  # without a task it is not known


@pytest.mark.parametrize(
    ("license", "task", "word"),
    [
        ("llama3.2", "text-generation", "everywhere"),
        ("llama3.2", "image-text-to-text", "excluded"),
        ("llama3.2", "text-to-speech", "eu_limited"),
        ("llama3.2", None, "eu_limited"),
        ("llama4", "text-generation", "excluded"),
        ("llama3.1", "image-text-to-text", "everywhere"),
        ("other", "text-generation", NOT_STATED),
    ],
)
def test_a_limit_of_multimodal_models_is_one_by_the_task(license: str, task: str | None, word: str) -> None:
    terms = licence_of(license).terms.for_task(task)
    assert terms.territory == word
    assert GRANTED[LicenceGrant.EU](terms) == (word == "everywhere")
