// Plugins: whether they run, why not, and what they measure.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, ago, moment } from '../lib/i18n.js';
import { to } from '../lib/router.js';
import { Answer, Button, Card, Facts, Head, Notice, State } from '../parts/basic.js';
import { Confirm, tell } from '../parts/dialog.js';
import { Chart } from '../parts/chart.js';
import { ServerTable, useList } from '../parts/table.js';

export function Plugins({ parts, query }) {
  return parts.length > 0 ? html`<${Plugin} key=${parts[0]} name=${parts[0]} />` : html`<${List} query=${query} />`;
}

function List({ query }) {
  const plugins = useList('plugins', { topics: ['plugins', 'all'], query });
  return html`
    <${Head} title=${t('screen.plugins')} lead=${t('plugins.lead')} />
    <${ServerTable} of=${plugins} caption=${t('screen.plugins')} empty=${t('plugins.none')}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, cell: (one) => html`<a href=${to('plugins', one.name)}>${one.name}</a>` },
        { name: 'state', label: t('state'), isSorted: true, cell: (one) => html`<${State} state=${one.state} />${one.reason && html`<p class="reason">${one.reason}</p>`}` },
        { name: 'since', label: t('since'), isSorted: true, cell: (one) => html`<time datetime=${one.since} title=${moment(one.since)}>${ago(one.since)}</time>` },
        { name: 'deaths', label: t('plugins.deaths'), kind: 'number', isSorted: true, value: (one) => one.deaths },
      ]} />`;
}

const spans = [['1h', 3600], ['24h', 86400], ['7d', 604800]];

function Plugin({ name }) {
  const plugin = useAnswer(() => call('plugins', 'info', { name }), [name], ['plugins', 'all']);
  const [span, setSpan] = useState(spans[0]);
  const samples = useAnswer(() => {
    const now = Date.now();
    return call('plugins', 'samples', { name, from: new Date(now - span[1] * 1000).toISOString(), to: new Date(now).toISOString(), step_s: Math.max(1, Math.round(span[1] / 200)) });
  }, [name, span]);
  const [isRestarting, setRestarting] = useState(false);
  return html`
    <${Head} title=${name} back=${{ href: to('plugins'), label: t('screen.plugins') }} actions=${html`
      ${plugin.data && plugin.data.isConfigurable && html`<a class="button" href=${to('configuration', name)}>${t('screen.configuration')}</a>`}
      ${plugin.data && html`<a class="button" href=${to('actors') + '?filter=' + encodeURIComponent(plugin.data.packageName + '.')}>${t('plugins.try')}</a>`}
      <${Button} label=${t('plugins.restart')} onClick=${() => setRestarting(true)} />`} />
    <${Answer} of=${plugin}>${(one) => html`
      ${one.reason && html`<${Notice} tone=${one.state === 'FAILED' ? 'bad' : 'warning'}>${one.reason}<//>`}
      <${Card}><${Facts} facts=${[[t('state'), html`<${State} state=${one.state} />`], [t('since'), moment(one.since)], [t('package'), html`<a href=${to('packages', one.packageName)}>${one.packageName}</a>`], [t('plugins.starts'), one.starts], [t('plugins.deaths'), one.deaths]]} /><//>`}<//>
    <${Card} title=${t('plugins.samples')} actions=${spans.map((one) => html`<${Button} key=${one[0]} kind="small" aria-pressed=${one === span} label=${one[0]} onClick=${() => setSpan(one)} />`)}>
      <${Answer} of=${samples}>${(all) => all.length === 0 ? html`<p class="quiet">${t('plugins.noSamples')}</p>` : html`<div class="charts">${all.map((series) => html`
        <${Chart} key=${series.sample} title=${series.sample} unit=${series.unit} points=${series.points.map((point) => ({ time: point.from, value: point.mean }))} />`)}</div>`}<//>
    <//>
    ${isRestarting && html`<${Confirm} title=${t('plugins.restartTitle', { name })} verb=${t('plugins.restart')} onClose=${() => setRestarting(false)}
      action=${async () => { await call('plugins', 'restart', { name }); tell(t('plugins.restarted', { name })); plugin.reload(); }}><p>${t('plugins.restartLead', { name })}</p><//>`}`;
}
