// What one wants to know first: what is wrong, what runs, and how the machine is.
import { html, useEffect, useState } from '../lib/ui.js';
import { call, get } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { onEvent } from '../lib/live.js';
import { t, number } from '../lib/i18n.js';
import { to } from '../lib/router.js';
import { Answer, Badge, Card, Head, State } from '../parts/basic.js';
import { Chart } from '../parts/chart.js';
import { Cards } from './extension.js';

/** What is told of the machine while one looks: the last five minutes. */
function useMetrics() {
  const [points, set] = useState([]);
  useEffect(() => onEvent(['metrics'], (event) => set((before) => [...before.slice(-59), event])), []);
  return points;
}

export function Alerts({ of }) {
  return html`<${Answer} of=${of}>${(alerts) => alerts.length === 0
    ? html`<p class="fine"><${Badge} tone="good" text=${t('alerts.none')} /></p>`
    : html`<ul class="alerts">${alerts.map((alert) => html`<li key=${alert.kind + alert.subject}>
        <${State} state=${alert.severity} />
        <div><a href=${to(...alert.link.split('/'))}>${alert.subject}</a><p>${alert.message}</p></div></li>`)}</ul>`}<//>`;
}

function Start() {
  return html`<${Card} title=${t('start.title')}>
    <ol class="start">
      <li><a href="/auth/account">${t('start.password')}</a></li>
      <li><a href=${to('packages', '', 'add')}>${t('start.package')}</a></li>
      <li><a href="/openapi/">${t('start.actors')}</a></li>
    </ol>
  <//>`;
}

export function Overview({ extensions }) {
  const alerts = useAnswer(() => call('overview', 'alerts'), [], ['operation', 'services', 'plugins', 'health', 'all']);
  const packages = useAnswer(() => call('packages', 'list_packages').then((answer) => answer.data), [], ['operation', 'all']);
  const health = useAnswer(() => get('/health'), [], ['health', 'all']);
  const points = useMetrics();
  const unhealthy = ((health.data && health.data.checks) || []).filter((check) => check.status !== 'OK')
    .map((check) => ({ kind: 'health', subject: check.name, severity: check.status, message: check.messages.join('; '), link: 'overview' }));
  const all = { ...alerts, data: alerts.data && [...alerts.data, ...unhealthy] };
  const line = (name, unit, scale = 1) => html`<${Chart} title=${t('metric.' + name)} unit=${unit} points=${points.map((point) => ({ time: point.time, value: point[name] * scale }))} />`;
  return html`
    <${Head} title=${t('screen.overview')} />
    <div class="cards">
      <${Card} title=${t('alerts.title')} kind="wide"><${Alerts} of=${all} /><//>
      ${packages.data && packages.data.every((one) => one.system_package) && html`<${Start} />`}
      <${Card} title=${t('screen.packages')} actions=${html`<a class="button small" href=${to('packages')}>${t('all')}</a>`}>
        <${Answer} of=${packages}>${(all) => html`<ul class="plain">${Object.entries(Object.groupBy ? Object.groupBy(all, (one) => one.state) : all.reduce((by, one) => ({ ...by, [one.state]: [...(by[one.state] || []), one] }), {}))
          .map(([state, some]) => html`<li key=${state}><a href=${to('packages') + '?filter=' + state}><${State} state=${state} /></a> ${number(some.length)}</li>`)}</ul>`}<//>
      <//>
      <${Card} title=${t('health.title')}>
        <${Answer} of=${health}>${(all) => html`<ul class="plain">${(all.checks || []).map((check) => html`<li key=${check.name}>
          <${State} state=${check.status} /> <strong>${check.name}</strong> <span class="quiet">${check.messages.join('; ')}</span></li>`)}</ul>`}<//>
      <//>
      <${Card} title=${t('machine.title')} kind="wide">
        <div class="charts">${line('heapMb', 'MB')}${line('cpuPercent', '%')}${line('threads', '')}</div>
      <//>
      <${Cards} extensions=${extensions} place="overview" />
    </div>`;
}
