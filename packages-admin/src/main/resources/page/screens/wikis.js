// Wikis of packages, and a search in all of them.
import { html, useState } from '../lib/ui.js';
import { callPath } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, number } from '../lib/i18n.js';
import { note, to } from '../lib/router.js';
import { Answer, Card, Head } from '../parts/basic.js';
import { Table } from '../parts/table.js';

export function Wikis({ query }) {
  const wikis = useAnswer(() => callPath('/wikis/actors/wiki/list'), [], ['operation', 'all']);
  const [text, setText] = useState(query.q || '');
  const [wanted, setWanted] = useState(query.q || '');
  const found = useAnswer(() => (wanted ? callPath('/wikis/actors/wiki/search', { text: wanted }) : Promise.resolve(null)), [wanted]);
  return html`
    <${Head} title=${t('screen.wikis')} lead=${t('wikis.lead')} />
    <form class="tools" role="search" onSubmit=${(event) => { event.preventDefault(); setWanted(text.trim()); note({ q: text.trim() }); }}>
      <label class="search"><span class="hidden">${t('search')}</span><input type="search" value=${text} placeholder=${t('wikis.search')} onInput=${(event) => setText(event.target.value)} /></label>
      <button type="submit" class="button">${t('search')}</button>
    </form>
    ${wanted && html`<${Answer} of=${found}>${(known) => known && html`<p role="status">${t('wikis.found', { count: number(known.total) })}</p>
      ${known.hits.map((hit) => html`<${Card} key=${hit.url} title=${html`<a href=${hit.url}>${hit.title}</a>`} actions=${html`<a href=${to('packages', hit.package)}>${hit.package}</a>`}>
        ${hit.snippets.map((snippet) => html`<p class="quiet">${snippet}</p>`)}<//>`)}`}<//>`}
    <${Answer} of=${wikis}>${(rows) => html`<${Table} caption=${t('screen.wikis')} rows=${rows.map((one) => ({ ...one, id: one.package }))} empty=${t('wikis.none')}
      columns=${[
        { name: 'title', label: t('name'), value: (one) => one.title, cell: (one) => html`<a href=${`/${one.package}/wiki/`}>${one.title}</a>` },
        { name: 'package', label: t('package'), value: (one) => one.package, cell: (one) => html`<a href=${to('packages', one.package)}>${one.package}</a>` },
        { name: 'pages', label: t('wikis.pages'), kind: 'number', value: (one) => one.pages },
      ]} />`}<//>`;
}
