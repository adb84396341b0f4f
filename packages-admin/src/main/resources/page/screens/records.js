// The records of models: found, ordered and paged by the server, and edited one at a time.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { t, number } from '../lib/i18n.js';
import { note, to } from '../lib/router.js';
import { Answer, Button, Empty, Head, Problem } from '../parts/basic.js';
import { Confirm, Dialog, tell } from '../parts/dialog.js';
import { Pager, ServerTable, useList } from '../parts/table.js';

const size = 50;

/** So many records are put in an order that has no index. */
const mostSorted = 100000;

const columns = 6;
const comparisons = ['equal', 'not_equal', 'less', 'at_most', 'greater', 'at_least', 'prefix'];

export function Records({ parts, query }) {
  return parts.length > 0 ? html`<${Model} key=${parts[0]} url=${parts[0]} query=${query} />` : html`<${List} query=${query} />`;
}

function List({ query }) {
  const models = useList('models', { topics: ['operation', 'all'], query });
  return html`
    <${Head} title=${t('screen.records')} lead=${t('records.lead')} />
    <${ServerTable} of=${models} rowKey=${(one) => one.url} caption=${t('screen.records')} empty=${t('records.noModels')}
      columns=${[
        { name: 'url', label: t('records.model'), isSorted: true, cell: (one) => html`<a href=${to('records', one.url)}>${one.url}</a>` },
        { name: 'package', label: t('package'), isSorted: true, cell: (one) => html`<a href=${to('packages', one.packageName)}>${one.packageName}</a>` },
        { name: 'table', label: t('records.table'), isSorted: true, cell: (one) => html`<code>${one.table}</code>` },
        { name: 'fields', label: t('records.fields'), kind: 'long', cell: (one) => one.fields.map((field) => field.name).join(', ') },
      ]} />`;
}

const shown = (value) => (value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

function Model({ url, query }) {
  const models = useAnswer(() => call('records', 'models'), []);
  const [wanted, setWanted] = useState({ field: query.field || '', comparison: query.comparison || 'equal', value: query.value || '', order: query.order || '', descending: query.descending === 'true', page: Number(query.page) || 0 });
  const [draft, setDraft] = useState(wanted);
  const [open, setOpen] = useState();
  const change = (next) => { setWanted(next); setDraft(next); note({ ...next, descending: next.descending ? 'true' : '', page: next.page || '', comparison: next.field ? next.comparison : '' }); };
  const page = useAnswer(() => call('records', 'find', { model: url, size, counted: false, ...wanted }), [url, JSON.stringify(wanted)], [], true);
  // Apart: to count a million takes longer than to show some.
  const count = useAnswer(() => call('records', 'count', { model: url, field: wanted.field, comparison: wanted.comparison, value: wanted.value }), [url, wanted.field, wanted.comparison, wanted.value]);
  const isSortable = (field) => field.isIndexed || !(count.data > mostSorted);
  const model = models.data && models.data.find((one) => one.url === url);
  const fields = model ? model.fields : [];
  const order = (name) => change({ ...wanted, order: name, descending: wanted.order === name && !wanted.descending, page: 0 });
  const sorted = (name) => (wanted.order === name ? (wanted.descending ? 'descending' : 'ascending') : null);
  return html`
    <${Head} title=${url} back=${{ href: to('records'), label: t('screen.records') }} actions=${html`<${Button} kind="primary" label=${t('records.new')} onClick=${() => setOpen({ id: 0 })} />`} />
    <form class="tools" onSubmit=${(event) => { event.preventDefault(); change({ ...draft, page: 0 }); }}>
      <label><span class="hidden">${t('records.field')}</span><select value=${draft.field} onChange=${(event) => setDraft({ ...draft, field: event.target.value })}>
        <option value="">${t('records.all')}</option>${fields.map((field) => html`<option value=${field.name}>${field.name}</option>`)}</select></label>
      <label><span class="hidden">${t('records.comparison')}</span><select value=${draft.comparison} disabled=${!draft.field} onChange=${(event) => setDraft({ ...draft, comparison: event.target.value })}>${comparisons.map((one) => html`<option value=${one}>${t('records.' + one)}</option>`)}</select></label>
      <label class="search"><span class="hidden">${t('records.value')}</span><input value=${draft.value} placeholder=${t('records.value')} disabled=${!draft.field} onInput=${(event) => setDraft({ ...draft, value: event.target.value })} /></label>
      <button type="submit" class="button">${t('search')}</button>
    </form>
    <${Answer} of=${page}>${(known) => known.records.length === 0 ? html`<${Empty} title=${t('records.none')} />` : html`
      <div class="scroll" tabindex="0" role="region" aria-label=${url}><table><caption class="hidden">${url}</caption>
        <thead><tr><th scope="col">id</th>${fields.slice(0, columns).map((field) => html`<th scope="col" key=${field.name} aria-sort=${sorted(field.name)}>${isSortable(field) ? html`<button type="button" onClick=${() => order(field.name)}>${field.name}</button>` : html`<span title=${t('records.noIndex')}>${field.name}</span>`}</th>`)}</tr></thead>
        <tbody>${known.records.map((record) => html`<tr key=${record.id}><th scope="row"><${Button} kind="small" label=${record.id} aria-label=${t('records.edit', { id: record.id })} onClick=${() => setOpen(record)} /></th>
          ${fields.slice(0, columns).map((field) => html`<td key=${field.name} data-label=${field.name} class="cut">${shown(typeof record.value[field.name] === 'number' && field.choices.length > 0 ? field.choices[record.value[field.name]] : record.value[field.name])}</td>`)}</tr>`)}</tbody></table></div>
      <${Pager} page=${wanted.page} size=${size} shown=${known.records.length} count=${count.data} onPage=${(page) => change({ ...wanted, page })} />`}<//>
    ${open && html`<${Edit} model=${url} fields=${fields} record=${open} onClose=${(isChanged) => { setOpen(undefined); if (isChanged) { page.reload(); count.reload(); } }} />`}`;
}

function Edit({ model, fields, record, onClose }) {
  const blank = useAnswer(() => (record.id === 0 ? call('records', 'blank', { model }) : Promise.resolve(record.value)), []);
  const [draft, setDraft] = useState({});
  const [isDeleting, setDeleting] = useState(false);
  const [save, isBusy, problem] = useAction(async () => {
    const value = { ...blank.data };
    for (const [path, text] of Object.entries(draft)) {
      put(value, path.split('/'), text);
    }
    await call('records', 'save', { model, id: record.id, revision: record.revision || 0, value });
    tell(t('saved'));
    onClose(true);
  });
  return html`<${Dialog} wide title=${record.id === 0 ? t('records.new') : t('records.edit', { id: record.id })} onClose=${() => onClose(false)} footer=${html`
      ${record.id !== 0 && html`<${Button} kind="danger" label=${t('delete')} onClick=${() => setDeleting(true)} />`}
      <${Button} label=${t('cancel')} onClick=${() => onClose(false)} /><${Button} kind="primary" busy=${isBusy} label=${t('save')} onClick=${save} />`}>
    <${Answer} of=${blank}>${(value) => html`<div>${fields.map((field) => html`<${Value} key=${field.name} path=${field.name} label=${field.name} field=${field} value=${value[field.name]} draft=${draft} onChange=${(path, text) => setDraft({ ...draft, [path]: text })} />`)}</div>`}<//>
    <${Problem} error=${problem} />
    ${isDeleting && html`<${Confirm} title=${t('records.deleteTitle', { id: record.id, model })} verb=${t('delete')} danger onClose=${() => setDeleting(false)}
      action=${async () => { await call('records', 'delete', { model, id: record.id }); onClose(true); }}><p>${t('records.deleteLead')}</p><//>`}
  <//>`;
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Puts what was typed at its place; objects on the way are copied, for those that were read stay as they are. */
function put(value, [name, ...rest], text) {
  if (rest.length > 0) {
    value[name] = { ...value[name] };
    put(value[name], rest, text);
    return;
  }
  const before = value[name];
  if (typeof text !== 'string') {
    value[name] = text;
  } else if (before !== null && typeof before === 'object') {
    try {
      value[name] = JSON.parse(text);
    } catch (error) {
      throw new Error(t('records.noJson', { field: name }));
    }
  } else {
    value[name] = typeof before === 'number' && text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
}

/** A value of a record; an object in it is edited value by value. */
function Value({ path, label, field, value, draft, onChange }) {
  if (isObject(value) && Object.keys(value).length > 0) {
    return html`<fieldset class="inner"><legend>${label}</legend>${Object.entries(value).map(([name, inner]) => html`<${Value} key=${name} path=${path + '/' + name} label=${name} value=${inner} draft=${draft} onChange=${onChange} />`)}</fieldset>`;
  }
  const id = 'record-' + path.replaceAll('/', '-');
  const set = (text) => onChange(path, text);
  const text = draft[path] ?? shown(value);
  const choices = (field && field.choices) || [];
  const input = typeof value === 'boolean' ? html`<input id=${id} type="checkbox" role="switch" class="switch" checked=${draft[path] ?? value} onChange=${(event) => set(event.target.checked)} />`
    // Some models have an enumeration by its place.
    : choices.length > 0 ? html`<select id=${id} value=${text} onChange=${(event) => set(event.target.value)}>${choices.map((choice, place) => html`<option value=${typeof value === 'number' ? place : choice}>${choice}</option>`)}</select>`
      : (value !== null && typeof value === 'object') || text.length > 80 ? html`<textarea id=${id} rows="4" value=${text} onInput=${(event) => set(event.target.value)}></textarea>`
        : html`<input id=${id} value=${text} inputmode=${typeof value === 'number' ? 'decimal' : null} onInput=${(event) => set(event.target.value)} />`;
  return html`<div class="field"><div class="label"><label for=${id}>${label}</label></div><div class="control">${input}</div>
    ${field && html`<p class="help">${field.type}${field.isUnique ? ' · ' + t('records.unique') : ''}</p>`}</div>`;
}
