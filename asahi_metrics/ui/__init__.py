"""What pages are made of; the only code of the package that knows Streamlit."""
