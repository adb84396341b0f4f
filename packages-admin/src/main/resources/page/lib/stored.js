// What the browser keeps for this page; where it may keep nothing, it is forgotten with the tab.

export function stored(key) {
  try { return localStorage.getItem(key); } catch (error) { return null; }
}

export function store(key, value) {
  try { localStorage.setItem(key, value); } catch (error) { /* it is forgotten */ }
}
