"""Raw messages as Telegram sends them: one of every kind that python-telegram-bot knows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = int(NOW.timestamp()) - 5
ANA = {"id": 7, "is_bot": False, "first_name": "Ana", "language_code": "es-419"}
CHAT = {"id": 7, "type": "private", "first_name": "Ana"}
GROUP = {"id": -100, "type": "supergroup", "title": "Grupo"}

_FILE = {"file_id": "f", "file_unique_id": "u"}
_PICTURE = {**_FILE, "width": 8, "height": 8}
_VIDEO = {**_PICTURE, "duration": 1}
_SPOT = {"latitude": -12.04637, "longitude": -77.04279}
_MEDIA: dict[str, Any] = {
    "ANIMATION": {"animation": _VIDEO},
    "AUDIO": {"audio": {**_FILE, "duration": 3}},
    "CHECKLIST": {"checklist": {"title": "x", "tasks": []}},
    "CONTACT": {"contact": {"phone_number": "+51987654321", "first_name": "Luz"}},
    "DICE": {"dice": {"emoji": "🎲", "value": 3}},
    "DOCUMENT": {"document": _FILE},
    "GAME": {"game": {"title": "x", "description": "x", "photo": [_PICTURE]}},
    "INVOICE": {
        "invoice": {
            "title": "x",
            "description": "x",
            "start_parameter": "x",
            "currency": "PEN",
            "total_amount": 1,
        }
    },
    "LIVE_PHOTO": {"live_photo": {**_VIDEO, "photo": [_PICTURE]}},
    "LOCATION": {"location": _SPOT},
    "PAID_MEDIA": {"paid_media": {"star_count": 1, "paid_media": []}},
    "PASSPORT_DATA": {
        "passport_data": {"data": [], "credentials": {"data": "x", "hash": "x", "secret": "x"}}
    },
    "PHOTO": {"photo": [_PICTURE]},
    "POLL": {
        "poll": {
            "id": "1",
            "question": "x",
            "options": [],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "REPLY_TO_STORY": {"reply_to_story": {"chat": CHAT, "id": 1}},
    "STICKER": {"sticker": {**_PICTURE, "is_animated": False, "is_video": False, "type": "regular"}},
    "STORY": {"story": {"chat": CHAT, "id": 1}},
    "TEXT": {"text": "¿Cómo pido refugio?"},
    "VENUE": {"venue": {"location": _SPOT, "title": "Posta", "address": "Av. Sol"}, "location": _SPOT},
    "VIDEO": {"video": _VIDEO},
    "VIDEO_NOTE": {"video_note": {**_FILE, "length": 8, "duration": 1}},
    "VOICE": {"voice": {**_FILE, "duration": 3}},
}
WHAT_IT_IS: dict[str, str] = {
    "ANIMATION": "sticker", "AUDIO": "voice", "CHECKLIST": "poll", "CONTACT": "contact", "DICE": "sticker",
    "DOCUMENT": "document", "GAME": "game", "INVOICE": "payment", "LIVE_PHOTO": "photo", "PAID_MEDIA": "photo",
    "PASSPORT_DATA": "document", "PHOTO": "photo", "POLL": "poll", "REPLY_TO_STORY": "story", "STICKER": "sticker",
    "STORY": "story", "VIDEO": "video", "VIDEO_NOTE": "video", "VOICE": "voice",
    "GIFT": "sticker", "UNIQUE_GIFT": "sticker", "GIVEAWAY": "sticker", "SUCCESSFUL_PAYMENT": "payment",
}  # fmt: skip
_GIFT = {"id": "1", "sticker": _MEDIA["STICKER"]["sticker"], "star_count": 1}
_GIVEN: dict[str, Any] = {
    "GIFT": {"gift": {"gift": _GIFT}},
    "GIVEAWAY": {"giveaway": {"chats": [], "winners_selection_date": AT, "winner_count": 1}},
    "SUCCESSFUL_PAYMENT": {
        "successful_payment": {
            "currency": "PEN",
            "total_amount": 1,
            "invoice_payload": "x",
            "telegram_payment_charge_id": "x",
            "provider_payment_charge_id": "x",
        }
    },
}
# What Telegram itself writes into a chat: acknowledged, never answered.
SERVICE: dict[str, Any] = {
    "DELETE_CHAT_PHOTO": True,
    "GROUP_CHAT_CREATED": True,
    "SUPERGROUP_CHAT_CREATED": True,
    "CHANNEL_CHAT_CREATED": True,
    "NEW_CHAT_TITLE": "x",
    "CONNECTED_WEBSITE": "example.org",
    "MIGRATE_TO_CHAT_ID": -1001,
    "LEFT_CHAT_MEMBER": ANA,
    "NEW_CHAT_MEMBERS": [ANA],
    "NEW_CHAT_PHOTO": [_PICTURE],
    "PINNED_MESSAGE": {"message_id": 1, "date": AT, "chat": CHAT, "text": "x"},
    "MESSAGE_AUTO_DELETE_TIMER_CHANGED": {"message_auto_delete_time": 60},
    "FORUM_TOPIC_CREATED": {"name": "x", "icon_color": 1},
    "FORUM_TOPIC_CLOSED": {},
    "FORUM_TOPIC_EDITED": {},
    "FORUM_TOPIC_REOPENED": {},
    "GENERAL_FORUM_TOPIC_HIDDEN": {},
    "GENERAL_FORUM_TOPIC_UNHIDDEN": {},
    "VIDEO_CHAT_STARTED": {},
    "VIDEO_CHAT_ENDED": {"duration": 1},
    "VIDEO_CHAT_SCHEDULED": {"start_date": AT},
    "VIDEO_CHAT_PARTICIPANTS_INVITED": {"users": [ANA]},
    "WRITE_ACCESS_ALLOWED": {},
    "WEB_APP_DATA": {"data": "x", "button_text": "x"},
    "USERS_SHARED": {"request_id": 1, "users": []},
    "CHAT_SHARED": {"request_id": 1, "chat_id": 1},
    "BOOST_ADDED": {"boost_count": 1},
    "PROXIMITY_ALERT_TRIGGERED": {"traveler": ANA, "watcher": ANA, "distance": 1},
    "GIVEAWAY_CREATED": {},
    "GIVEAWAY_COMPLETED": {"winner_count": 1},
}
# Newer service messages and marks that only go along with a message; their inner form is of no interest to the bot.
UNREAD = {
    "BUSINESS_CONNECTION_ID", "CHAT_BACKGROUND_SET", "CHAT_OWNER_CHANGED", "CHAT_OWNER_LEFT", "CHECKLIST_TASKS_ADDED",
    "CHECKLIST_TASKS_DONE", "DIRECT_MESSAGE_PRICE_CHANGED", "EFFECT_ID", "GIFT_UPGRADE_SENT", "GIVEAWAY_WINNERS",
    "MANAGED_BOT_CREATED", "PAID_MESSAGE_PRICE_CHANGED", "POLL_OPTION_ADDED", "POLL_OPTION_DELETED",
    "SUGGESTED_POST_APPROVAL_FAILED", "SUGGESTED_POST_APPROVED", "SUGGESTED_POST_DECLINED", "SUGGESTED_POST_INFO",
    "SUGGESTED_POST_PAID", "SUGGESTED_POST_REFUNDED", "REFUNDED_PAYMENT", "SENDER_BOOST_COUNT", "SENDER_BUSINESS_BOT",
    "UNIQUE_GIFT",
}  # fmt: skip
CONTENT: dict[str, Any] = {**_MEDIA, **_GIVEN}


def message(
    chat: dict[str, Any] | None = None, sender: dict[str, Any] | None = None, **content: Any
) -> dict[str, Any]:
    """A message of Ana's."""
    return {"message_id": 5, "date": AT, "chat": chat or CHAT, "from": sender or ANA, **content}


def update(kind: str = "message", update_id: int = 1, **content: Any) -> dict[str, Any]:
    """An update that holds one message."""
    return {"update_id": update_id, kind: message(**content)}


def press(data: object = "m", **more: Any) -> dict[str, Any]:
    """A pressed button."""
    under = {"message_id": 9, "date": AT, "chat": CHAT, "text": "menú"}
    query = {"id": "77", "from": ANA, "chat_instance": "1", "message": under, "data": data, **more}
    return {"update_id": 1, "callback_query": {k: v for k, v in query.items() if v is not None}}
