/* Runs before Streamlit: says where the server is, and keeps the page's language. */
"use strict";

// A page opened by a deep link would otherwise go looking for its server, and be refused.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };

// The link names the language; it changes without the page being loaded again.
for (const name of ["pushState", "replaceState"]) {
  const change = history[name].bind(history);
  history[name] = (...state) => {
    change(...state);
    const asked = new URLSearchParams(window.location.search).get("lang");
    document.documentElement.lang = asked === "en" ? "en" : "ja";
  };
}
