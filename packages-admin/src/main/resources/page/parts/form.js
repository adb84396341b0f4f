// The form of anything that can be configured: one model for settings, plugins and the server (ConfigForm).
import { html, useMemo, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Badge, Button, Notice, Problem } from './basic.js';

const same = (a, b) => a.length === b.length && a.every((one, index) => one === b[index]);

function Input({ field, id, value, onChange, described }) {
  const text = value[0] ?? '';
  const common = { id, 'aria-describedby': described, disabled: field.isReadOnly };
  const set = (event) => onChange([event.target.value]);
  if (field.type === 'FLAG') {
    return html`<input ...${common} type="checkbox" role="switch" class="switch" checked=${text === 'true'} onChange=${(event) => onChange([String(event.target.checked)])} />`;
  }
  if (field.type === 'LIST' && field.choices.length > 0) {
    return html`<${Choices} field=${field} value=${value} onChange=${onChange} common=${common} />`;
  }
  if (field.type === 'LIST') {
    return html`<textarea ...${common} rows=${Math.min(10, Math.max(3, value.length + 1))} value=${value.join('\n')}
      onInput=${(event) => onChange(event.target.value === '' ? [] : event.target.value.split('\n'))}></textarea>`;
  }
  if (field.choices.length > 0) {
    const options = field.choices.includes(text) ? field.choices : [text, ...field.choices];
    return html`<select ...${common} value=${text} onChange=${set}>${options.map((one) => html`<option value=${one}>${one}</option>`)}</select>`;
  }
  if (field.type === 'PASSWORD') {
    return html`<input ...${common} type="password" autocomplete="new-password" value=${text === '***' ? '' : text}
      placeholder=${field.isSet ? t('form.secret') : ''} onInput=${set} />`;
  }
  if (field.type === 'INTEGER' || field.type === 'NUMBER') {
    return html`<input ...${common} type="text" inputmode=${field.type === 'INTEGER' ? 'numeric' : 'decimal'} value=${text} onInput=${set} />`;
  }
  return html`<input ...${common} type="text" autocomplete="off" spellcheck="false" value=${text} onInput=${set} />`;
}

/** Several of some values; where their order is the owner's, it can be changed. */
function Choices({ field, value, onChange, common }) {
  const rest = field.choices.filter((one) => !value.includes(one));
  const move = (index, by) => {
    const moved = [...value];
    moved.splice(index + by, 0, ...moved.splice(index, 1));
    onChange(moved);
  };
  return html`<ul class="choices" id=${common.id}>
    ${value.map((one, index) => html`<li key=${one}><label><input type="checkbox" disabled=${common.disabled} checked onChange=${() => onChange(value.filter((other) => other !== one))} /> ${one}</label>
      ${field.isOrdered && html`<span>
        <${Button} kind="icon" label="↑" aria-label=${t('form.up', { value: one })} disabled=${index === 0} onClick=${() => move(index, -1)} />
        <${Button} kind="icon" label="↓" aria-label=${t('form.down', { value: one })} disabled=${index === value.length - 1} onClick=${() => move(index, 1)} /></span>`}</li>`)}
    ${rest.map((one) => html`<li key=${one}><label><input type="checkbox" disabled=${common.disabled} checked=${false} onChange=${() => onChange([...value, one])} /> ${one}</label></li>`)}
  </ul>`;
}

function Field({ field, value, isChanged, isReset, onChange, onReset }) {
  const id = 'field-' + field.key;
  const range = field.min !== null && field.max !== null ? t('form.between', field) : field.min !== null ? t('form.atLeast', field) : field.max !== null ? t('form.atMost', field) : '';
  const standard = field.standard.length > 0 && field.type !== 'PASSWORD' ? t('form.default', { value: field.standard.join(', ') || '""' }) : '';
  return html`<div class=${'field' + (isChanged ? ' changed' : '')}>
    <div class="label">
      <label for=${id}>${field.label}</label>
      ${isChanged ? html`<${Badge} tone="working" text=${t('form.changed')} />` : field.isSet && html`<${Badge} text=${t('form.set')} />`}
      ${field.needsRestart && html`<${Badge} tone="warning" text=${t('form.restart')} />`}
    </div>
    <div class="control">
      <${Input} field=${field} id=${id} value=${value} onChange=${onChange} described=${id + '-help'} />
      ${(field.isSet || isChanged) && !field.isReadOnly && html`<${Button} kind="small" disabled=${isReset} label=${t('form.reset')} aria-label=${t('form.resetOf', { field: field.label })} onClick=${onReset} />`}
    </div>
    <p class="help" id=${id + '-help'}>${[field.description, range, standard, field.isReadOnly ? t('form.readOnly') : ''].filter(Boolean).join('. ')}${field.line > 0 ? html` <span class="quiet">${t('form.line', field)}</span>` : ''}</p>
  </div>`;
}

/**
 * A form. save(values, reset, revision): sends what was changed and no more; a conflict (409 or 412) shows what somebody else has made of it, and keeps
 * what was typed.
 */
export function ConfigForm({ form, filter = '', save, reload }) {
  const [draft, setDraft] = useState({});
  const [reset, setReset] = useState([]);
  const [state, setState] = useState({ busy: false });
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const sections = useMemo(() => form.sections.map((section) => ({
    ...section,
    fields: section.fields.filter((field) => words.every((word) => `${section.name} ${section.title} ${field.key} ${field.label} ${field.description}`.toLowerCase().includes(word))),
  })).filter((section) => section.fields.length > 0), [form, filter]);
  const fields = form.sections.flatMap((section) => section.fields);
  const changed = fields.filter((field) => draft[field.key] && !same(draft[field.key], field.value));
  const count = changed.length + reset.length;
  const isConflict = state.error && (state.error.status === 409 || state.error.status === 412);
  const send = async (revision) => {
    setState({ busy: true });
    try {
      await save(Object.fromEntries(changed.map((field) => [field.key, draft[field.key]])), reset, revision);
      setDraft({});
      setReset([]);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return html`<form class="config" onSubmit=${(event) => { event.preventDefault(); send(form.revision); }}>
    ${form.problems.map((problem) => html`<${Notice} tone=${problem.isWarning ? 'warning' : 'bad'}>${problem.message}<//>`)}
    ${sections.length === 0 && html`<p class="quiet">${t('list.nothing', { filter })}</p>`}
    ${sections.map((section) => html`<fieldset key=${section.name}>
      ${(section.title || section.name) && html`<legend>${section.title || section.name}${section.name && section.title !== section.name && html` <code>[${section.name}]</code>`}</legend>`}
      ${section.fields.map((field) => html`<${Field} key=${field.key} field=${field} value=${reset.includes(field.key) ? field.standard : draft[field.key] ?? field.value}
        isChanged=${changed.includes(field) || reset.includes(field.key)} isReset=${reset.includes(field.key)}
        onChange=${(value) => { setReset(reset.filter((key) => key !== field.key)); setDraft({ ...draft, [field.key]: value }); }}
        onReset=${() => { setDraft(({ [field.key]: gone, ...rest }) => rest); if (field.isSet) { setReset([...reset, field.key]); } }} />`)}
    </fieldset>`)}
    <div class="bar">
      ${isConflict ? html`<${Notice}>${state.error.message} <${Button} kind="small" label=${t('form.look')} onClick=${() => { setState({ busy: false }); reload(); }} />
        <${Button} kind="small danger" label=${t('form.overwrite')} onClick=${() => send('')} /><//>` : html`<${Problem} error=${state.error} />`}
      <span role="status">${count === 0 ? t('form.nothing') : t('form.changes', { count })}</span>
      <${Button} label=${t('form.discard')} disabled=${count === 0} onClick=${() => { setDraft({}); setReset([]); setState({ busy: false }); }} />
      <button type="submit" class="button primary" disabled=${count === 0 || state.busy} aria-busy=${state.busy}>${t('save')}</button>
    </div>
  </form>`;
}
