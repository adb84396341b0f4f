// Small parts that every screen is made of. /admin/#/design shows them all.
import { html, useEffect, useRef } from '../lib/ui.js';
import { t } from '../lib/i18n.js';

export function Button({ kind = '', busy = false, label, ...rest }) {
  return html`<button type="button" class=${'button ' + kind} aria-busy=${busy} disabled=${busy} ...${rest}>${label}</button>`;
}

/** The state of something: good, working, warning, bad or idle. */
export function Badge({ tone = 'idle', text }) {
  return html`<span class=${'badge ' + tone}>${text}</span>`;
}

const tones = {
  ACTIVE: 'good', RUNNING: 'good', DONE: 'good', OK: 'good', WAITING: 'idle', STOPPED: 'idle', INSTALLED: 'idle', PAUSED: 'warning',
  STARTING: 'working', STOPPING: 'working', QUEUED: 'working', OVERDUE: 'warning', WARN: 'warning', MISSED: 'warning', CANCELLED: 'warning', MISCONFIGURED: 'bad', TIMED_OUT: 'bad', REFUSED: 'bad',
  FAILED: 'bad', CRITICAL: 'bad', LOST: 'bad', DENIED: 'bad',
};

/** A state as the server names it. */
export function State({ state }) {
  return html`<${Badge} tone=${tones[state] || 'idle'} text=${t('state.' + state)} />`;
}

export function Notice({ tone = 'bad', children }) {
  return html`<div class=${'notice ' + tone} role=${tone === 'bad' ? 'alert' : 'status'}>${children}</div>`;
}

/** What an actor answered that is no result, in words. */
export function Problem({ error, retry }) {
  if (!error) {
    return null;
  }
  const text = error.status === 0 ? t('problem.offline') : error.status === 403 ? t('problem.forbidden', { reason: error.message }) : error.message;
  return html`<${Notice}>${text} ${retry && html`<${Button} kind="small" label=${t('again')} onClick=${retry} />`}<//>`;
}

/** What is shown of an answer: its problem, that it is awaited, or what it is. */
export function Answer({ of, children }) {
  if (of.error && of.data === undefined) {
    return html`<${Problem} error=${of.error} retry=${of.reload} />`;
  }
  if (of.data === undefined) {
    return html`<p class="waiting" aria-busy="true">${t('loading')}</p>`;
  }
  return html`${of.error && html`<${Problem} error=${of.error} retry=${of.reload} />`}${children(of.data)}`;
}

export function Card({ title, actions, children, kind = '' }) {
  return html`<section class=${'card ' + kind}>
    ${(title || actions) && html`<header><h2>${title}</h2><div class="actions">${actions}</div></header>`}
    ${children}
  </section>`;
}

/** The head of a screen. Focus goes to it when the screen is entered, so that a screen reader says where one is. */
export function Head({ title, lead, actions, back }) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} · Carrack`;
    if (document.activeElement === document.body || document.activeElement?.closest('nav')) {
      heading.current.focus({ preventScroll: true });
    }
  }, [title]);
  return html`<header class="head">
    <div>
      ${back && html`<a class="back" href=${back.href}>${back.label}</a>`}
      <h1 ref=${heading} tabindex="-1">${title}</h1>
      ${lead && html`<p class="lead">${lead}</p>`}
    </div>
    <div class="actions">${actions}</div>
  </header>`;
}

/** Pairs of a name and a value; what is empty is left out. */
export function Facts({ facts }) {
  return html`<dl class="facts">${facts.filter(([, value]) => value !== '' && value !== null && value !== undefined && value !== false)
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function Empty({ title, children }) {
  return html`<div class="empty"><p class="title">${title}</p>${children}</div>`;
}

/** Links that show parts of a screen. */
export function Tabs({ tabs, current }) {
  return html`<nav class="tabs" aria-label=${t('parts')}>${tabs.map(({ name, label, href }) => html`
    <a href=${href} aria-current=${name === current ? 'page' : null}>${label}</a>`)}</nav>`;
}
