// What the files of the log have: searched by the server, the newest first, and older ones by request.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, moment, number } from '../lib/i18n.js';
import { note } from '../lib/router.js';
import { Answer, Button } from '../parts/basic.js';

const part = 200;

/** Of lines, the most important first. */
export const levels = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

export function LogFiles({ query }) {
  const [wanted, setWanted] = useState({ level: query.level || 'TRACE', text: query.text || '', before: query.before || '' });
  const [text, setText] = useState(wanted.text);
  const found = useAnswer(() => call('logs', 'history', { ...wanted, count: part }), [JSON.stringify(wanted)]);
  const change = (next) => { const all = { ...wanted, ...next }; setWanted(all); note(all); };
  return html`
    <form class="tools" role="search" onSubmit=${(event) => { event.preventDefault(); change({ text, before: '' }); }}>
      <label>${t('logs.level')} <select value=${wanted.level} onChange=${(event) => change({ level: event.target.value, before: '' })}>${levels.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
      <label class="search"><span class="hidden">${t('search')}</span><input type="search" placeholder=${t('search')} value=${text} onInput=${(event) => setText(event.target.value)} /></label>
      <button type="submit" class="button">${t('search')}</button>
    </form>
    <${Answer} of=${found}>${(entries) => html`
      <div class="log" tabindex="0" role="region" aria-label=${t('logs.history')}>
        ${entries.map((entry, index) => html`<p key=${index} class=${'line ' + (entry.level || '').toLowerCase()}><time datetime=${entry.time}>${moment(entry.time)}</time> <b>${entry.level}</b> <i>${entry.logger}</i> <span>${entry.message}</span>${entry.trace && html`<pre>${entry.trace}</pre>`}</p>`)}
        ${entries.length === 0 && html`<p class="quiet">${t('logs.nothing')}</p>`}
      </div>
      <div class="tools">
        <${Button} kind="small" label=${t('logs.older')} disabled=${entries.length < part} onClick=${() => change({ before: entries[0].time })} />
        <${Button} kind="small" label=${t('logs.newest')} disabled=${!wanted.before} onClick=${() => change({ before: '' })} />
        <span class="count" role="status">${t('list.count', { count: number(entries.length) })}</span>
      </div>`}<//>`;
}
