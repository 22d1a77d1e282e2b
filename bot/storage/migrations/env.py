"""Runs the migrations on the connection that the program opened (bot/storage/upgrade.py); there is no other way in."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
