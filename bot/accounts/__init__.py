"""Who may: accounts of the console, one-time links, sessions, and the audit log. Stands on storage, like usage."""
