// A list that is searched and sorted. It draws a part at a time, so that thousands of rows are no burden.
import { html, useMemo, useState } from '../lib/ui.js';
import { t, number } from '../lib/i18n.js';
import { Button, Empty } from './basic.js';

const part = 50;

// One for all: making it for each comparison takes longer than all the rest of a list.
const collator = new Intl.Collator(undefined, { numeric: true });
const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a ?? ''), String(b ?? '')));

/**
 * isDown: whether the greatest of the first column comes first. columns: [{ name, label, value: row => text or number, cell: row => what is drawn, kind }]; search: row => text.
 */
export function Table({ caption, rows, columns, isDown = false, search, filter = '', onFilter, empty, tools }) {
  const [order, setOrder] = useState({ name: columns[0].name, isDown });
  const [count, setCount] = useState(part);
  const shown = useMemo(() => {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const found = search ? rows.filter((row) => { const text = search(row).toLowerCase(); return words.every((word) => text.includes(word)); }) : rows;
    const column = columns.find((one) => one.name === order.name);
    const value = column && column.value;
    return value ? [...found].sort((a, b) => (order.isDown ? -1 : 1) * compare(value(a), value(b))) : found;
  }, [rows, filter, order.name, order.isDown]);
  return html`<div class="list">
    ${(search || tools) && html`<div class="tools">
      ${search && html`<label class="search"><span class="hidden">${t('search')}</span>
        <input type="search" placeholder=${t('search')} value=${filter} onInput=${(event) => { setCount(part); onFilter(event.target.value); }} /></label>`}
      ${tools}
      <span class="count" role="status">${search && filter ? t('list.found', { count: number(shown.length), all: number(rows.length) }) : t('list.count', { count: number(rows.length) })}</span>
    </div>`}
    ${shown.length === 0 ? html`<${Empty} title=${filter ? t('list.nothing', { filter }) : empty} />` : html`
    <div class="scroll" tabindex="0" role="region" aria-label=${caption}>
      <table><caption class="hidden">${caption}</caption>
        <thead><tr>${columns.map((column) => html`
          <th scope="col" class=${column.kind || ''} aria-sort=${column.name === order.name && column.value ? (order.isDown ? 'descending' : 'ascending') : null}>
            ${column.value ? html`<button type="button" onClick=${() => setOrder({ name: column.name, isDown: order.name === column.name && !order.isDown })}>${column.label}</button>` : column.label}
          </th>`)}</tr></thead>
        <tbody>${shown.slice(0, count).map((row, index) => html`<tr key=${row.id ?? row.name ?? index}>${columns.map((column, place) => {
          const cell = column.cell ? column.cell(row) : column.value(row);
          return place === 0 ? html`<th scope="row" class=${column.kind || ''}>${cell}</th>` : html`<td class=${column.kind || ''} data-label=${column.label}>${cell}</td>`;
        })}</tr>`)}</tbody>
      </table>
    </div>
    ${shown.length > count && html`<p class="more"><${Button} label=${t('list.more', { count: number(shown.length - count) })} onClick=${() => setCount(count + 20 * part)} /></p>`}`}
  </div>`;
}
