"""What pages are made of; with ``dashboard.py`` and ``pages`` the only code that knows Streamlit."""
