"""Watches how the bot is doing and tells its admins. Knows no pages and no channel: it is handed a way to tell."""
