// The actors of all packages, by their OpenAPI documents; a call is tried with the rights of whoever looks.
import { html, useMemo, useState } from '../lib/ui.js';
import { call, callPath, get } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { t, time } from '../lib/i18n.js';
import { to, useFilter } from '../lib/router.js';
import { Answer, Badge, Card, Head, Notice, Problem } from '../parts/basic.js';
import { Table } from '../parts/table.js';

const place = /^\/([^/]+)\/actors\/([^/]+)\/([^/]+)$/;

/** All methods of a document: { id, packageName, actor, method, summary, description, isSafe, schema }. */
function methodsOf(document) {
  return Object.entries(document.paths).flatMap(([path, operations]) => {
    const found = place.exec(path);
    if (!found || !operations.post) {
      return [];
    }
    const [, packageName, actor, method] = found;
    const { summary = '', description = '', requestBody } = operations.post;
    return [{ id: path, path, packageName, actor, method, summary, description, isSafe: Boolean(operations.get),
      schema: requestBody?.content?.['application/json']?.schema || { properties: {} } }];
  });
}

export function Actors({ parts, query }) {
  const [packageName, actor, method] = parts;
  return packageName && actor ? html`<${Actor} key=${packageName + '/' + actor} packageName=${packageName} actor=${actor} method=${method} query=${query} />` : html`<${List} query=${query} />`;
}

function List({ query }) {
  const actors = useAnswer(() => call('package_manager', 'actors_list').then((answer) => answer.packages), [], ['operation', 'all']);
  const [filter, setFilter] = useFilter(query);
  const rows = useMemo(() => (actors.data || []).flatMap((one) => one.actor_names.map((actor) => ({ id: `${one.package_name}.${actor}`, packageName: one.package_name, actor }))), [actors.data]);
  return html`
    <${Head} title=${t('screen.actors')} lead=${t('actors.lead')} actions=${html`<a class="button" href="/openapi/">${t('actors.document')} ↗</a>`} />
    <${Answer} of=${actors}>${() => html`<${Table} caption=${t('screen.actors')} rows=${rows} filter=${filter} onFilter=${setFilter} search=${(one) => one.id} empty=${t('actors.none')}
      columns=${[
        { name: 'actor', label: t('actors.actor'), value: (one) => one.actor, cell: (one) => html`<a href=${to('actors', one.packageName, one.actor)}>${one.actor}</a>` },
        { name: 'package', label: t('package'), value: (one) => one.packageName, cell: (one) => html`<a href=${to('packages', one.packageName)}>${one.packageName}</a>` },
      ]} />`}<//>`;
}

/** An actor, by its package's document: its methods, or one of them to be called. */
function Actor({ packageName, actor, method, query }) {
  const document = useAnswer(() => get(`/${packageName}/actors/openapi.json`), [packageName], ['operation', 'all']);
  const [filter, setFilter] = useFilter(query);
  const methods = useMemo(() => (document.data ? methodsOf(document.data).filter((one) => one.actor === actor) : []), [document.data]);
  const chosen = methods.find((one) => one.method === method);
  if (chosen) {
    return html`<${Method} key=${chosen.path} of=${chosen} document=${document.data} />`;
  }
  return html`
    <${Head} title=${`${packageName}.${actor}`} back=${{ href: to('actors'), label: t('screen.actors') }} />
    ${document.data && method && html`<${Notice}>${t('actors.gone', { path: `/${packageName}/actors/${actor}/${method}` })}<//>`}
    <${Answer} of=${document}>${() => html`<${Table} caption=${`${packageName}.${actor}`} rows=${methods} filter=${filter} onFilter=${setFilter} search=${(one) => `${one.method} ${one.description}`} empty=${t('actors.none')}
      columns=${[
        { name: 'method', label: t('actors.method'), value: (one) => one.method, cell: (one) => html`<a href=${to('actors', one.packageName, one.actor, one.method)}>${one.method}</a> ${one.isSafe && html`<${Badge} text=${t('actors.safe')} />`}` },
        { name: 'summary', label: t('actors.summary'), kind: 'long', cell: (one) => one.description.split('\n')[0] || one.summary },
      ]} />`}<//>`;
}

/** The schema itself, whatever it is the name of. */
function resolved(schema, document) {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref || '');
  return name ? document.components.schemas[decodeURIComponent(name[1])] || {} : schema;
}

const typeOf = (schema) => [schema.type].flat().find((one) => one && one !== 'null') || 'any';

function Method({ of, document }) {
  const fields = Object.entries(of.schema.properties || {}).map(([name, schema]) => ({ name, schema: { ...resolved(schema, document), ...schema } }));
  const required = of.schema.required || [];
  const [draft, setDraft] = useState({});
  const [answer, setAnswer] = useState();
  const [run, isBusy, problem] = useAction(async () => {
    setAnswer(undefined);
    const body = {};
    for (const { name, schema } of fields) {
      const text = draft[name];
      if (text === undefined || (text === '' && typeOf(schema) !== 'string')) {
        continue;
      }
      body[name] = read(name, schema, text);
    }
    const begun = performance.now();
    const result = await callPath(of.path, body);
    setAnswer({ text: JSON.stringify(result, null, 2), passed: (performance.now() - begun) / 1000 });
  });
  return html`
    <${Head} title=${`${of.packageName}.${of.actor}.${of.method}`} back=${{ href: to('actors', of.packageName, of.actor), label: `${of.packageName}.${of.actor}` }} lead=${of.description || of.summary} />
    <form class="card" onSubmit=${(event) => { event.preventDefault(); run(); }}>
      <p><code>POST ${of.path}</code></p>
      ${!of.isSafe && html`<${Notice} tone="warning">${t('actors.changes')}<//>`}
      ${fields.map(({ name, schema }) => html`<${Argument} key=${name} name=${name} schema=${schema} isRequired=${required.includes(name)} value=${draft[name]} onChange=${(value) => setDraft({ ...draft, [name]: value })} />`)}
      ${fields.length === 0 && html`<p class="quiet">${t('actors.noArguments')}</p>`}
      <div class="actions"><button type="submit" class="button primary" disabled=${isBusy} aria-busy=${isBusy}>${t('actors.call')}</button></div>
    </form>
    <${Problem} error=${problem} />
    ${answer && html`<${Card} title=${t('actors.answer')} actions=${html`<span class="quiet" role="status">${time(answer.passed)}</span>`}><pre class="answer" tabindex="0" aria-label=${t('actors.answer')}>${answer.text}</pre><//>`}`;
}

function read(name, schema, text) {
  const type = typeOf(schema);
  if (type === 'string' || typeof text === 'boolean') {
    return text;
  }
  if (type === 'boolean') {
    return text === 'true';
  }
  if (type === 'integer' || type === 'number') {
    // What is no number goes as it is: the server says what is wrong with it.
    return text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(t('records.noJson', { field: name }));
  }
}

function Argument({ name, schema, isRequired, value, onChange }) {
  const id = 'argument-' + name;
  const type = typeOf(schema);
  const standard = schema.default === undefined ? '' : t('form.default', { value: JSON.stringify(schema.default) });
  const common = { id, 'aria-describedby': id + '-help', required: isRequired };
  const set = (event) => onChange(event.target.value);
  const choices = schema.enum || (type === 'boolean' ? ['true', 'false'] : undefined);
  const input = choices ? html`<select ...${common} value=${value ?? ''} onChange=${(event) => onChange(event.target.value === '' ? undefined : event.target.value)}><option value=""></option>${choices.filter((one) => one !== null).map((one) => html`<option value=${one}>${one}</option>`)}</select>`
    : type === 'object' || type === 'array' || type === 'any' ? html`<textarea ...${common} class="code" rows="3" spellcheck="false" placeholder=${type === 'array' ? '[]' : type === 'object' ? '{}' : ''} value=${value ?? ''} onInput=${set}></textarea>`
      : html`<input ...${common} type="text" inputmode=${type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : null} autocomplete="off" value=${value ?? ''} onInput=${set} />`;
  return html`<div class="field"><div class="label"><label for=${id}>${name}</label>${isRequired && html`<${Badge} text=${t('actors.required')} />`}</div>
    <div class="control">${input}</div>
    <p class="help" id=${id + '-help'}>${[schema.description, schema.format ? `${type}, ${schema.format}` : type, standard].filter(Boolean).join(' · ')}</p></div>`;
}
