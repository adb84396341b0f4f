// What one wants to know first: what is wrong, what runs, and how the machine is.
import { html, useState } from '../lib/ui.js';
import { call, health } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, number } from '../lib/i18n.js';
import { to } from '../lib/router.js';
import { store, stored } from '../lib/stored.js';
import { Answer, Badge, Button, Card, Head, State } from '../parts/basic.js';
import { Cards } from './extension.js';
import { Health, Machine } from './metrics.js';

const alertOf = (check) => ({ kind: 'health', subject: check.name, severity: check.status, message: check.messages.join('; '), link: 'metrics' });

/** What needs attention, once for the whole page: what the server says of packages, services and plugins, and checks that are not well; and .health, all checks. */
export function useAlerts() {
  const topics = ['operation', 'services', 'plugins', 'health', 'all'];
  const known = useAnswer(() => call('overview', 'alerts'), [], topics);
  const checks = useAnswer(health, [], topics);
  // Their own checks say again what the alerts say.
  const unwell = ((checks.data && checks.data.checks) || []).filter((check) => check.status !== 'OK' && !['packages', 'services', 'plugins'].includes(check.name));
  return { ...known, health: checks, data: known.data && [...known.data, ...unwell.map(alertOf)] };
}

export function Alerts({ of }) {
  return html`<${Answer} of=${of}>${(alerts) => alerts.length === 0
    ? html`<p class="fine"><${Badge} tone="good" text=${t('alerts.none')} /></p>`
    : html`<ul class="alerts">${alerts.map((alert) => html`<li key=${alert.kind + alert.subject}>
        <${State} state=${alert.severity} />
        <div><a href=${to(...alert.link.split('/'))}>${alert.subject}</a><p>${alert.message}</p></div></li>`)}</ul>`}<//>`;
}

/** The first steps with a new server, until they are done or somebody knows them. */
function Start({ packages }) {
  const [isHidden, setHidden] = useState(() => stored('first-steps') === 'hidden');
  const audit = useAnswer(() => (isHidden ? Promise.resolve([]) : call('accounts', 'audit', { count: 1000 })), [isHidden], ['operation']);
  const steps = [
    { name: 'password', href: '/auth/account', isDone: (audit.data || []).some((one) => one.action === 'account.password' && one.outcome === 'DONE') },
    { name: 'package', href: to('packages') + '?add=true', isDone: packages.added > 0 },
    { name: 'manual', href: '/admin/wiki/' },
  ];
  if (isHidden || audit.data === undefined || steps.every((step) => step.isDone !== false)) {
    return null;
  }
  return html`<${Card} title=${t('start.title')} kind="wide" actions=${html`<${Button} kind="small" label=${t('start.hide')} onClick=${() => { store('first-steps', 'hidden'); setHidden(true); }} />`}>
    <ol class="start">${steps.map((step) => html`<li key=${step.name} class=${step.isDone ? 'done' : ''}>
      <div><a href=${step.href}>${t('start.' + step.name)}</a> ${step.isDone && html`<${Badge} tone="good" text=${t('start.done')} />`}<p class="quiet">${t(`start.${step.name}Lead`)}</p></div></li>`)}</ol>
  <//>`;
}

export function Overview({ extensions, alerts }) {
  const packages = useAnswer(() => call('overview', 'packages'), [], ['operation', 'all']);
  return html`
    <${Head} title=${t('screen.overview')} />
    <div class="cards">
      ${packages.data && html`<${Start} packages=${packages.data} />`}
      <${Card} title=${t('alerts.title')} kind="wide"><${Alerts} of=${alerts} /><//>
      <${Card} title=${t('screen.packages')} actions=${html`<a class="button small" href=${to('packages')}>${t('all')}</a>`}>
        <${Answer} of=${packages}>${({ states }) => html`<ul class="plain">${Object.entries(states)
          .map(([state, count]) => html`<li key=${state}><a href=${to('packages') + '?filter=' + state}><${State} state=${state} /></a> ${number(count)}</li>`)}</ul>`}<//>
      <//>
      <${Card} title=${t('health.title')} kind="double">
        <${Health} of=${alerts.health} />
      <//>
      <${Card} title=${t('machine.title')} kind="wide" actions=${html`<a class="button small" href=${to('metrics')}>${t('all')}</a>`}>
        <${Machine} />
      <//>
      <${Cards} extensions=${extensions} place="overview" />
    </div>`;
}
