// The one stream of events of this tab: what changes in the server is told, nothing is asked again and again.
import { useEffect, useState } from './ui.js';

const listeners = new Set();
const watchers = new Set();
let source;
let state = 'connecting';
let failures = 0;
/** Whether something may have been missed. */
let isStale = false;
let hiding;
let retrying;

/** A tab that nobody sees gives its stream back after this: a browser has six connections to a server, for all tabs. */
const hiddenFor = 5000;

/** The page waits so long for the stream to be open before it reads anything. */
const patience = 500;
let opened;
const isOpened = new Promise((resolve) => { opened = resolve; });

function tell(next) {
  if (next !== state) {
    state = next;
    watchers.forEach((watcher) => watcher(state));
  }
}

function connect() {
  clearTimeout(retrying);
  source = new EventSource('/admin/live');
  source.onopen = () => {
    opened();
    failures = 0;
    tell('open');
    if (isStale) {
      isStale = false;
      // What happened meanwhile is not known, so all is read again.
      listeners.forEach((one) => one.run({ topic: 'all' }));
    }
  };
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    listeners.forEach((one) => {
      if (one.topics.includes(event.topic)) {
        one.run(event);
      }
    });
  };
  source.onerror = () => {
    tell('lost');
    isStale = true;
    if (source.readyState === EventSource.CLOSED) {
      // The browser has given up, as after an answer that is no stream.
      failures++;
      retrying = setTimeout(connect, Math.min(30000, 1000 * 2 ** failures));
    }
  };
}

/** Opens the stream. What is read afterwards misses nothing; if it does not open soon, all is read again when it does. */
export function start() {
  connect();
  addEventListener('pagehide', () => source.close());
  addEventListener('pageshow', (event) => event.persisted && connect());
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => { clearTimeout(retrying); source.close(); isStale = true; }, hiddenFor);
    } else if (source.readyState === EventSource.CLOSED) {
      connect();
    }
  });
  return Promise.race([isOpened, new Promise((resolve) => { setTimeout(() => { isStale ||= state !== 'open'; resolve(); }, patience); })]);
}

/** Is told of events of some topics; the result ends that. */
export function onEvent(topics, run) {
  if (topics.length === 0) {
    return () => {};
  }
  const one = { topics, run };
  listeners.add(one);
  return () => listeners.delete(one);
}

/** Whether the stream is there: connecting, open or lost. */
export function useConnection() {
  const [now, set] = useState(state);
  useEffect(() => {
    watchers.add(set);
    return () => watchers.delete(set);
  }, []);
  return now;
}
