// All that can be configured: the server, packages with settings, and plugins, each as one form with its history.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, moment } from '../lib/i18n.js';
import { to, useFilter } from '../lib/router.js';
import { Answer, Badge, Button, Head } from '../parts/basic.js';
import { Confirm, Dialog, tell } from '../parts/dialog.js';
import { ConfigForm } from '../parts/form.js';
import { ServerTable, useList } from '../parts/table.js';

export function Configuration({ parts, query }) {
  return parts.length > 0 ? html`<${Form} key=${parts[0]} name=${parts[0]} query=${query} />` : html`<${List} query=${query} />`;
}

const problems = (form) => form.problems.filter((one) => !one.isWarning).length;

function List({ query }) {
  const forms = useList('forms', { topics: ['config', 'operation', 'all'], query });
  const { filter } = forms.wanted;
  return html`
    <${Head} title=${t('screen.configuration')} lead=${t('configuration.lead')} />
    <${ServerTable} of=${forms} caption=${t('screen.configuration')} empty=${t('configuration.none')}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, cell: (form) => html`<a href=${to('configuration', form.name) + (filter ? '?filter=' + encodeURIComponent(filter) : '')}>${form.title || form.name}</a> ${form.title !== form.name && html`<span class="quiet">${form.name}</span>`}` },
        { name: 'file', label: t('file'), isSorted: true, cell: (form) => html`<code>${form.file}</code>` },
        { name: 'set', label: t('configuration.set'), kind: 'number', isSorted: true, value: (form) => form.sections.flatMap((section) => section.fields).filter((field) => field.isSet).length },
        { name: 'problems', label: t('state'), isSorted: true, cell: (form) => problems(form) > 0 ? html`<${Badge} tone="bad" text=${t('configuration.problems', { count: problems(form) })} />` : html`<${Badge} tone="good" text=${t('configuration.fine')} />` },
      ]} />`;
}

function Form({ name, query }) {
  const form = useAnswer(() => call('config', 'form', { name }), [name]);
  const [filter, setFilter] = useFilter(query);
  const [isHistory, setHistory] = useState(false);
  const save = async (values, reset, revision) => {
    await call('config', 'change', { name, values, reset, revision });
    tell(t('configuration.saved', { name }));
    await form.reload();
  };
  return html`
    <${Head} title=${(form.data && form.data.title) || name} lead=${form.data && html`<code>${form.data.file}</code>`} back=${{ href: to('configuration'), label: t('screen.configuration') }}
      actions=${html`<${Button} label=${t('history')} onClick=${() => setHistory(true)} />`} />
    <label class="search"><span class="hidden">${t('search')}</span>
      <input type="search" placeholder=${t('search')} value=${filter} onInput=${(event) => setFilter(event.target.value)} /></label>
    <${Answer} of=${form}>${(known) => html`<${ConfigForm} key=${known.revision} form=${known} filter=${filter} save=${save} reload=${form.reload} />`}<//>
    ${isHistory && html`<${History} name=${name} onClose=${() => setHistory(false)} onRolledBack=${() => { setHistory(false); form.reload(); }} />`}`;
}

function History({ name, onClose, onRolledBack }) {
  const revisions = useAnswer(() => call('config', 'history', { name }), [name]);
  const [chosen, setChosen] = useState();
  return html`<${Dialog} wide title=${t('configuration.history', { name })} onClose=${onClose} footer=${html`<${Button} label=${t('close')} onClick=${onClose} />`}>
    <${Answer} of=${revisions}>${(all) => all.length === 0 ? html`<p class="quiet">${t('configuration.noHistory')}</p>` : html`<ol class="revisions">${all.map((one) => html`<li key=${one.number}>
      <div><strong>${moment(one.time)}</strong> <span class="quiet">${t('by', { who: one.by })}</span></div>
      <pre>${one.changes.join('\n')}</pre>
      <${Button} kind="small" label=${t('configuration.rollback')} onClick=${() => setChosen(one)} /></li>`)}</ol>`}<//>
    ${chosen && html`<${Confirm} title=${t('configuration.rollbackTitle', { name })} verb=${t('configuration.rollback')} danger onClose=${() => setChosen(undefined)}
      action=${async () => { await call('config', 'rollback', { name, number: chosen.number }); tell(t('configuration.rolledBack', { name })); onRolledBack(); }}>
      <p>${t('configuration.rollbackLead', { name, time: moment(chosen.time) })}</p><//>`}
  <//>`;
}
