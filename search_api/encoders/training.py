"""Training an encoder from end to end: texts, pairs, hard negatives, the training, the share of it that is used, means, and the recipe.

No HTTP. What a training has made so far lies in its work folder, so that one that was stopped goes on where it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from indexer.encoders import BASE, DEFAULT, build, is_trainable
from indexer.encoders.adapter import Adapter, LowRank, joined, write_adapter
from indexer.encoders.adapters import find_adapter
from indexer.encoders.e5 import E5Small
from indexer.encoders.recipe import Recipe, Tried
from indexer.training.base_model import write_base_model
from indexer.training.collecting import Pairs, build_pairs, collect, is_aside
from indexer.training.figures import Gains, beside_base, best_share, gains, means_from
from indexer.training.mix import RETAINED, TrainingOptions
from indexer.training.pairs.outcomes import KIND as OUTCOMES
from indexer.training.pairs.outcomes import Outcome
from indexer.training.pairs.outcomes import pairs as outcome_pairs
from indexer.training.texts import Texts, seeded
from indexer.training.trainer import Trained, Trainer, check_installed, load_model, model_vectors, versions
from models.errors import BadInput
from models.messages import Message
from models.settings import Settings
from ranking.evaluate import Task
from search_api.assembly import Application
from search_api.encoders.accepting import check_aside, check_compared
from search_api.encoders.comparing import compare, outcomes_task
from search_api.encoders.kept_pairs import KeptPairs
from search_api.encoders.leaving_out import without_tasks
from search_api.encoders.negatives import Miner
from search_api.encoders.spent import Spent
from search_api.evaluation import Evaluation

Report = Callable[[str, int, int], None]

MODEL_FOLDER, CHECKPOINTS, SECONDS_FILE = "model", "checkpoints", "seconds"

CHECKED = (
    "Who buys licences for membrane electrolysers?",
    "A ceramic layer of yttria-stabilised zirconia is sprayed onto a bond coat, and grooves are cut into it by a pulsed laser.",
    "固态电池",
    "公司主营可穿戴连续乳酸监测贴片，现寻求A轮融资，用于临床试验和产线建设。",
    "基于Transformer的multi-modal大模型在CT影像肺结节检测中的应用",
)
"""Texts whose vectors by the trained model itself stand in the recipe, to compare every built encoder with."""


@dataclass(frozen=True)
class TrainingRequest:
    """What to train from and what to leave out. ``start``: the encoder that is trained further, ``e5-small`` or ``e5-small+ADAPTER``.

    ``work``: the folder of the training. ``outcomes``: the operator's own. ``negatives``: hard ones a pair; ``by_meaning``: found by the
    hybrid rather than by words alone.
    """

    paths: Sequence[Path]
    work: Path
    options: TrainingOptions
    without: Sequence[Task] = ()
    outcomes: Sequence[Outcome] = ()
    start: str = BASE
    negatives: int = 1
    by_meaning: bool = True


def usual_start(encoder_in_use: str) -> str:
    """Where a training begins of which nobody says where: at the encoder that is in use, if it can be trained further; else at the default."""
    return encoder_in_use if is_trainable(encoder_in_use) else DEFAULT


@dataclass
class Training:
    """One training with the files and threads of ``settings``. ``report`` is told what is being done, ``notice`` what is other than was asked.

    Raises ``MissingExtra``.
    """

    settings: Settings
    request: TrainingRequest
    report: Report = lambda _what, _done, _of: None
    notice: Callable[[Message], None] = lambda _said: None
    _start: Adapter | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        check_installed()
        name = self.request.start.removeprefix(BASE).removeprefix("+")
        self._start = find_adapter(name, self.settings.adapters) if name else None

    def run(self, destination: Path, *, resume: bool = False) -> Adapter:
        """Train, and write the adapter into ``destination``.

        Raises ``BadInput`` where there are no pairs, or no training to go on with, or one that began at another encoder or with other options.
        """
        work, options = self.request.work, self.request.options
        spent = Spent(work / SECONDS_FILE, resume)
        pairs = self._kept.read() if resume else self._new_pairs()
        spent.keep()
        model = work / MODEL_FOLDER
        write_base_model(model, self._start)
        trained = Trainer(model, work / CHECKPOINTS, options, self.settings.encoder_threads).train(
            pairs.training,
            _retained(pairs, options),
            partial(self._step_done, spent),
            resume=resume,
        )
        self._notice_steps(trained)
        shares, candidates = self._tried(pairs, trained)
        best = best_share(shares)
        chosen = candidates[best.share or max(candidates)]
        self.report("means", 0, 0)
        means = means_from(self._encoder(chosen), pairs, options.seed)
        recipe = self._recipe(pairs, trained, shares, chosen, spent.seconds)
        return write_adapter(destination, chosen.changes, recipe, means)

    def accepted(self, application: Application, adapter: Adapter, tasks: Sequence[Task], destination: Path) -> Adapter:
        """Put an adapter in its place.

        Raises ``Conflict``, which says where and by how much, if it is no better than what it was trained from on pairs kept aside, or worse
        than the encoder in use on held-out outcomes or ``tasks``; ``BadInput`` where no held-out lead was accepted; ``SettingsError`` where
        the encoder in use cannot be opened.
        """
        check_aside(adapter.recipe)
        held_out = [one for one in self.request.outcomes if is_held_out(one.asker)]
        judged = [*tasks, *([outcomes_task(application, held_out)] if held_out else [])]
        recipe = adapter.recipe
        if judged:
            in_use = application.open_encoder(application.encoder_spec)
            compared = compare(self.settings, in_use, self._encoder(adapter), judged, self.report)
            check_compared(compared)
            figures = {f"{one.task}/{one.leg}": [round(one.first, 4), round(one.second, 4)] for one in compared}
            recipe = recipe.model_copy(update={"compared": figures, "compared_with": in_use.fingerprint})
        shutil.rmtree(destination, ignore_errors=True)
        return write_adapter(destination, adapter.changes, recipe, adapter.means)

    def _new_pairs(self) -> Pairs:
        request, work, options = self.request, self.request.work, self.request.options
        self.report("reading", 0, 0)
        texts = list(Texts(request.paths))
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        without = without_tasks(request.without)
        wanted = options.pairs()
        built = build_pairs(texts, without, wanted, options.seed)
        made = collect(built, wanted, options.seed, tokens=options.tokens)
        if OUTCOMES in wanted:
            made = self._with_outcomes(made, wanted[OUTCOMES])
        if not made.training or (request.paths and not texts):
            raise BadInput(
                Message(
                    en="Nothing that was given makes a pair of the kinds in the mix.",
                    zh="所给数据无法构成配比中任何类型的训练配对。",
                ),
                advice=Message(
                    en="Name files that `zhiqiao load` reads, with texts of some sentences, or give another --mix.",
                    zh="请给出 `zhiqiao load` 可读取、含成段文字的文件，或用 --mix 另选配比。",
                ),
            )
        self._notice_kinds(wanted, made)
        mined = replace(made, training=self._miner().mined(made.training, self.report))
        self._kept.write(mined)
        return mined

    def _with_outcomes(self, made: Pairs, wanted: int) -> Pairs:
        chance = seeded(self.request.options.seed, OUTCOMES)
        own = [pair for pair in outcome_pairs(self.request.outcomes, chance) if not is_held_out(pair.group)]
        chance.shuffle(own)
        aside = [pair for pair in own if is_aside(pair.group)]
        kept = [pair for pair in own if not is_aside(pair.group)]
        drawn = [kept[number % len(kept)] for number in range(wanted)] if kept else []
        training = {OUTCOMES: drawn, **made.training} if drawn else made.training
        return Pairs(training, {OUTCOMES: aside, **made.aside} if aside else made.aside)

    @property
    def _kept(self) -> KeptPairs:
        request = self.request
        options = request.options.record() | {"negatives": request.negatives, "seed": request.options.seed}
        return KeptPairs(request.work, request.start, build.fingerprint(self._start), options)

    def _notice_kinds(self, wanted: Mapping[str, int], made: Pairs) -> None:
        without = [kind for kind in wanted if kind not in made.training and kind != RETAINED]
        if without:
            self.notice(
                Message(
                    en="There are no pairs of these kinds of the mix: {kinds}.",
                    zh="配比中的下列类型没有配对：{kinds}。",
                    kinds=without,
                )
            )

    def _notice_steps(self, trained: Trained) -> None:
        if trained.steps < self.request.options.steps:
            self.notice(
                Message(
                    en="{steps} of {asked} steps were made: the pairs fill no more batches, as none holds a text twice.",
                    zh="只进行了{asked}步中的{steps}步：同一批中文本不得重复，配对不足以填满更多批次。",
                    steps=trained.steps,
                    asked=self.request.options.steps,
                )
            )

    def _miner(self) -> Miner:
        encoder = E5Small(self.settings.data / "models", self._start, threads=self.settings.encoder_threads)
        request = self.request
        evaluation = Evaluation(self.settings, encoder)
        threads = self.settings.encoder_threads or os.cpu_count() or 1
        return Miner(evaluation, request.negatives, request.by_meaning, request.options.seed, threads)

    def _step_done(self, spent: Spent, done: int, of: int) -> None:
        spent.keep()
        self.report("training", done, of)

    def _tried(self, pairs: Pairs, trained: Trained) -> tuple[list[Tried], dict[float, Adapter]]:
        """The base and every share with its figures on the pairs kept aside, and the adapters with these shares."""
        base = self._gains(self._encoder(self._start), pairs, 0.0)
        shares = [beside_base(0.0, base, base)]
        candidates: dict[float, Adapter] = {}
        for share in self.request.options.shares:
            candidates[share] = self._candidate(trained.changes, share)
            shares.append(beside_base(share, self._gains(self._encoder(candidates[share]), pairs, share), base))
        return shares, candidates

    def _candidate(self, changes: Mapping[str, LowRank], share: float) -> Adapter:
        """An adapter of which ``share`` of the trained change is used, with what the library's own model makes of a few texts."""
        folder = self.request.work / f"share-{round(100 * share)}"
        # what it starts from counts in full, whatever the share
        whole = joined(self._start.changes, self._start.recipe.share / share, changes) if self._start else changes
        unchecked = write_adapter(folder, whole, Recipe.of_share(share), {})
        merged = self.request.work / "merged"
        write_base_model(merged, unchecked)
        texts = [build.OPTIONS.passage_prefix + text for text in CHECKED]
        vectors = model_vectors(load_model(merged, build.OPTIONS.max_tokens), texts)
        shutil.rmtree(merged)
        checks = {text: " ".join(f"{value:.4f}" for value in row) for text, row in zip(texts, vectors, strict=True)}
        return write_adapter(folder, unchecked.changes, Recipe.of_share(share, checks), {})

    def _gains(self, encoder: E5Small, pairs: Pairs, share: float) -> dict[str, Gains]:
        return gains(encoder, pairs, lambda done, of: self.report(f"trying a share of {share:.0%}", done, of))

    def _encoder(self, adapter: Adapter | None) -> E5Small:
        return E5Small(self.request.work / "models", adapter, threads=self.settings.encoder_threads)

    def _recipe(
        self, pairs: Pairs, trained: Trained, shares: Sequence[Tried], chosen: Adapter, seconds: float
    ) -> Recipe:
        request = self.request
        return Recipe(
            base=str(build.recipe()["source"]),
            start=request.start,
            made=dt.datetime.now(dt.UTC).date().isoformat(),
            pairs=pairs.counts(),
            without=[task.name for task in request.without],
            seed=request.options.seed,
            options=request.options.record()
            | {"negatives": request.negatives, "device": trained.device, "steps_made": trained.steps},
            versions=versions(),
            seconds=round(seconds),
            loss=dict(trained.loss),
            tried=list(shares),
            share=chosen.recipe.share,
            checks=chosen.recipe.checks,
        )


HELD_OUT = 4
"""One asker in so many of the outcomes is not trained with: what a new encoder is judged by."""


def is_held_out(asker: str) -> bool:
    """Whether an asker's outcomes are held out; none of these is kept aside to choose the share by."""
    return hashlib.sha256(f"held out {asker}".encode()).digest()[0] % HELD_OUT == 0


def _retained(pairs: Pairs, options: TrainingOptions) -> list[str]:
    """Questions and passages of every kind in turn, with their prefixes: whole batches of each text once, as many as the mix asks for."""
    wanted = options.pairs().get(RETAINED, 0)
    chance = seeded(options.seed, RETAINED)
    texts = [
        list(
            dict.fromkeys(
                text
                for pair in some
                for text in (build.OPTIONS.query_prefix + pair.question, build.OPTIONS.passage_prefix + pair.passage)
            )
        )
        for some in pairs.training.values()
    ]
    for some in texts:
        chance.shuffle(some)
    longest = max(map(len, texts), default=0)
    return [some[place] for place in range(longest) for some in texts if place < len(some)][:wanted]
