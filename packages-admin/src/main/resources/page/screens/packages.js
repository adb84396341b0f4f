// Packages: what runs and why not.
import { html, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { go, to } from '../lib/router.js';
import { Button, Head, State } from '../parts/basic.js';
import { ServerTable, useList } from '../parts/table.js';
import { Add, Drop, Progress } from './packagechanges.js';
import { Package } from './package.js';

export function Packages({ parts, query, extensions }) {
  const [name] = parts;
  return name ? html`<${Package} key=${name} name=${name} extensions=${extensions} />` : html`<${List} isAdding=${query.add === 'true'} query=${query} />`;
}

function List({ isAdding, query }) {
  const packages = useList('packages', { topics: ['operation', 'all'], query });
  const [adding, setAdding] = useState(isAdding);
  return html`
    <${Head} title=${t('screen.packages')} lead=${t('packages.lead')} actions=${html`<${Button} kind="primary" label=${t('packages.add')} onClick=${() => setAdding(true)} />`} />
    <${Progress} />
    <${Drop} onDrop=${() => packages.reload()} />
    <${ServerTable} of=${packages} caption=${t('screen.packages')} empty=${t('packages.none')}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, cell: (one) => html`<a href=${to('packages', one.name)}>${one.name}</a> ${one.ui_name !== one.name && html`<span class="quiet">${one.ui_name}</span>`}` },
        { name: 'state', label: t('state'), isSorted: true, cell: (one) => html`<${State} state=${one.state} />${one.reason && html`<p class="reason">${one.reason}</p>`}` },
        { name: 'version', label: t('version'), isSorted: true, value: (one) => one.version },
        { name: 'source', label: t('source'), isSorted: true, value: (one) => one.giturl || one.path, kind: 'long' },
        { name: 'page', label: t('page'), cell: (one) => one.frontend ? html`<a href=${one.frontend}>${one.frontend}</a>` : '' },
      ]} />
    ${adding && html`<${Add} onClose=${() => { setAdding(false); if (isAdding) { go('packages'); } }} />`}`;
}
