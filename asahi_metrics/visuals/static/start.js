/* Runs before Streamlit: says where the server is, keeps Back usable and the page's language. */
"use strict";

// A page opened by a deep link would otherwise go looking for its server, and be refused.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };

// A page's filters come into its link after the page has come: they complete the step that
// led there. As a step of their own they would hold Back at the page.
const step = history.pushState.bind(history);
history.pushState = (state, unused, url) => {
  const isSamePage = new URL(url, location.href).pathname === location.pathname;
  const isUnasked = location.search === "" || !navigator.userActivation?.hasBeenActive;
  if (isSamePage && isUnasked) history.replaceState(state, unused, url);
  else step(state, unused, url);
};

// The link names the language; it changes without the page being loaded again.
for (const name of ["pushState", "replaceState"]) {
  const change = history[name].bind(history);
  history[name] = (...state) => {
    change(...state);
    const asked = new URLSearchParams(window.location.search).get("lang");
    document.documentElement.lang = asked === "en" ? "en" : "ja";
    sayFrame();
  };
}

// Streamlit has words of its own around the page, in English only: the link that skips to the
// content, and the name of the list of pages.
const frameWords = JSON.parse(document.currentScript.dataset.words);

function sayFrame() {
  const words = frameWords[document.documentElement.lang];
  const skip = document.querySelector('[data-testid="stSkipToContent"]');
  const pages = document.querySelector('[data-testid="stTopNav"]');
  if (skip && skip.textContent !== words.skip) skip.textContent = words.skip;
  if (pages && pages.ariaLabel !== words.pages) pages.ariaLabel = words.pages;
}

new MutationObserver(sayFrame).observe(document.documentElement, { childList: true, subtree: true });
