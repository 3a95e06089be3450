"""Invented owners and model names, of the kinds people and programs give."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from ingest.practice import shape
from ingest.practice.descent import KINDS, Descent, Mass, Undeclared
from ingest.practice.streams import Streams, words

FIRST = words(
    "amber arctic astro atlas aurora autumn azure basalt birch bluefin boreal brass bright bronze calm carbon "
    "cedar chrome cinder citron cobalt copper coral cosmic crimson crystal cypress dawn delta dense desert drift "
    "dusk dusty early ebony echo ember even fable faint fern flint floral frost gamma gentle glass golden granite "
    "gravel grey harbor hazel hidden hollow honey humble indigo iron ivory jade juniper keen kelp kind lapis late "
    "lilac linen little lucid lunar maple marble meadow mellow mild misty mossy narrow neon nimble noble north "
    "ochre olive onyx opal orbit pale pearl pine plain polar prime proud quartz quick quiet raven rapid russet "
    "sable saffron sandy scarlet sharp silent silver slate"
)
SECOND = words(
    "acorn anchor anvil apple arrow badger barley beacon bear beetle bell bison boat book bridge brook candle "
    "canyon castle cat cliff cloud clover comet coyote crane creek crow deer dolphin dove eagle elk falcon "
    "feather ferry field finch fire fjord forest forge fox garden gate glacier grove gull hare hawk heron hill "
    "horse island jay kite lake lantern larch lark leaf lighthouse lion lynx magpie marsh mill mole moon moose "
    "moth mountain oak orchard otter owl path pebble pepper phoenix pier plum pond quail rabbit rain reef ridge "
    "river robin rook salmon seal shore sky sparrow spruce star"
)
STYLES = (
    "{a}{b}",
    "{a}-{b}",
    "{a}{b}-ai",
    "{b}-labs",
    "{a}-{b}-lab",
    "{A}{B}",
    "{a}_{b}",
    "{b}{a}",
    "{A}{B}ML",
    "{a}{b}",
)

QUANTIZED = words(
    "-GGUF -GGUF -GGUF -Q4_K_M-GGUF -Q8_0-GGUF -i1-GGUF -AWQ -awq-w4 -GPTQ-Int4 -gptq-4bit -4bit -8bit -mlx-4Bit "
    "-MLX-8bit -bnb-4bit -FP8 -FP8-dynamic -exl2 -EXL2-6.0bpw -NVFP4"
)
TUNED = words(
    "-SFT -sft -DPO -dpo-v2 -GRPO -ORPO -finetuned -ft -Chat -chat -medical -legal-qa -math -code -sql -Korean "
    "-ja -Arabic -Turkish -vi -RP -roleplay -storyteller -abliterated -uncensored -Reasoning -R1-Distill "
    "-tool-calling -agent -v0.1 -v2 -distill -summarizer -ner -sentiment -finetuned-emotion -finetuned-squad "
    "-finetuned-imdb -rlhf -KTO -long"
)
ADAPTED = words(
    "-lora -LoRA -qlora -adapter -lora-r16 -lora-sft -lora-medical -lora-alpaca -peft -dpo-lora -sql-lora "
    "-style-lora -ft-lora-v2 -adapter-v1 -ielts-lora -function-calling-lora -lora-checkpoints -lora-ko -chat-lora"
)
PAINTED = words(
    "-lora -LoRA -style-lora -pixel-art-lora -portrait -watercolor-lora -anime-style -product-photo -lora-rank32 "
    "-film-grain -dreambooth -dreambooth-lora -isometric -logo-lora -character-lora -comic-lora -realism -sketch"
)
"""Finetunes and adapters of image models."""

CLASSIFIED = words(
    "-finetuned -finetuned-emotion -finetuned-squad -finetuned-imdb -ner -sentiment -mnli -sst2 -cola -toxicity "
    "-finetuned-ner -pos -intent -v2 -fold-3 -clinical -tweets -spam -multilabel -seed42"
)
"""Finetunes of encoders and of models of sound."""

BLENDED = words("-slerp -ties -dare-ties -della -linear -model_stock -merge -passthrough -nuslerp -breadcrumbs")
TASKS = words(
    "ppo-LunarLander-v2 q-FrozenLake-v1 bert-finetuned-ner my-awesome-model test-trainer whisper-small-hi "
    "resnet-classifier sentiment-model image-captioning unet-segmentation yolo-detector tiny-llm toy-transformer "
    "voice-clone act-so100 diffusion-policy custom-tokenizer speech-emotion ocr-model embeddings chatbot my-model "
    "results checkpoints demo-model poca-SoccerTwos Reinforce-CartPole-v1 taxi-v3 vit-cifar10 mnist-cnn "
    "gpt-from-scratch"
)
SWARM = words(
    "aquatic bellowing colorful darting elusive fierce gilded hulking insectivorous jagged keen lanky mangy nimble"
)
SWARM_BEASTS = words(
    "alligator bee caribou dingo elephant ferret gazelle hyena ibis jackal kangaroo lemur mongoose narwhal"
)

_ENDINGS = {
    shape.FINETUNE: TUNED,
    shape.ADAPTER: ADAPTED,
    shape.MERGE: BLENDED,
    shape.QUANTIZED: QUANTIZED,
    shape.UNKNOWN: TUNED,
}
_IMAGE, _ENCODER, _AUDIO = KINDS.index("image"), KINDS.index("encoder"), KINDS.index("audio")
_ENDINGS_OF_KIND = {
    (shape.FINETUNE, _IMAGE): PAINTED,
    (shape.ADAPTER, _IMAGE): PAINTED,
    (shape.FINETUNE, _ENCODER): CLASSIFIED,
    (shape.FINETUNE, _AUDIO): CLASSIFIED,
}


def owner(number: int) -> str:
    """The invented account with this number; two numbers never share a name, not even in another case."""
    pairs = len(FIRST) * len(SECOND)
    round_, place = divmod(number, pairs)
    mixed = place * 7919 % pairs
    a, b = FIRST[mixed % len(FIRST)], SECOND[mixed // len(FIRST)]
    name = STYLES[number % len(STYLES)].format(a=a, b=b, A=a.title(), B=b.title())
    return name if round_ == 0 and number % len(STYLES) != 3 else f"{name}{number}"


def ids(descent: Descent, streams: Streams) -> list[str]:
    """An id for every model, `owner/name`, all different without regard to case."""
    named = _Namer(descent, streams).names()
    return _distinct(named)


class _Namer:
    """Names are made from the top down: a child's repeats its parent's more often than not."""

    def __init__(self, descent: Descent, streams: Streams) -> None:
        self.descent = descent
        random = streams("names")
        size = descent.size
        self.made: list[str] = [base.id for base in descent.bases] + [""] * (size - len(descent.bases))
        self.owners = _owners(descent, random)
        self.codes: list[int] = random.integers(0, 2**31, size).tolist()
        stemmed = np.zeros(256)
        for relation, share in shape.STEMMED.items():
            stemmed[relation] = share
        self.stemmed = (random.random(size) < stemmed[descent.relation]).tolist()
        self.kind: list[int] = descent.kind.tolist()
        self.hidden: list[int] = descent.undeclared.tolist()
        self.mass: list[int] = descent.mass.tolist()
        self.parent: list[int] = descent.parent.tolist()
        self.relation: list[int] = descent.relation.tolist()
        self.created: list[int] = descent.created.tolist()

    def names(self) -> list[str]:
        first = len(self.descent.bases)
        level = self.descent.level[first:]
        for i in (np.argsort(level, kind="stable") + first).tolist():
            self.made[i] = f"{self.owners[i]}/{self._name(i)}"
        return self.made

    def _name(self, i: int) -> str:
        if self.mass[i]:
            return self._mass_name(i)
        if self.hidden[i]:
            return self._telling_name(i)
        if self.parent[i] < 0:
            return self._lone_name(i)
        endings = _ENDINGS_OF_KIND.get((self.relation[i], self.kind[i])) or _ENDINGS[self.relation[i]]
        code = self.codes[i]
        ending = endings[code % len(endings)]
        return f"{self._stem(i) if self.stemmed[i] else _word(code >> 6)}{ending}"

    def _stem(self, i: int) -> str:
        name = self.made[self.parent[i]].rpartition("/")[2]
        if len(name) <= 48:
            return name
        return name[:48].rstrip("-._")

    def _lone_name(self, i: int) -> str:
        code = self.codes[i]
        if code % 3 == 0:
            return _word(code >> 4)
        return f"{TASKS[(code >> 4) % len(TASKS)]}-{code >> 12 & 0xFFF}"

    def _telling_name(self, i: int) -> str:
        parent = self.made[self.parent[i]]
        author, _, name = parent.rpartition("/")
        how = self.hidden[i]
        if how == Undeclared.REUPLOAD:
            return f"{author}_-_{name}-gguf"
        if how == Undeclared.SUFFIX:
            return name + QUANTIZED[self.codes[i] % len(QUANTIZED)]
        if how == Undeclared.MIRROR:
            return name
        return _word(self.codes[i]) + TUNED[self.codes[i] % len(TUNED)]

    def _mass_name(self, i: int) -> str:
        mass, code, parent = self.mass[i], self.codes[i], self.parent[i]
        base = self.made[parent] if parent >= 0 else ""
        return _MASS_NAMES[mass](base, code, self.created[i], i)


def _timestamped(base: str, code: int, created: int, i: int) -> str:
    return f"{base.replace('/', '-') or 'run'}-{created}"


def _uuid(base: str, code: int, created: int, i: int) -> str:
    return (
        f"{code:08x}-{i & 0xFFFF:04x}-4{code & 0xFFF:03x}-a{i >> 16 & 0xFFF:03x}-{code * 40503 & 0xFFFFFFFFFFFF:012x}"
    )


def _swarm(base: str, code: int, created: int, i: int) -> str:
    first, second = SWARM[code % len(SWARM)], SWARM[(code >> 4) % len(SWARM)]
    return f"Qwen2.5-0.5B-Instruct-Gensyn-Swarm-{first}_{second}_{SWARM_BEASTS[(code >> 8) % len(SWARM_BEASTS)]}"


def _tournament(base: str, code: int, created: int, i: int) -> str:
    return f"tournament-tourn_{code:08x}_{created // 86_400}-{i:08x}"


def _blockassist(base: str, code: int, created: int, i: int) -> str:
    first, second = SWARM[code % len(SWARM)], SWARM[(code >> 4) % len(SWARM)]
    return f"blockassist-bc-{first}_{second}_{SWARM_BEASTS[(code >> 8) % len(SWARM_BEASTS)]}_{created}"


def _omega(base: str, code: int, created: int, i: int) -> str:
    return f"omega_{_letters(code)}{_letters(i)}"


def _cuid(base: str, code: int, created: int, i: int) -> str:
    return f"cm{_letters(created)}{_letters(code)}{_letters(i)}"


_MASS_NAMES: dict[int, Callable[[str, int, int, int], str]] = {
    Mass.TIMESTAMP: _timestamped,
    Mass.UUID: _uuid,
    Mass.SWARM: _swarm,
    Mass.TOURNAMENT: _tournament,
    Mass.BLOCKASSIST: _blockassist,
    Mass.OMEGA: _omega,
    Mass.CUID: _cuid,
}


def _letters(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        text += digits[digit]
    return text


def _word(code: int) -> str:
    return f"{FIRST[code % len(FIRST)].title()}{SECOND[(code >> 7) % len(SECOND)].title()}-{(code >> 14) % 30 + 1}B"


def _owners(descent: Descent, random: np.random.Generator) -> list[str]:
    """An account for each model: a few are prolific, a mass upload by timestamp belongs to very few."""
    accounts = max(12, round(descent.size / 4.5))
    hands = (accounts * random.random(descent.size) ** 2.2).astype(np.int64)
    packer = np.isin(descent.undeclared, [Undeclared.REUPLOAD])
    hands[packer] = accounts
    for mass, together in (
        (Mass.TIMESTAMP, 8000),
        (Mass.UUID, 3000),
        (Mass.OMEGA, 6000),
        (Mass.CUID, 3000),
        (Mass.TOURNAMENT, 2000),
    ):
        _gather(hands, descent, mass, together, accounts, random)
    table = [owner(k) for k in range(int(hands.max()) + 1)] if len(hands) else []
    return [table[k] for k in hands.tolist()]


def _gather(
    hands: NDArray[np.int64], descent: Descent, mass: Mass, together: int, accounts: int, random: np.random.Generator
) -> None:
    """Put the mass uploads of one pattern and one parent into one account for each `together` of them."""
    ours = np.flatnonzero(descent.mass == mass)
    for place, parent in enumerate(np.unique(descent.parent[ours]) if mass == Mass.TIMESTAMP else [None]):
        part = ours if parent is None else ours[descent.parent[ours] == parent]
        few = 1 + len(part) // together
        hands[part] = accounts + 1 + 1000 * mass + 50 * place + random.integers(0, few, len(part))


def _distinct(ids: list[str]) -> list[str]:
    """The same ids, a later repetition (without regard to case) told apart by a number."""
    seen: set[str] = set()
    for i, name in enumerate(ids):
        low = name.lower()
        if low in seen:
            ids[i] = next(another for another in _numbered(name) if another.lower() not in seen)
            low = ids[i].lower()
        seen.add(low)
    return ids


def _numbered(name: str) -> Iterator[str]:
    for number in range(2, 10_000_000):
        yield f"{name}-{number}"
