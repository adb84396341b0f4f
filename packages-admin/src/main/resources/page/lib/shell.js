// Commands of the server: POST /admin/shell, in the frames that the command line speaks.
import { ActorError, get, logIn } from './actors.js';

const out = 'O'.charCodeAt(0);
const err = 'E'.charCodeAt(0);
const encoder = new TextEncoder();

function written(words) {
  const parts = words.map((word) => encoder.encode(word));
  const bytes = new DataView(new ArrayBuffer(4 + parts.reduce((sum, part) => sum + 4 + part.length, 0)));
  bytes.setInt32(0, parts.length);
  let at = 4;
  for (const part of parts) {
    bytes.setInt32(at, part.length);
    new Uint8Array(bytes.buffer).set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes.buffer;
}

/** Runs a command: { status, parts: [{ isError, text }] }. */
export async function run(words) {
  const answer = await fetch('/admin/shell', { method: 'POST', headers: { 'Content-Type': 'application/octet-stream' }, body: written(words) });
  if (answer.status === 401) {
    logIn();
  }
  if (!answer.ok) {
    throw new ActorError((await answer.json().catch(() => ({}))).error || answer.statusText, answer.status);
  }
  const view = new DataView(await answer.arrayBuffer());
  const parts = [];
  let status = 0;
  for (let at = 0; at + 5 <= view.byteLength;) {
    const kind = view.getUint8(at);
    const length = view.getInt32(at + 1);
    if (kind === out || kind === err) {
      parts.push({ isError: kind === err, text: new TextDecoder().decode(new Uint8Array(view.buffer, at + 5, length)) });
    } else {
      status = view.getInt32(at + 5);
    }
    at += 5 + length;
  }
  return { status, parts };
}

/** What the last word could be. */
export function complete(words) {
  return get('/admin/shell?' + words.map((word) => 'word=' + encodeURIComponent(word)).join('&'));
}

/** The words of a line, as a shell splits it; the last one is empty behind a blank. */
export function split(line) {
  const words = [''];
  let quote = '';
  let isOpen = false;
  for (const c of line) {
    if (quote) {
      if (c === quote) { quote = ''; } else { words[words.length - 1] += c; }
    } else if (c === '"' || c === "'") {
      quote = c;
      isOpen = true;
    } else if (/\s/.test(c)) {
      if (words[words.length - 1] !== '' || isOpen) { words.push(''); }
      isOpen = false;
    } else {
      words[words.length - 1] += c;
    }
  }
  return words;
}
