"use strict";
(() => {
  const main = document.querySelector("main");
  const load = file => new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = file + "?v=1";
    script.onload = loaded;
    script.onerror = () => failed(new Error(file + " cannot be loaded"));
    document.head.append(script);
  });
  const drawMermaid = async request => {
    await load("mermaid.min.js");
    window.mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      suppressErrorRendering: true,
      theme: request.isDark ? "dark" : "default",
      fontFamily: "system-ui, sans-serif",
    });
    const drawn = await window.mermaid.render("drawing", request.source);
    main.innerHTML = drawn.svg;
  };
  const drawDot = async request => {
    await load("viz-global.js");
    const viz = await window.Viz.instance();
    main.replaceChildren(viz.renderSVGElement(request.source, { graphAttributes: { bgcolor: "transparent" } }));
    main.classList.toggle("dark", request.isDark);
  };
  window.addEventListener("message", async event => {
    if (event.source !== window.parent) {
      return;
    }
    try {
      await (event.data.kind === "dot" ? drawDot : drawMermaid)(event.data);
      const height = main.getBoundingClientRect().height;
      window.parent.postMessage({ height }, "*");
    } catch (failure) {
      window.parent.postMessage({ problem: String(failure && failure.message || failure).slice(0, 500) }, "*");
    }
  }, { once: true });
  window.parent.postMessage({ isReady: true }, "*");
})();
