// How busy packages are, and the machine: what came while this tab has been open.
import { html } from '../lib/ui.js';
import { t, number, time } from '../lib/i18n.js';
import { packagesOf, seriesOf, useMetrics } from '../lib/metrics.js';
import { to, useFilter } from '../lib/router.js';
import { Answer, Card, Head, State } from '../parts/basic.js';
import { Chart } from '../parts/chart.js';
import { Table } from '../parts/table.js';

export function Metrics({ parts, query, alerts }) {
  return parts.length > 0 ? html`<${OfPackage} key=${parts[0]} name=${parts[0] === '-' ? '' : parts[0]} />` : html`<${All} health=${alerts.health} query=${query} />`;
}

/** All checks of the server; the overview has them, too. */
export function Health({ of }) {
  return html`<${Answer} of=${of}>${(known) => html`<ul class="plain">${(known.checks || []).map((check) => html`<li key=${check.name}>
    <${State} state=${check.status} /> <strong>${check.name}</strong> <span class="quiet">${check.messages.join('; ')}</span></li>`)}</ul>`}<//>`;
}

/** The machine's own charts; the overview has them, too. */
export function Machine() {
  const points = useMetrics();
  const line = (name, unit) => html`<${Chart} title=${t('metric.' + name)} unit=${unit} points=${points.map((point) => ({ time: point.time, value: point[name] }))} />`;
  return html`<div class="charts">${line('heapMb', 'MB')}${line('cpuPercent', '%')}${line('threads', '')}</div>`;
}

const label = (name) => name || t('metrics.nobody');

function All({ health, query }) {
  const points = useMetrics();
  const [filter, setFilter] = useFilter(query);
  const duration = (name) => ({ name, label: t('metrics.' + name), kind: 'number', value: (one) => one[name], cell: (one) => (one.requests > 0 ? time(one[name]) : '') });
  return html`
    <${Head} title=${t('screen.metrics')} lead=${t('metrics.lead')} />
    <${Table} caption=${t('metrics.packages')} rows=${packagesOf(points)} filter=${filter} onFilter=${setFilter} search=${(one) => label(one.name)} empty=${t('metrics.none')}
      columns=${[
        { name: 'name', label: t('package'), value: (one) => label(one.name), cell: (one) => html`<a href=${to('metrics', one.name || '-')}>${label(one.name)}</a>` },
        { name: 'requests', label: t('metrics.requests'), kind: 'number', value: (one) => one.requests, cell: (one) => number(one.requests) },
        { name: 'rate', label: t('metrics.rate'), kind: 'number', value: (one) => one.rate, cell: (one) => number(one.rate, 1) },
        { name: 'refused', label: t('metrics.refused'), kind: 'number', value: (one) => one.refused, cell: (one) => number(one.refused) },
        { name: 'failed', label: t('metrics.failed'), kind: 'number', value: (one) => one.failed, cell: (one) => number(one.failed) },
        duration('median'), duration('percentile95'), duration('percentile99'), duration('longest'),
        { name: 'threads', label: t('metric.threads'), kind: 'number', value: (one) => one.threads, cell: (one) => number(one.threads) },
      ]} />
    <${Card} title=${t('machine.title')}><${Machine} /><//>
    <${Card} title=${t('health.title')}><${Health} of=${health} /><//>`;
}

function OfPackage({ name }) {
  const points = useMetrics();
  const series = seriesOf(points, name);
  return html`
    <${Head} title=${label(name)} back=${{ href: to('metrics'), label: t('screen.metrics') }} lead=${t('metrics.lead')} />
    <${Card}><div class="charts">
      <${Chart} title=${t('metrics.rate')} points=${series.rate} />
      ${['median', 'percentile95', 'percentile99'].map((one) => html`<${Chart} key=${one} title=${t('metrics.' + one)} unit="ms" points=${series[one]} />`)}
      <${Chart} title=${t('metric.threads')} points=${series.threads} />
    </div><//>`;
}
