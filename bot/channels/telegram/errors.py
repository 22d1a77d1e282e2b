"""What can go wrong between us and Telegram, told apart by what must be done about it."""

from __future__ import annotations

from typing import ClassVar

from telegram.error import NetworkError


class NotSent(NetworkError):
    """No connection was made, so nothing reached Telegram: trying again is safe."""


class ServerTrouble(NetworkError):
    """Telegram answered with a 5xx: it did not do what was asked; trying again is safe."""


class TooFast(NetworkError):
    """Telegram asks to wait (429): it did not do what was asked; trying again after `seconds` is safe."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks to wait {seconds:g} s")
        self.seconds = seconds


class TokenRefused(Exception):
    """Telegram does not know the bot's token. Only a person can mend that."""

    exit_code: ClassVar[int] = 78  # EX_CONFIG of sysexits.h: the configuration is wrong

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept the bot token. Ask @BotFather for the bot's current token, "
            "put it into TELEGRAM_BOT_TOKEN and start again."
        )
