"""Builds the tokenizer of XLM-RoBERTa from a packed model's pieces and scores."""

from __future__ import annotations

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from indexer.encoders.q4 import PackedModel

_KEPT_BY_SENTENCEPIECE = "～"
"""NFKC makes this full-width tilde ``~``, SentencePiece's nmt_nfkc keeps it; Chinese writes its ranges with it."""
_STAND_IN = "\uf8ff"


def build_tokenizer(packed: PackedModel) -> Tokenizer:
    """The tokenizer as ``tokenizers`` runs it: nmt_nfkc, metaspace, unigram pieces, ``<s> … </s>``."""
    tokenizer = Tokenizer(models.Unigram(list(zip(packed.pieces, packed.scores.tolist(), strict=True)), packed.unknown))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(_KEPT_BY_SENTENCEPIECE, _STAND_IN),
            normalizers.Nmt(),
            normalizers.NFKC(),
            normalizers.Replace(_STAND_IN, _KEPT_BY_SENTENCEPIECE),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    begin, end = packed.pieces[packed.begin], packed.pieces[packed.end]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}",
        special_tokens=[(begin, packed.begin), (end, packed.end)],
    )
    return tokenizer
