const said = document.getElementById("said");

async function call(method, args = {}) {
  const response = await fetch(`actors/helloActor/${method}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(args),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

function show(promise) {
  promise.then((text) => { said.textContent = text; }, (error) => { said.textContent = error.message; });
}

show(call("hello"));

document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  show(call("greet", { name: event.target.elements.name.value }).then((greeting) => greeting.text));
});
