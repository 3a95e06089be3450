"""Damages every file of a home, one bit or one cut at a time, takes it away, puts another in its place, and asks what
is read of it as users do.

    python -m benchmarks.damage --home HOME --each 8

Each way of reading runs as it does for users, in this process, and its answer is compared with that of the whole home.
`noticed`: one line says what to do; `same`: the answer is that of the whole home; `WRONG`: another answer, and nothing
was said; `TRACEBACK`: anything that is no error of ours. HOME is copied, not touched; small ones do (3,000 models).
"""

import argparse
import hashlib
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

MODEL = "Qwen/Qwen2.5-7B"
COUNT = "MATCH (c:Model)-[r:DERIVED_FROM]->(p:Model) RETURN r.relation AS r, count(*) AS n, max(c.id) AS m ORDER BY r"
ALL = "MATCH (m:Model) RETURN m.id AS id, m.downloads AS d, m.license AS l, m.tags AS t, m.created_at AS c ORDER BY id"

READ = f"""
import hashlib, sys, warnings
import numpy as np
import lineage
from lineage.errors import LineageError
try:
    g = lineage.open(sys.argv[1])
    out = hashlib.sha256()
    f = g.graph
    for id in f.ids.take(range(f.size)):
        out.update(id.encode())
    for name in ("downloads", "license", "author", "created_at", "hub_id", "status"):
        out.update(repr(f.models.column(name).take(np.arange(f.size))).encode())
    out.update(f.reach.descendant_count.tobytes() + f.children.indices.tobytes())
    out.update(repr([f.search.find(t, limit=20) for t in ("qwen", "gguf", "7b")]).encode())
    out.update(repr([g.model(id) for id in f.ids.take(range(0, f.size, 97))]).encode())
    out.update(repr([g.parents(id) for id in f.ids.take(range(0, f.size, 97))]).encode())
    for statement in ({COUNT!r}, {ALL!r}):
        out.update(repr(g.cypher(statement, as_="rows", limit=10000, timeout=60)).encode())
    print("ANSWER", out.hexdigest())
except LineageError as error:
    print("LINE", error.message, "|", error.hint)
"""
COMMANDS: dict[str, list[str]] = {
    "cypher": ["cypher", "--json", "--limit", "5000", ALL],
    "quality": ["quality", "--json"],
    "resolve": ["resolve"],
    "load": ["load", "--force"],
    "status": ["status"],
    "snapshots": ["snapshots"],
}
AFTER = {"resolve": "quality", "load": "open"}
"""Ways that write: what they wrote counts as their answer, read so."""

NOTICED = ("not frozen", "cannot be asked", "no manifest", "not resolved")
"""Words by which `status` and `snapshots` say that something is not as it should be."""


def python(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout, done.stderr


def answer(way: str, home: Path) -> tuple[str, str]:
    """`ANSWER`, `LINE` or `TRACEBACK`, and what was said."""
    code, out, err = _run(way, home)
    if code in (1, 2) and "Traceback" not in err:
        return "LINE", err
    if code == 0 and way in AFTER:
        code, out, err = _run(AFTER[way], home)
    if code or "Traceback" in err:
        return "TRACEBACK", err[-400:]
    if way in ("status", "snapshots"):
        found = next((words for words in NOTICED if words in out + err), None)
        out = "".join(c for c in out if not c.isdigit())  # sizes on disk, and moments
        return ("LINE", found) if found else ("ANSWER", hashlib.sha256(out.encode()).hexdigest())
    if out.startswith(("ANSWER", "LINE")):
        kind, _, text = out.strip().partition(" ")
        return kind, text
    return "ANSWER", hashlib.sha256(out.encode()).hexdigest()


def _run(way: str, home: Path) -> tuple[int, str, str]:
    if way == "open":
        return python("-c", READ, str(home))
    return python("-m", "lineage", *COMMANDS[way], "--home", str(home))


def damages(
    path: Path, each: int, chance: random.Random, others: Sequence[Path]
) -> Iterator[tuple[str, Callable[[], None]]]:
    """Ways to damage a file, each with its name; `others` are files that may stand in its place."""
    whole = path.read_bytes()
    for _ in range(each):
        at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
        flipped = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :]
        yield f"bit {bit} of byte {at:,}", lambda flipped=flipped: path.write_bytes(flipped)
    for size in (0, len(whole) // 2, len(whole) - 1):
        yield f"cut to {size:,}", lambda size=size: path.write_bytes(whole[:size])
    yield "gone", path.unlink
    for other in others:
        yield f"{other.parent.name}/{other.name} in its place", lambda other=other: path.write_bytes(other.read_bytes())


WAYS = {
    "snapshots": ("resolve", "snapshots", "status"),
    "resolved": ("load", "quality"),
    "store": ("open", "cypher"),
    "frozen": ("open", "status"),
    ".": ("status",),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--each", type=int, default=4, help="Bits to flip in each file.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    chance, found = random.Random(arguments.seed), Counter[tuple[str, str]]()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"

        def fresh() -> None:
            shutil.rmtree(home, ignore_errors=True)
            shutil.copytree(arguments.home, home)

        fresh()
        python("-m", "lineage", "freeze", "--home", str(home))
        kept = Path(folder) / "kept"
        shutil.copytree(home, kept)
        arguments.home = kept
        ways = sorted({way for ways in WAYS.values() for way in ways})
        whole = {}
        for way in ways:
            fresh()
            whole[way] = answer(way, home)
        files = [p.relative_to(kept) for p in sorted(kept.rglob("*")) if p.is_file() and p.stat().st_size]
        for name in files:
            room = name.parts[0] if len(name.parts) > 1 else "."
            if not room.startswith(arguments.only) or room not in WAYS:
                continue
            others = [kept / one for one in files if one.parts[0] == room and one.suffix == name.suffix and one != name]
            for what, damage in list(damages(home / name, arguments.each, chance, others[:3])):
                for way in WAYS[room]:
                    fresh()
                    damage()
                    kind, text = answer(way, home)
                    verdict = {"LINE": "noticed", "TRACEBACK": "TRACEBACK"}.get(kind) or (
                        "same" if (kind, text) == whole[way] else "WRONG"
                    )
                    found[room, verdict] += 1
                    if verdict in ("WRONG", "TRACEBACK"):
                        print(f"{verdict:10}{way:10}{name}: {what}: {text[-200:]}", flush=True)
    for (room, verdict), count in sorted(found.items()):
        print(f"{room:12}{verdict:10}{count:>5}")


if __name__ == "__main__":
    main()
