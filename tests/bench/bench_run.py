"""The whole run over many documents: first, unchanged, one new, code of one layer changed; with and without Prefect.

Run ``python tests/bench/bench_run.py``. The documents are made up (``making.py``): pages of all forces in every
dialect, one in fifty a small PDF. Each run is a fresh process, so that its peak memory is its own. Times inside a
process are time of the processor, its children's included; the orchestration is told by the clock too, since a flow
also waits for its server: one of our own that ends with the run, or one that stays, as beside a schedule.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tests.bench.making import fill  # noqa: E402
from tests.prefect_server import prefect_server  # noqa: E402

MOST_UNCHANGED = 0.03
MOST_ORCHESTRATION = 1.05

_RUN = """
import contextlib, json, resource, sys, time
from pathlib import Path

raw, processed, layer, flow, warm, again = sys.argv[1:]


def spent():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


from pipeline import build, fingerprints
from pipeline.settings import Settings

if layer:
    code = fingerprints._code
    fingerprints._code = lambda *places: code(*places) + ("changed" if places[0] == layer else "")
settings = Settings.chosen(Path(raw), Path(processed))
started_at = time.perf_counter()
with contextlib.ExitStack() as stack:
    if flow:
        from pipeline.prefect_home import prefect_api

        stack.enter_context(prefect_api(Path(processed) / "work" / "prefect"))
        from pipeline.flows import refresh

        if warm:
            refresh(warm, processed + "-warm")
    server_ready = time.perf_counter()
    before, begun = spent(), time.perf_counter()
    outcome = refresh(raw, processed) if flow else build.refresh(settings)
    took, used = time.perf_counter() - begun, spent() - before
    nothing = []
    for _ in range(int(again)):
        begun = time.perf_counter()
        refresh(raw, processed) if flow else build.refresh(settings)
        nothing.append(time.perf_counter() - begun)
told = {
    "used": used,
    "took": took,
    "nothing": min(nothing, default=0.0),
    "server": server_ready - started_at,
    "whole": spent(),
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "read": outcome.read,
    "interpreted": outcome.interpreted,
    "published": outcome.published,
}
print(json.dumps(told))
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one run cost: seconds of the processor and of the clock, with those of the whole process, and memory.

    ``nothing`` is what another run took by the clock, which had nothing to do. ``peak`` is all that was ever resident,
    ``anonymous`` what was the process's own and in no file, looked at some dozens of times a second.
    """

    used: float
    took: float
    nothing: float
    server: float
    whole: float
    peak: float
    anonymous: float
    read: int
    interpreted: int
    published: bool


def run(
    raw: Path,
    processed: Path,
    *,
    workers: int,
    layer: str = "",
    flow: bool = False,
    server: str | None = None,
    warm: Path | None = None,
    again: int = 0,
) -> Measured:
    """One run in a process of its own.

    Args:
        raw: the raw store.
        processed: the folder of releases.
        workers: processes that read side by side.
        layer: the layer whose code shall count as changed.
        flow: whether to run under Prefect, with a server of its own unless there is another.
        server: address of the API of one that stays.
        warm: a raw store that a flow is run over before, unmeasured.
        again: how often to run once more, with nothing to do.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "PEEL_"))}
    # The memory pool is the one that the command chooses.
    chosen = {"PEEL_WORKERS": str(workers), "ARROW_DEFAULT_MEMORY_POOL": "system"}
    asked = {"PREFECT_API_URL": server} if server else {}
    environment = kept | chosen | asked | {"PYTHONPATH": str(ROOT)}
    told = (raw, processed, layer, "flow" if flow else "", warm or "", again)
    command = [sys.executable, "-c", _RUN, *map(str, told)]
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=said, text=True)
        anonymous = 0.0
        while process.poll() is None:
            anonymous = max(anonymous, _anonymous(process.pid))
            time.sleep(_PAUSE)
        told, _ = process.communicate()
        said.seek(0)
        if process.returncode:
            raise SystemExit(f"a run failed:\n{said.read()}")
    return Measured(**json.loads(told.splitlines()[-1]), anonymous=anonymous)


_PAUSE = 0.02
"""Seconds between two looks at a run's memory."""


def _anonymous(pid: int) -> float:
    """MB of memory that belong to a process alone; 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon:")), 0.0)


def stages(raw: Path, processed: Path, count: int, workers: int, rounds: int) -> Measured:
    """Print what each kind of run costs beside the first; give back the first. Most are the least of some rounds: what
    else goes on in a computer only ever adds."""
    alone = raw.with_name("alone")
    fill(alone, 1, start=count)
    own = min((run(alone, _empty(processed), workers=workers) for _ in range(rounds)), key=lambda one: one.used)
    fill(raw, count)
    first = min((run(raw, _empty(processed), workers=workers) for _ in range(rounds)), key=lambda one: one.used)
    print(f"\n{count} documents{'':<24}{'s used':>8}{'of first':>10}{'read':>7}{'interpreted':>13}", end="")
    print(f"{'peak, MB':>10}{'own':>7}")
    _line("first run", first, first)
    _line("unchanged", run(raw, processed, workers=workers), first)
    fill(raw, 1, start=count)
    before = processed.with_name("before")
    os.rename(processed, before)
    one_new = min((run(raw, _copied(before, processed), workers=workers) for _ in range(rounds)), key=lambda m: m.used)
    _line("one new document", one_new, first)
    beyond = one_new.used - own.used
    print(f"{'  beyond its cost in a run of its own':<36}{beyond:>8.2f}{beyond / first.used:>10.1%}")
    _line("meaning code changed", run(raw, processed, workers=workers, layer="meaning"), first)
    return first


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _copied(source: Path, folder: Path) -> Path:
    return shutil.copytree(source, _empty(folder), symlinks=True)


def _line(name: str, measured: Measured, first: Measured) -> None:
    print(
        f"{name:<36}{measured.used:>8.2f}{measured.used / first.used:>10.1%}{measured.read:>7}"
        f"{measured.interpreted:>13}{measured.peak:>10.0f}{measured.anonymous:>7.0f}   "
        f"whole process {measured.whole:.2f} s"
    )


def orchestration(raw: Path, small: Path, folder: Path, workers: int, rounds: int) -> None:
    """Print what Prefect adds to a first run, kinds by turns, as the least of some rounds: what else goes on only ever
    adds. Each server has run a flow before. What loads Prefect is measured apart; a worker does so before each flow.

    Args:
        raw: the raw store.
        small: another one, with one document.
        folder: for releases.
        workers: processes that read side by side.
        rounds: how often to run each.
    """
    with prefect_server(folder / "prefect") as server:
        kinds = {
            "plain": partial(run, workers=workers),
            "own server": partial(run, workers=workers, flow=True, warm=small),
            "server that stays": partial(run, workers=workers, flow=True, warm=small, server=server),
        }
        runs: dict[str, list[Measured]] = {name: [] for name in kinds}
        for _ in range(rounds):
            for name, once in kinds.items():
                runs[name].append(once(raw, _empty(folder / name), again=_AGAIN))
        first = run(raw, folder / "own server", workers=workers, flow=True)
    least = {name: _least(of_kind) for name, of_kind in runs.items()}
    plain = least["plain"]
    print(f"\nunder Prefect, first run, least of {rounds}{'':<6}{'by the clock':>12}{'':>7}{'used':>8}{'':>7}", end="")
    print(f"{'nothing to do':>15}{'adds':>7}{'of a first run':>16}")
    for name, (took, used, nothing) in least.items():
        print(f"{name:<36}{took:>12.2f}{took / plain[0]:>7.2f}{used:>8.2f}{used / plain[1]:>7.2f}", end="")
        # Where others use the computer, the clock of long runs tells little; the processor's part of one does.
        print(f"{nothing:>15.2f}{nothing - plain[2]:>7.2f}{(nothing - plain[2]) / plain[1]:>16.1%}")
    for name in [*kinds][1:]:
        pairs = zip(runs[name], runs["plain"], strict=True)
        print(f"{name}, round by round: {', '.join(f'{one.took / beside.took:.2f}' for one, beside in pairs)}")
    print(f"aim {MOST_ORCHESTRATION}; the first flow of a new server, with nothing to do, took {first.took:.2f} s")
    print(f"our own server took {first.server:.1f} s to start, import of Prefect included")


_AGAIN = 5
"""Runs with nothing to do are short, so that more are needed to find one that nothing else disturbed."""


def _least(runs: list[Measured]) -> tuple[float, float, float]:
    """The least of what runs took by the clock and used of the processor, and took with nothing to do."""
    return min(one.took for one in runs), min(one.used for one in runs), min(one.nothing for one in runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000], help="how many (100 1000)")
    parser.add_argument("--workers", type=int, default=1, help="processes that read side by side (1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often to do what is done more than once (3)")
    parser.add_argument("--without-prefect", action="store_true", help="leave out the runs under Prefect")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-run-"))
    try:
        firsts = {}
        for count in chosen.documents:
            place = folder / str(count)
            firsts[count] = stages(place / "raw", place / "processed", count, chosen.workers, chosen.rounds)
        fewest, most = min(firsts), max(firsts)
        few, many = firsts[fewest], firsts[most]
        print(f"\npeak memory {fewest} → {most} documents: {few.peak:.0f} → {many.peak:.0f} MB,", end=" ")
        print(f"of that in no file {few.anonymous:.0f} → {many.anonymous:.0f} MB")
        print(f"aim: unchanged at most {MOST_UNCHANGED:.0%} of the first, one new document that plus its own cost")
        if not chosen.without_prefect:
            raws = [folder / str(most) / name for name in ("raw", "alone")]
            orchestration(*raws, folder, chosen.workers, chosen.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
