"use strict";

// Shows a chat where the script stands: <script src="/shop/chats/embed.js" data-chat="order"></script>
(() => {
  const script = document.currentScript;
  const page = new URL(script.dataset.chat, script.src);
  page.search = script.dataset.query || location.search;
  const frame = document.createElement("iframe");
  frame.src = page.href;
  frame.title = script.dataset.title || script.dataset.chat;
  frame.style.cssText = "width:100%;border:0;min-height:20rem";
  addEventListener("message", event => {
    if (event.source === frame.contentWindow && event.origin === page.origin && event.data.chatHeight) {
      frame.style.height = event.data.chatHeight + "px";
    }
  });
  script.after(frame);
})();
