"""The part of the fake Bot API that keeps a bot's commands and descriptions."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.bot_api_rules import Refusal


class BotProfile:
    """`profile` holds what was set, by kind and language."""

    def __init__(self) -> None:
        self.profile: dict[tuple[str, str], Any] = {}

    async def _profile_get(self, what: str, parameters: dict[str, Any], empty: Any) -> Any:
        return self.profile.get((what, parameters.get("language_code") or ""), empty)

    async def _get_my_commands(self, parameters: dict[str, Any]) -> Any:
        return await self._profile_get("commands", parameters, [])

    async def _set_my_commands(self, parameters: dict[str, Any]) -> bool:
        self.profile["commands", parameters.get("language_code") or ""] = parameters["commands"]
        return True

    async def _get_my_description(self, parameters: dict[str, Any]) -> Any:
        return {"description": await self._profile_get("description", parameters, "")}

    async def _set_my_description(self, parameters: dict[str, Any]) -> bool:
        if len(parameters["description"]) > 512:
            raise Refusal(400, "Bad Request: description is too long")
        self.profile["description", parameters.get("language_code") or ""] = parameters["description"]
        return True

    async def _get_my_short_description(self, parameters: dict[str, Any]) -> Any:
        return {"short_description": await self._profile_get("short", parameters, "")}

    async def _set_my_short_description(self, parameters: dict[str, Any]) -> bool:
        if len(parameters["short_description"]) > 120:
            raise Refusal(400, "Bad Request: short description is too long")
        self.profile["short", parameters.get("language_code") or ""] = parameters["short_description"]
        return True
