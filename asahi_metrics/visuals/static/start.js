/* Says where the server is, so that a page opened by a deep link does not go looking for it. */
"use strict";

window.__streamlit = { BACKEND_BASE_URL: window.location.origin };
