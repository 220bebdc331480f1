"""Encodes a batch of listings: their vectors come into the store, and whoever owns the index puts them there."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.encoding import encode_missing, passages_of
from models.errors import BadInput
from models.messages import Message
from search_api.assembly import Application
from search_api.worker.base import Stopped, Work


@dataclass(frozen=True)
class EncodingHandler:
    """Payload: ``encoder``, whose vectors are wanted, by its fingerprint; ``listings``, whose passages are to have them.

    Done twice it does nothing: what has vectors is left as it is, and a batch that was cut short goes on where it was.
    """

    application: Application

    def run(self, work: Work) -> None:
        """See ``Handler.run``."""
        store, encoder = self.application.store, self.application.encoder
        if (wanted := work.payload["encoder"]) != encoder.fingerprint:
            raise BadInput(
                Message(
                    en="This worker encodes with {own}, and the batch is for {wanted}.",
                    zh="该进程的编码器为 {own}，而任务要求 {wanted}。",
                    own=encoder.fingerprint,
                    wanted=wanted,
                ),
                advice=Message(
                    en="Start it with the ZHIQIAO_ENCODER of the process that owns the index.",
                    zh="请以索引所属进程的 ZHIQIAO_ENCODER 启动。",
                ),
            )
        items = store.listings.for_index(work.payload["listings"])
        passages = list(passages_of(items.values(), remote=encoder.remote))
        if not encode_missing(store, encoder, passages, work.goes_on):
            raise Stopped
