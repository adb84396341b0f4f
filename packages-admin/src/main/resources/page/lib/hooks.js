// What screens share: results of actors that are read, and read again when the server tells of a change.
import { useCallback, useEffect, useRef, useState } from './ui.js';
import { onEvent } from './live.js';

/** Events that come together, as when a hundred packages are dropped, are one reason to ask again. */
const gather = 250;

/**
 * The result of a question to the server.
 *
 * ask: a function that returns a promise; inputs: what it depends on; topics: events after which it is asked again; isKept: whether the
 * last result is shown until there is another.
 */
export function useAnswer(ask, inputs = [], topics = [], isKept = false) {
  const [state, set] = useState({ data: undefined, error: undefined, busy: true });
  const turn = useRef(0);
  // Whoever holds an older reload asks what is wanted now.
  const latest = useRef();
  latest.current = ask;
  const reload = useCallback(() => {
    const mine = ++turn.current;
    set((before) => ({ ...before, busy: true }));
    return latest.current().then(
      (data) => mine === turn.current && set({ data, error: undefined, busy: false }),
      (error) => mine === turn.current && set((before) => ({ data: before.data, error, busy: false })),
    );
  }, inputs);
  useEffect(() => {
    set((before) => ({ data: isKept ? before.data : undefined, error: undefined, busy: true }));
    reload();
    return () => { turn.current++; };
  }, [reload]);
  useEffect(() => {
    let timer;
    const stop = onEvent(topics, () => { timer ??= setTimeout(() => { timer = undefined; reload(); }, gather); });
    return () => { clearTimeout(timer); stop(); };
  }, [reload, topics.join()]);
  return { ...state, reload };
}

/** A value once it has stayed for some milliseconds, such as what is typed. */
export function useSettled(value, wait) {
  const [settled, set] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => set(value), wait);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Something that is done once at a time: [run, busy, error]. */
export function useAction(action) {
  const [state, set] = useState({ busy: false, error: undefined });
  const run = async (...args) => {
    set({ busy: true, error: undefined });
    try {
      const result = await action(...args);
      set({ busy: false, error: undefined });
      return result;
    } catch (error) {
      set({ busy: false, error });
      return undefined;
    }
  };
  return [run, state.busy, state.error];
}
