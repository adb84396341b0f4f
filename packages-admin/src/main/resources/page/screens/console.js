// The commands of the command line, with completion by the Tab key.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { complete, run, split } from '../lib/shell.js';
import { t } from '../lib/i18n.js';
import { Head } from '../parts/basic.js';

const kept = 200;

export function Console() {
  const [entries, setEntries] = useState([]);
  const [line, setLine] = useState('');
  const [choices, setChoices] = useState([]);
  const [isBusy, setBusy] = useState(false);
  const history = useRef({ lines: [], at: 0 });
  const end = useRef();
  const input = useRef();
  useEffect(() => end.current && end.current.scrollIntoView({ block: 'nearest' }), [entries]);
  const send = async (event) => {
    event.preventDefault();
    const words = split(line.trim()).filter((word, index, all) => word !== '' || index < all.length - 1);
    if (words.length === 0 || words[0] === '' || isBusy) {
      return;
    }
    if (words[0] === 'carrack') {
      words.shift();
    }
    history.current.lines.push(line);
    history.current.at = history.current.lines.length;
    setLine('');
    setChoices([]);
    setBusy(true);
    let result;
    try {
      result = await run(words);
    } catch (error) {
      result = { status: 1, parts: [{ isError: true, text: error.status === 0 ? t('problem.offline') : error.message }] };
    }
    setEntries((before) => [...before.slice(-kept), { line, ...result }]);
    setBusy(false);
    input.current.focus();
  };
  const typed = async (event) => {
    const { lines } = history.current;
    if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      event.preventDefault();
      history.current.at = Math.max(0, Math.min(lines.length, history.current.at + (event.key === 'ArrowUp' ? -1 : 1)));
      setLine(lines[history.current.at] || '');
    } else if (event.key === 'Tab' && !event.shiftKey && line.trim() !== '') {
      event.preventDefault();
      const words = split(line);
      const last = words[words.length - 1];
      const found = await complete(words).catch(() => []);
      const common = found.reduce((all, one) => { while (!one.startsWith(all)) { all = all.slice(0, -1); } return all; }, found[0] || '');
      setChoices(found.length > 1 ? found : []);
      if (common.length > last.length || found.length === 1) {
        setLine(line.slice(0, line.length - last.length) + common + (found.length === 1 ? ' ' : ''));
      }
    } else if (event.key === 'Escape') {
      setChoices([]);
    }
  };
  return html`
    <${Head} title=${t('screen.console')} lead=${t('console.lead')} />
    <div class="log console" role="log" aria-live="polite" tabindex="0" aria-label=${t('console.printed')}>
      ${entries.map((entry, index) => html`<div key=${index} class="entry"><p class="typed">› ${entry.line}</p>
        ${entry.parts.map((part) => html`<pre class=${part.isError ? 'bad' : ''}>${part.text}</pre>`)}
        ${entry.status !== 0 && html`<p class="quiet">${t('console.failed', { status: entry.status })}</p>`}</div>`)}
      ${entries.length === 0 && html`<p class="quiet">${t('console.help')}</p>`}
      <div ref=${end}></div>
    </div>
    <form class="row" onSubmit=${send}>
      <label class="grow stacked">${t('console.command')}<input ref=${input} class="code" autofocus autocomplete="off" autocapitalize="off" spellcheck="false" value=${line} placeholder="package list" aria-describedby="choices"
        onInput=${(event) => { setLine(event.target.value); setChoices([]); }} onKeyDown=${typed} /></label>
      <button type="submit" class="button primary" aria-busy=${isBusy} disabled=${isBusy}>${t('console.run')}</button>
    </form>
    <p id="choices" class="help" role="status">${choices.length > 0 ? choices.join('  ') : t('console.tab')}</p>`;
}
