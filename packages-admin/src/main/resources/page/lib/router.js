// Which screen is shown: the part of the address behind #, so that each screen has a link.
import { useEffect, useState } from './ui.js';

let visits = 0;

function read() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  return {
    // A screen that is visited again begins anew, with what the address says.
    id: ++visits,
    parts: path.split('/').filter(Boolean).map(decodeURIComponent),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a screen. */
export function to(...parts) {
  return '#/' + parts.map(encodeURIComponent).join('/');
}

/** Goes to a screen. */
export function go(...parts) {
  location.hash = to(...parts);
}

/** Changes what is behind the ? without a new step in the history. */
export function note(query) {
  const [path] = location.hash.split('?');
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  history.replaceState(null, '', text ? `${path || '#/'}?${text}` : path || '#/');
}

/** What a list is searched for: [filter, change]. It is part of the address, so that a search has a link. */
export function useFilter(query) {
  const [filter, set] = useState(query.filter || '');
  return [filter, (text) => { set(text); note({ filter: text }); }];
}

/**
 * How a list of the server is wanted: [wanted, change]. It is part of the address where that is given, so that a search has a link.
 *
 * query: what the address says; isDown: whether the greatest of the first column comes first.
 */
export function useWanted(query, isDown) {
  const given = query || {};
  const [wanted, set] = useState({ filter: given.filter || '', order: given.order || '', descending: given.descending ? given.descending === 'true' : isDown, page: Math.max(0, Math.trunc(Number(given.page)) || 0) });
  const change = (some) => {
    const next = { ...wanted, page: 0, ...some };
    set(next);
    if (query) {
      note({ ...next, descending: next.descending === isDown ? '' : String(next.descending), page: next.page || '' });
    }
  };
  return [wanted, change];
}

/** Where one is; the screen is drawn anew when it changes. */
export function useRoute() {
  const [route, set] = useState(read);
  useEffect(() => {
    const changed = () => set(read());
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return route;
}
