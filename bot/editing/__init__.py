"""WHAT CHANGES: an entry as a form, drafts and their review, which answers change, publishing and taking back."""
