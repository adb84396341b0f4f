// Lists: those that the server finds, sorts and pages, and short ones that are all here.
import { html, useMemo, useRef, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer, useSettled } from '../lib/hooks.js';
import { t, number } from '../lib/i18n.js';
import { useWanted } from '../lib/router.js';
import { Answer, Button, Empty } from './basic.js';

const part = 50;

// One for all: making it for each comparison takes longer than all the rest of a list.
const collator = new Intl.Collator(undefined, { numeric: true });
const compare = (a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a ?? ''), String(b ?? '')));

/**
 * A short list that is all here. It draws a part at a time, so that many rows are no burden.
 *
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
      ${search && html`<${Search} value=${filter} onChange=${(text) => { setCount(part); onFilter(text); }} />`}
      ${tools}
      <${Count} found=${shown.length} all=${rows.length} filter=${search && filter} />
    </div>`}
    ${shown.length === 0 ? html`<${Empty} title=${filter ? t('list.nothing', { filter }) : empty} />` : html`
      <${Rows} caption=${caption} columns=${columns.map((column) => ({ ...column, isSorted: Boolean(column.value) }))} rows=${shown.slice(0, count)} order=${order} onOrder=${setOrder} />
      ${shown.length > count && html`<p class="more"><${Button} label=${t('list.more', { count: number(shown.length - count) })} onClick=${() => setCount(count + 20 * part)} /></p>`}`}
  </div>`;
}

/**
 * A list of the server, for a ServerTable: data has the rows, and what they were asked for by.
 *
 * name: as the actor lists knows it; topics: events after which it is read again; query: what the address says, if the list is part of it;
 * isDown: whether the greatest of the first column comes first.
 */
export function useList(name, { topics = [], query, isDown = false } = {}) {
  const [wanted, change] = useWanted(query, isDown);
  // Not at each letter that is typed.
  const asked = { ...wanted, filter: useSettled(wanted.filter, 150) };
  const ask = () => call('lists', 'find', { list: name, size: part, ...asked }).then((found) => ({ ...asked, ...found }));
  const answer = useAnswer(ask, [name, JSON.stringify(asked)], topics, true);
  return { ...answer, wanted, change };
}

/** A list that the server finds, sorts and pages. of: what useList has; columns: [{ name, label, isSorted, cell: row => what is drawn, kind }]. */
export function ServerTable({ caption, of, columns, empty, tools, rowKey }) {
  const { wanted, change, data } = of;
  const top = useRef();
  const turn = (page) => { change({ page }); top.current.scrollIntoView(); };
  const lastPage = data ? Math.max(0, Math.ceil(data.found / part) - 1) : 0;
  return html`<div class="list" ref=${top} aria-busy=${of.busy}>
    <div class="tools">
      <${Search} value=${wanted.filter} onChange=${(text) => change({ filter: text })} />
      ${tools}
      ${data && html`<${Count} found=${data.found} all=${data.all} filter=${data.filter} />`}
    </div>
    <${Answer} of=${of}>${(list) => list.rows.length === 0 ? html`<${Empty} title=${list.filter ? t('list.nothing', { filter: list.filter }) : empty} />` : html`
      <${Rows} caption=${caption} columns=${columns} rows=${list.rows} rowKey=${rowKey} order=${{ name: list.order || columns[0].name, isDown: list.descending }}
        onOrder=${(order) => change({ order: order.name, descending: order.isDown })} />
      ${list.found > part && html`<${Pager} page=${Math.min(wanted.page, lastPage)} size=${part} shown=${list.rows.length} count=${list.found} onPage=${turn} />`}`}<//>
  </div>`;
}

function Search({ value, onChange }) {
  return html`<label class="search"><span class="hidden">${t('search')}</span>
    <input type="search" placeholder=${t('search')} value=${value} onInput=${(event) => onChange(event.target.value)} /></label>`;
}

function Count({ found, all, filter }) {
  return html`<span class="count" role="status">${filter ? t('list.found', { count: number(found), all: number(all) }) : t('list.count', { count: number(all) })}</span>`;
}

function Rows({ caption, columns, rows, rowKey = (row) => row.id ?? row.name, order, onOrder }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table><caption class="hidden">${caption}</caption>
      <thead><tr>${columns.map((column) => html`
        <th scope="col" class=${column.kind || ''} aria-sort=${column.name === order.name && column.isSorted ? (order.isDown ? 'descending' : 'ascending') : null}>
          ${column.isSorted ? html`<button type="button" onClick=${() => onOrder({ name: column.name, isDown: order.name === column.name && !order.isDown })}>${column.label}</button>` : column.label}
        </th>`)}</tr></thead>
      <tbody>${rows.map((row, index) => html`<tr key=${rowKey(row) ?? index}>${columns.map((column, place) => {
        const cell = column.cell ? column.cell(row) : column.value(row);
        return place === 0 ? html`<th scope="row" class=${column.kind || ''}>${cell}</th>` : html`<td class=${column.kind || ''} data-label=${column.label}>${cell}</td>`;
      })}</tr>`)}</tbody>
    </table>
  </div>`;
}

/** To the pages before and after. count: how many there are; undefined while nobody knows. */
export function Pager({ page, size, shown, count, onPage }) {
  return html`<div class="tools">
    <${Button} kind="small" label=${t('list.before')} disabled=${page === 0} onClick=${() => onPage(page - 1)} />
    <${Button} kind="small" label=${t('list.next')} disabled=${count === undefined ? shown < size : (page + 1) * size >= count} onClick=${() => onPage(page + 1)} />
    <span class="count" role="status">${t('list.range', { from: number(page * size + 1), to: number(count === undefined ? page * size + shown : Math.min(count, (page + 1) * size)), count: count === undefined ? '…' : number(count) })}</span>
  </div>`;
}
