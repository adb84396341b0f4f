// Background services: when they run next, what became of the last runs; run now, pause.
import { html } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, ago, duration, moment, number } from '../lib/i18n.js';
import { to } from '../lib/router.js';
import { Answer, Button, Card, Facts, Head, Notice, Problem, State } from '../parts/basic.js';
import { useAction } from '../lib/hooks.js';
import { tell } from '../parts/dialog.js';
import { ServerTable, Table, useList } from '../parts/table.js';

export function Services({ parts, query }) {
  return parts.length > 0 ? html`<${Service} key=${parts[0]} name=${parts[0]} />` : html`<${List} query=${query} />`;
}

const when = (time) => time && html`<time datetime=${time} title=${moment(time)}>${ago(time)}</time>`;

function List({ query }) {
  const services = useList('services', { topics: ['services', 'all'], query });
  return html`
    <${Head} title=${t('screen.services')} lead=${t('services.lead')} />
    <${ServerTable} of=${services} caption=${t('screen.services')} empty=${t('services.none')}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, cell: (one) => html`<a href=${to('services', one.name)}>${one.name}</a>` },
        { name: 'state', label: t('state'), isSorted: true, cell: (one) => html`<${State} state=${one.state} />${one.problem && html`<p class="reason">${one.problem}</p>`}` },
        { name: 'schedule', label: t('services.schedule'), isSorted: true, value: (one) => one.schedule },
        { name: 'next', label: t('services.next'), isSorted: true, cell: (one) => when(one.next) },
        { name: 'last', label: t('services.last'), isSorted: true, cell: (one) => one.last && html`<${State} state=${one.last.outcome} /> ${when(one.last.started)}` },
        { name: 'failures', label: t('services.failures'), kind: 'number', isSorted: true, value: (one) => one.failures },
      ]} />`;
}

function Service({ name }) {
  const service = useAnswer(() => call('services', 'info', { name }), [name], ['services', 'all']);
  const runs = useAnswer(() => call('services', 'history', { name, count: 50 }), [name], ['services', 'all']);
  const act = (method, text) => async () => { await call('services', method, { name }); tell(t(text, { name })); service.reload(); runs.reload(); };
  const [run, isRunning, runProblem] = useAction(act('run', 'services.started'));
  const [pause, isPausing, pauseProblem] = useAction(act('pause', 'services.paused'));
  const [resume, isResuming, resumeProblem] = useAction(act('resume', 'services.resumed'));
  return html`
    <${Head} title=${name} back=${{ href: to('services'), label: t('screen.services') }} actions=${html`
      ${service.data && (service.data.state === 'PAUSED' ? html`<${Button} label=${t('services.resume')} busy=${isResuming} onClick=${resume} />` : html`<${Button} label=${t('services.pause')} busy=${isPausing} onClick=${pause} />`)}
      <${Button} kind="primary" label=${t('services.run')} busy=${isRunning} onClick=${run} />`} />
    <${Problem} error=${runProblem || pauseProblem || resumeProblem} />
    <${Answer} of=${service}>${(one) => html`
      ${one.problem && html`<${Notice}>${one.problem}<//>`}
      <${Card}><${Facts} facts=${[[t('state'), html`<${State} state=${one.state} />`], [t('services.schedule'), one.schedule], [t('services.next'), one.next && moment(one.next)],
        [t('services.runs'), number(one.totals.runs)], [t('services.failed'), number(one.totals.failed)], [t('services.time'), duration(one.totals.time)]]} /><//>`}<//>
    <${Card} title=${t('services.history')}><${Answer} of=${runs}>${(all) => html`<${Table} caption=${t('services.history')} isDown rows=${all} empty=${t('services.noRuns')}
      columns=${[
        { name: 'started', label: t('services.startedAt'), value: (one) => one.started, cell: (one) => moment(one.started) },
        { name: 'outcome', label: t('services.outcome'), value: (one) => one.outcome, cell: (one) => html`<${State} state=${one.outcome} />${one.error && html`<p class="reason">${one.error}</p>`}` },
        { name: 'time', label: t('services.time'), cell: (one) => duration(one.duration) },
        { name: 'trigger', label: t('services.trigger'), value: (one) => one.trigger },
      ]} />`}<//><//>`;
}
