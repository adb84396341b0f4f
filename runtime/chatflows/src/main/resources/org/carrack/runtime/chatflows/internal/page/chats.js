"use strict";

for (const time of document.querySelectorAll("time")) {
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang);
}

for (const button of document.querySelectorAll("[data-cancel]")) {
  button.addEventListener("click", async () => {
    button.disabled = true;
    const answer = await fetch(button.dataset.cancel, {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({type: "cancel", conversation: button.dataset.conversation})
    });
    if (answer.ok) {
      button.closest("li").remove();
    } else {
      button.disabled = false;
      alert((await answer.json()).error);
    }
  });
}
