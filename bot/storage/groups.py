"""Many concurrent calls, one transaction: what arrives while a transaction runs goes together into the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from bot.storage.engine import DatabaseAwayError

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """Knows nothing of SQL: `commit` gets the items of one group, in order of arrival, and gives a result for each.

    Two items of the same `key` never share a group, and are committed in the order in which they came.
    """

    def __init__(
        self,
        commit: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        key: Callable[[Item], Hashable],
        most: int = 500,
    ) -> None:
        self._commit = commit
        self._key = key
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._runner: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """The result of `item` once its group is committed. Raises DatabaseAwayError."""
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        return await done

    async def settle(self) -> None:
        """Wait until nothing waits any more."""
        while self._runner is not None and not self._runner.done():
            await asyncio.wait([self._runner])

    async def _run(self) -> None:
        while self._waiting:
            group = self._next_group()
            try:
                results = await self._commit([item for item, _ in group])
            except DatabaseAwayError as error:
                _fail(group, error)
                continue
            except BaseException:
                _fail(group + self._waiting, DatabaseAwayError("the program is stopping"))
                self._waiting = []
                raise
            for (_, done), result in zip(group, results, strict=True):
                if not done.done():  # else the caller has gone
                    done.set_result(result)

    def _next_group(self) -> list[tuple[Item, asyncio.Future[Result]]]:
        group: list[tuple[Item, asyncio.Future[Result]]] = []
        later: list[tuple[Item, asyncio.Future[Result]]] = []
        keys: set[Hashable] = set()
        for pair in self._waiting:
            key = self._key(pair[0])
            if len(group) < self._most and key not in keys:
                group.append(pair)
            else:
                later.append(pair)
            keys.add(key)
        self._waiting = later
        return group


def _fail(group: Sequence[tuple[Item, asyncio.Future[Result]]], error: DatabaseAwayError) -> None:
    for _, done in group:
        if not done.done():
            done.set_exception(DatabaseAwayError(str(error)))
