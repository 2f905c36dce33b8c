"""The floor: a Streamlit page with one choice, and its name as all there is."""

from __future__ import annotations

import streamlit as st

from bench.choices import NAMES

st.write(st.selectbox("period", NAMES, key="filter_period"))
