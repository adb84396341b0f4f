// What the server logs, as it does so. The view follows until one scrolls up; old lines leave, so that the page stays small.
import { html, useEffect, useMemo, useRef, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { onEvent } from '../lib/live.js';
import { t, number } from '../lib/i18n.js';
import { note, to } from '../lib/router.js';
import { Button, Head, Problem, Tabs } from '../parts/basic.js';
import { levels, LogFiles } from './logfiles.js';
import { LogLevels } from './loglevels.js';

const most = 2000;
const drawn = 200;

/** Lines and those that came after them: an answer and an event may have the same ones, or one what the other has not. */
function joined(lines, more) {
  const last = lines.length > 0 ? lines[lines.length - 1].number : -1;
  return [...lines, ...more.filter((line) => line.number > last)].slice(-most);
}

const tabs = { live: Live, history: LogFiles, levels: LogLevels };

export function Logs({ parts, query }) {
  const name = parts[0] in tabs ? parts[0] : 'live';
  return html`
    <${Head} title=${t('screen.logs')} />
    <${Tabs} current=${name} tabs=${Object.keys(tabs).map((one) => ({ name: one, label: t('logs.' + one), href: to('logs', one) }))} />
    <${tabs[name]} key=${name} query=${query} />`;
}

function Live({ query }) {
  const [lines, setLines] = useState([]);
  const [dropped, setDropped] = useState(0);
  const [problem, setProblem] = useState();
  const [filter, setFilter] = useState({ level: query.level || 'TRACE', package: query.package || '', text: query.text || '' });
  const [isFollowing, setFollowing] = useState(true);
  const [end, setEnd] = useState(0);
  const view = useRef();
  /** What has come since it was last asked for all. */
  const come = useRef([]);
  const turn = useRef(0);
  const read = () => {
    const mine = ++turn.current;
    come.current = [];
    call('logs', 'recent', { count: most }).then(
      (answer) => { if (mine === turn.current) { setLines(joined(answer, come.current)); setProblem(undefined); } },
      // The server may number its lines anew.
      (error) => { if (mine === turn.current) { setLines(come.current); setProblem(error); } });
  };
  useEffect(() => {
    read();
    let waiting = [];
    let timer;
    const stop = onEvent(['log', 'all'], (event) => {
      if (event.topic === 'all') {
        read();
        return;
      }
      waiting.push(...event.lines);
      come.current = joined(come.current, event.lines);
      setDropped((before) => before + (event.dropped || 0));
      timer ??= requestAnimationFrame(() => {
        timer = undefined;
        const more = waiting;
        waiting = [];
        setLines((before) => joined(before, more));
      });
    });
    return () => { stop(); cancelAnimationFrame(timer); };
  }, []);
  const packages = useMemo(() => [...new Set(lines.map((line) => line.packageName))].sort(), [lines]);
  const shown = useMemo(() => {
    const least = levels.indexOf(filter.level);
    const text = filter.text.toLowerCase();
    return lines.filter((line) => levels.indexOf(line.level) <= least && (!filter.package || line.packageName === filter.package)
      && (!text || `${line.message} ${line.logger} ${line.exception}`.toLowerCase().includes(text)));
  }, [lines, filter]);
  // Where one has scrolled up to stays, whatever comes.
  const last = isFollowing ? shown.length : Math.max(drawn, shown.findIndex((line) => line.number >= end) + 1 || shown.length);
  const part = shown.slice(Math.max(0, last - drawn), last);
  useEffect(() => {
    if (isFollowing && view.current) {
      view.current.scrollTop = view.current.scrollHeight;
    }
  }, [part.length, isFollowing, shown]);
  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = view.current;
    const isAtEnd = scrollHeight - scrollTop - clientHeight < 30;
    if (isFollowing && !isAtEnd) {
      setEnd(part.length > 0 ? part[part.length - 1].number : 0);
      setFollowing(false);
    } else if (!isFollowing && isAtEnd && last >= shown.length) {
      setFollowing(true);
    }
  };
  const page = (by) => setEnd((shown[Math.min(shown.length - 1, Math.max(drawn - 1, last - 1 + by))] || { number: 0 }).number);
  const change = (key) => (event) => { const next = { ...filter, [key]: event.target.value }; setFilter(next); note(next); };
  return html`
    <${Problem} error=${problem} retry=${read} />
    <div class="tools">
      <label>${t('logs.level')} <select value=${filter.level} onChange=${change('level')}>${levels.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
      <label>${t('package')} <select value=${filter.package} onChange=${change('package')}><option value="">${t('all')}</option>${packages.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
      <label class="search"><span class="hidden">${t('search')}</span><input type="search" placeholder=${t('search')} value=${filter.text} onInput=${change('text')} /></label>
      <span class="count">${t('list.found', { count: number(shown.length), all: number(lines.length) })}${dropped > 0 ? ' ' + t('logs.dropped', { count: number(dropped) }) : ''}</span>
    </div>
    <div class="log" ref=${view} tabindex="0" role="log" aria-live="off" aria-label=${t('screen.logs')} onScroll=${scrolled}>
      ${part.map((line) => html`<p key=${line.number} class=${'line ' + line.level.toLowerCase()}><time>${line.time.slice(11, 23)}</time> <b>${line.level}</b> <i>${line.packageName}</i> <span>${line.message}</span>${line.exception && html`<pre>${line.exception}</pre>`}</p>`)}
      ${part.length === 0 && html`<p class="quiet">${t('logs.nothing')}</p>`}
    </div>
    <div class="tools">
      ${!isFollowing && html`<${Button} kind="small" label=${t('logs.older')} disabled=${last <= drawn} onClick=${() => page(-drawn)} />
      <${Button} kind="small" label=${t('logs.newer')} disabled=${last >= shown.length} onClick=${() => page(drawn)} />
      <${Button} kind="small primary" label=${t('logs.follow')} onClick=${() => setFollowing(true)} />`}
      <span role="status">${isFollowing ? t('logs.following') : t('logs.paused')}</span>
    </div>`;
}
