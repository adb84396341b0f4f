"use strict";
(() => {
  const menu = document.querySelector(".menu");
  const pages = document.querySelector(".pages");
  if (menu && pages) {
    document.documentElement.classList.add("collapsible");
    menu.hidden = false;
    menu.addEventListener("click", () => {
      const isShown = pages.classList.toggle("shown");
      menu.setAttribute("aria-expanded", String(isShown));
    });
    const current = pages.querySelector("[aria-current]");
    if (current && current.offsetTop > pages.clientHeight) {
      pages.scrollTop = current.offsetTop - pages.clientHeight / 2;
    }
  }
  document.addEventListener("DOMContentLoaded", () => {
    if (window.hljs) {
      document.querySelectorAll("article pre:not(.diagram) > code[class*=language-]").forEach(code => window.hljs.highlightElement(code));
    }
  });

  // Diagrams are drawn in frames without any rights: what draws them needs styles that a page must not have, and its source is anybody's.
  const isDark = window.matchMedia("(prefers-color-scheme: dark)").matches && !window.matchMedia("print").matches;
  const draw = source => {
    const figure = document.createElement("figure");
    figure.className = "drawn";
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.title = "Diagram";
    frame.src = "/wiki/assets/diagram.html?v=1";
    frame.height = "120";
    const request = {
      kind: source.classList.contains("dot") ? "dot" : "mermaid",
      source: source.textContent,
      isDark,
    };
    window.addEventListener("message", event => {
      if (event.source !== frame.contentWindow || !event.data) {
        return;
      }
      if (event.data.isReady) {
        frame.contentWindow.postMessage(request, "*");
      } else if (Number.isFinite(event.data.height)) {
        frame.height = String(Math.min(Math.max(Math.ceil(event.data.height), 40), 20000));
        frame.dataset.drawn = "true";
      } else if (typeof event.data.problem === "string") {
        const note = document.createElement("p");
        note.className = "macro-error";
        note.textContent = "The diagram cannot be drawn: " + event.data.problem;
        figure.replaceWith(note, source);
      }
    });
    const details = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "Source of the diagram";
    source.replaceWith(figure);
    details.append(summary, source.cloneNode(true));
    figure.append(frame, details);
  };
  document.querySelectorAll("pre.diagram").forEach(draw);
})();
