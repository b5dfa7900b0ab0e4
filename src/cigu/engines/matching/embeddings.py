"""Embeddings by one interface; off unless one is given, never required.

An embedder turns texts into vectors. What it gave for a text is kept by the text's hash together
with its name and version, so a text is embedded once, and a new version starts afresh.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from cigu.engines.basis.errors import CiguError

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """`embed(texts, lang)` gives (texts, dimensions) as float32; `id` and `version` name it."""

    id: str
    version: str

    def embed(self, texts: Sequence[str], lang: str) -> Vectors: ...


class Cached:
    """An embedder whose answers are kept in one file, by content."""

    def __init__(self, embedder: Embedder, file: Path) -> None:
        self.embedder = embedder
        self.id, self.version = embedder.id, embedder.version
        self._store = sqlite3.connect(file)
        self._store.execute(
            "create table if not exists vectors (key blob primary key, vector blob)"
        )

    def embed(self, texts: Sequence[str], lang: str) -> Vectors:
        """Raises CiguError "embedding" when the embedder gives something else than vectors."""
        keys = [self._key(text, lang) for text in texts]
        held = {key: vector for key in set(keys) if (vector := self._held(key)) is not None}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
        if missing:
            fresh = _checked(self.embedder.embed(list(missing.values()), lang), len(missing))
            held.update(zip(missing, fresh, strict=True))
            rows = [(key, vector.tobytes()) for key, vector in zip(missing, fresh, strict=True)]
            with self._store:
                self._store.executemany("insert or replace into vectors values (?, ?)", rows)
        return np.stack([held[key] for key in keys]) if keys else np.zeros((0, 0), np.float32)

    def close(self) -> None:
        self._store.close()

    def _key(self, text: str, lang: str) -> bytes:
        whole = json.dumps([self.id, self.version, lang, text], ensure_ascii=False)
        return hashlib.sha256(whole.encode()).digest()

    def _held(self, key: bytes) -> Vectors | None:
        row = self._store.execute("select vector from vectors where key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)


class SentenceTransformers:
    """A model of the package sentence-transformers, from a local folder or its cache."""

    def __init__(self, model: str, version: str = "1") -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise _absent("sentence-transformers") from error
        self.id, self.version = model, version
        self._model: Any = SentenceTransformer(model)

    def embed(self, texts: Sequence[str], lang: str) -> Vectors:
        return np.asarray(self._model.encode(list(texts)), dtype=np.float32)


class Onnx:
    """An ONNX model and its tokenizer file; the mean of the last states, without padding."""

    def __init__(self, model: Path, tokenizer: Path, version: str = "1") -> None:
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise _absent("onnxruntime and tokenizers") from error
        self.id, self.version = model.name, version
        self._session: Any = onnxruntime.InferenceSession(str(model))
        self._tokenizer: Any = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str], lang: str) -> Vectors:
        rows = self._tokenizer.encode_batch(list(texts))
        ids = np.asarray([row.ids for row in rows], dtype=np.int64)
        mask = np.asarray([row.attention_mask for row in rows], dtype=np.int64)
        wanted = {entry.name for entry in self._session.get_inputs()}
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {k: v for k, v in given.items() if k in wanted})[0]
        weights = mask[:, :, None]
        return np.asarray((states * weights).sum(1) / weights.sum(1), dtype=np.float32)


class Endpoint:
    """Any service that answers as OpenAI's `/embeddings` does. Texts leave this machine."""

    def __init__(self, address: str, model: str, key: str = "", seconds: float = 60) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise CiguError("embedding", f"'{address}' is no address of a service.")
        self.id, self.version = model, address
        self._address, self._key, self._seconds = address.rstrip("/"), key, seconds

    def embed(self, texts: Sequence[str], lang: str) -> Vectors:
        """Raises CiguError "embedding" when the service does not answer with vectors."""
        body = json.dumps({"model": self.id, "input": list(texts)}).encode()
        heads = {"Content-Type": "application/json"}
        if self._key:
            heads["Authorization"] = f"Bearer {self._key}"
        request = urllib.request.Request(f"{self._address}/embeddings", body, heads)  # noqa: S310  # scheme checked
        try:
            with urllib.request.urlopen(request, timeout=self._seconds) as answer:  # noqa: S310
                rows = json.load(answer)["data"]
            ordered = sorted(rows, key=lambda row: row["index"])
            return np.asarray([row["embedding"] for row in ordered], dtype=np.float32)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CiguError(
                "embedding", f"The service for embeddings did not answer: {error}.",
                remedy="Try again later, or rank without embeddings.",
            ) from error  # fmt: skip


def _checked(vectors: Vectors, many: int) -> Vectors:
    found = np.asarray(vectors, dtype=np.float32)
    if found.ndim != 2 or len(found) != many or not np.isfinite(found).all():
        raise CiguError(
            "embedding",
            f"{many} texts were to become vectors, not {found.shape}.",
            remedy="Check the embedder.",
            value=found.shape,
        )
    return found


def _absent(package: str) -> CiguError:
    return CiguError("embedding", f"{package} is not installed.", remedy=f"Install {package}.")
