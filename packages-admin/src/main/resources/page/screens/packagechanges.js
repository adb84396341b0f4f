// What is done to packages: adding, changing and taking away, each with its plan before, and how far it is.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { call, upload } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { onEvent } from '../lib/live.js';
import { t, number } from '../lib/i18n.js';
import { Answer, Button, Notice, Problem } from '../parts/basic.js';
import { Confirm, Dialog, tell } from '../parts/dialog.js';
import { ServerTable, useList } from '../parts/table.js';

const data = (answer) => answer.data;

/** Operations that run, with how far they are. */
export function Progress() {
  const [running, set] = useState([]);
  useEffect(() => {
    call('packages', 'operations').then((answer) => set(answer.data.filter((one) => one.state === 'RUNNING' || one.state === 'QUEUED')), () => {});
    return onEvent(['operation'], ({ operation }) => set((before) => {
      const others = before.filter((one) => one.id !== operation.id);
      if (operation.state === 'RUNNING' || operation.state === 'QUEUED') {
        return [...others, operation];
      }
      if (operation.state === 'FAILED') {
        tell(`${operation.request}: ${operation.reason || t('state.FAILED')}`, 'bad');
      }
      return others;
    }));
  }, []);
  return running.length === 0 ? null : html`<ul class="progress" role="status" aria-label=${t('operations')}>${running.map((one) => html`<li key=${one.id}>
    <span>${one.request}</span> <progress value=${one.done} max=${one.total || 1} aria-label=${one.request}></progress> <span class="quiet">${one.step}</span></li>`)}</ul>`;
}

/** A file that is dropped anywhere on the screen is added. */
export function Drop({ onDrop }) {
  const [isOver, setOver] = useState(false);
  const [file, setFile] = useState();
  useEffect(() => {
    const over = (event) => { if ([...event.dataTransfer.types].includes('Files')) { event.preventDefault(); setOver(true); } };
    const leave = (event) => { if (!event.relatedTarget) { setOver(false); } };
    const drop = (event) => { event.preventDefault(); setOver(false); setFile(event.dataTransfer.files[0]); };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => { removeEventListener('dragover', over); removeEventListener('dragleave', leave); removeEventListener('drop', drop); };
  }, []);
  return html`${isOver && html`<div class="drop">${t('packages.drop')}</div>`}
    ${file && html`<${Confirm} title=${t('packages.addFile', { file: file.name })} verb=${t('packages.add')} onClose=${() => setFile(undefined)}
      action=${async () => { await upload('/admin/packages', file); tell(t('packages.added', { source: file.name })); onDrop(); }}>
      <p>${t('packages.addFileLead', { file: file.name, size: number(file.size / 1024) })}</p><//>`}`;
}

function Plan({ plan }) {
  const nothing = plan.fetched.length + plan.steps.length === 0;
  return html`<div class="plan">
    ${plan.fetched.length > 0 && html`<p>${t('plan.fetched')} ${plan.fetched.join(', ')}</p>`}
    ${plan.removed.length > 0 && html`<${Notice} tone="warning">${t('plan.removed')} ${plan.removed.join(', ')}<//>`}
    ${plan.restarted.length > 0 && html`<${Notice} tone="warning">${t('plan.restarted')} ${plan.restarted.join(', ')}<//>`}
    ${plan.changes.length > 0 && html`<p>${t('plan.changes')}</p><ul>${plan.changes.map((one) => html`<li>${one}</li>`)}</ul>`}
    ${nothing ? html`<p>${t('plan.nothing')}</p>` : html`<details open><summary>${t('plan.steps', { count: plan.steps.length })}</summary><ol class="steps">${plan.steps.map((one) => html`<li><code>${one}</code></li>`)}</ol></details>`}
  </div>`;
}

export function Add({ onClose }) {
  const [source, setSource] = useState('');
  const [plan, setPlan] = useState();
  const file = useRef();
  const [look, isLooking, lookProblem] = useAction(async () => setPlan(await call('packages', 'plan', { wish: 'add', subject: source.trim() }).then(data)));
  const [add, isAdding, addProblem] = useAction(async () => {
    await call('packages', 'add_package', { path: source.trim() });
    tell(t('packages.added', { source: source.trim() }));
    onClose();
  });
  const [send, isSending, sendProblem] = useAction(async (chosen) => {
    await upload('/admin/packages', chosen);
    tell(t('packages.added', { source: chosen.name }));
    onClose();
  });
  return html`<${Dialog} title=${t('packages.add')} onClose=${onClose} footer=${html`
      <${Button} label=${t('cancel')} onClick=${onClose} />
      <${Button} label=${t('packages.plan')} busy=${isLooking} disabled=${!source.trim() || isLooking} onClick=${look} />
      <${Button} kind="primary" label=${t('packages.add')} busy=${isAdding} disabled=${!source.trim() || isAdding} onClick=${add} />`}>
    <label class="stacked">${t('packages.source')}
      <input type="text" autofocus spellcheck="false" value=${source} onInput=${(event) => { setSource(event.target.value); setPlan(undefined); }} onKeyDown=${(event) => event.key === 'Enter' && source.trim() && look()} /></label>
    <p class="help">${t('packages.sourceHelp')}</p>
    <${Offers} onChoose=${(one) => { setSource(`repository:${one.name}/${one.version}`); setPlan(undefined); }} />
    <p><${Button} label=${t('packages.file')} busy=${isSending} onClick=${() => file.current.click()} />
      <input ref=${file} type="file" class="hidden" tabindex="-1" aria-hidden="true" onChange=${(event) => event.target.files[0] && send(event.target.files[0])} /></p>
    <${Problem} error=${lookProblem || addProblem || sendProblem} />
    ${plan && html`<${Plan} plan=${plan} />`}
  <//>`;
}

/** What the server's repositories have. */
function Offers({ onChoose }) {
  const offers = useList('offers');
  const title = t('packages.offers', { count: offers.data ? offers.data.all : 0 });
  return html`<details class="offers"><summary>${title}</summary>
    <${ServerTable} of=${offers} caption=${title} empty=${t('packages.noOffers')} rowKey=${(one) => `${one.name} ${one.version} ${one.repository}`}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, cell: (one) => html`<strong>${one.name}</strong> ${one.version}` },
        { name: 'repository', label: t('packages.repository'), kind: 'long', isSorted: true, value: (one) => one.repository },
        { name: 'do', label: t('actions'), cell: (one) => (one.isInstalled ? html`<span class="quiet">${t('packages.installed')}</span>`
          : html`<${Button} kind="small" label=${t('packages.choose')} aria-label=${t('packages.chooseOf', { name: one.name, version: one.version })} onClick=${() => onChoose(one)} />`) },
      ]} /></details>`;
}

/** What is done to a package, with the plan before it is done. */
export function Action({ name, verb, run, danger, onClose }) {
  const plan = useAnswer(() => call('packages', 'plan', { wish: verb, subject: name }).then(data));
  return html`<${Confirm} title=${t('packages.' + verb + 'Title', { name })} verb=${t('packages.' + verb)} danger=${danger} onClose=${onClose}
    action=${async () => { await run(); tell(t('packages.' + verb + 'Done', { name })); }}>
    <p>${t('packages.' + verb + 'Lead', { name })}</p>
    ${name === 'admin' && (verb === 'stop' || verb === 'delete') && html`<${Notice} tone="warning">${t('packages.isThisPage')}<//>`}
    <${Answer} of=${plan}>${(known) => html`<${Plan} plan=${known} />`}<//>
  <//>`;
}
