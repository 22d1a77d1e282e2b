"""The console under /console: pages for NGO editors and admins. Starts at routes.py; a page is a Page in pages/."""
