"""``kill -9`` of a real process at random moments of load, encoding and rebuild: nothing that was acknowledged may be lost.

Usage: ``python -m benchmarks.kill [--rounds 50] [--seed N] [--listings 400]``

Each round copies a pool, starts a child that changes a part of it and adds to it, and kills the child at a random moment of one stage.
The data is then opened again, as the next start of the product would do. Afterwards every record that the child acknowledged must be in the
store, and the index must say what the store says of every listing: the same terms (facts), the listing under its own words and no longer
under its old ones, and its vectors. What a load was not able to acknowledge, loading again brings in. The encoder is a stand-in.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.kill_check import problems
from benchmarks.kill_world import LOAD, RECOVER, STAGES, World

LONGEST = 120.0
"""Seconds after which a child that neither ends nor is killed is an error."""


@dataclass(frozen=True)
class Round:
    """One round: the stage that was aimed at, whether the child was killed in it, what was acknowledged, and what was wrong afterwards."""

    number: int
    stage: str
    killed: bool
    acknowledged: int
    problems: tuple[str, ...]


@dataclass
class Killer:
    """Runs rounds in ``folder`` with ``listings`` records each. Moments are drawn by ``seed``."""

    folder: Path
    listings: int
    seed: int
    _seconds: dict[str, float] = field(default_factory=dict, init=False)

    def run(self, rounds: int) -> Iterator[Round]:
        """Each round as it ends. The stages take turns."""
        rng = random.Random(self.seed)
        self._prepare()
        for number in range(rounds):
            yield self._round(number, STAGES[number % len(STAGES)], rng)

    @property
    def _base(self) -> Path:
        return self.folder / "base"

    def _prepare(self) -> None:
        """A whole pool to begin every round from, and how long each stage takes when nobody interferes."""
        child = Child.start(World(self._base, self.listings, seed=0), STAGES)
        child.wait()
        trial = self.folder / "trial"
        shutil.copytree(self._base, trial)
        child = Child.start(World(trial, self.listings, seed=1), STAGES)
        self._seconds = child.stages()
        child.wait()

    def _round(self, number: int, stage: str, rng: random.Random) -> Round:
        data = self.folder / f"round-{number}"
        shutil.copytree(self._base, data)
        world = World(data, self.listings, seed=self.seed + number + 2)
        killed = Child.start(world, STAGES).kill_in(stage, rng.uniform(0, 1.1 * self._seconds[stage]))
        acknowledged = world.acknowledged()
        found = _after(world, [RECOVER], acknowledged)
        found += [f"loading again: {one}" for one in _after(world, [LOAD, RECOVER], world.latest())]
        if not found:
            shutil.rmtree(data)
        return Round(number, stage, killed, len(acknowledged), tuple(found))


def _after(world: World, stages: Sequence[str], expected: Mapping[str, int]) -> list[str]:
    """What is wrong once ``stages`` were done; a stage that fails is wrong too."""
    try:
        world.perform(stages)
    except Exception as error:  # noqa: BLE001 — whatever the product raises when it starts again is a loss
        return [f"it does not start again: {type(error).__name__}: {error}"]
    return problems(world, expected)


@dataclass
class Child:
    """A child process, which says on stdout when a stage begins and ends."""

    process: subprocess.Popen[str]

    @classmethod
    def start(cls, world: World, stages: Sequence[str]) -> Child:
        """Start it."""
        command = [sys.executable, "-m", "benchmarks.kill_world", *world.arguments(), *stages]
        return cls(subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]))

    def wait(self) -> None:
        """Wait until it has ended by itself. Raises ``RuntimeError`` where it failed."""
        self.process.communicate(timeout=LONGEST)
        self._check()

    def stages(self) -> dict[str, float]:
        """How long each stage took."""
        begun: dict[str, float] = {}
        took: dict[str, float] = {}
        for word, stage in self._lines():
            if word == "begin":
                begun[stage] = time.perf_counter()
            else:
                took[stage] = time.perf_counter() - begun[stage]
        return took

    def kill_in(self, stage: str, seconds: float) -> bool:
        """Kill it ``seconds`` after ``stage`` began; whether that was before it had ended by itself."""
        for word, name in self._lines():
            if (word, name) == ("begin", stage):
                break
        try:
            self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.process.communicate(timeout=LONGEST)
        self._check()
        return self.process.returncode < 0

    def _check(self) -> None:
        if self.process.returncode > 0:
            msg = f"A child failed by itself, with {self.process.returncode}."
            raise RuntimeError(msg)

    def _lines(self) -> Iterator[tuple[str, str]]:
        assert self.process.stdout is not None  # it was asked for when the process was started
        while line := self.process.stdout.readline():
            word, _, stage = line.strip().partition(" ")
            yield word, stage


def main() -> None:
    """Print one line a round, and end with 1 if anything was lost."""
    parser = argparse.ArgumentParser(description="kill -9 at random moments of load, encoding and rebuild.")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--listings", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    seed = random.SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    print(f"seed {seed}", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="zhiqiao-kill-") as folder:
        ended = []
        for one in Killer(Path(folder), given.listings, seed).run(given.rounds):
            ended.append(one)
            print(_line(one), file=sys.stderr)
    killed = sum(one.killed for one in ended)
    lost = sum(bool(one.problems) for one in ended)
    figures = {"seed": seed, "rounds": len(ended), "killed": killed, "rounds with a loss": lost}
    print(
        json.dumps(figures)
        if given.json
        else f"{killed} of {len(ended)} children killed, seed {seed}: {lost} rounds with a loss"
    )
    sys.exit(bool(lost))


def _line(one: Round) -> str:
    how = "killed" if one.killed else "ended first"
    return f"{one.number:>3} {one.stage:<8} {how:<11} {one.acknowledged:>6} acknowledged  {'; '.join(one.problems[:3]) or 'nothing lost'}"


if __name__ == "__main__":
    main()
