// Packages: what runs and why not; adding, changing and taking away.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { call, callPath, upload } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { onEvent } from '../lib/live.js';
import { t, number } from '../lib/i18n.js';
import { go, to, useFilter } from '../lib/router.js';
import { Answer, Button, Card, Facts, Head, Notice, Problem, State } from '../parts/basic.js';
import { Confirm, Dialog, tell } from '../parts/dialog.js';
import { Graph } from '../parts/graph.js';
import { Table } from '../parts/table.js';
import { Cards } from './extension.js';

const data = (answer) => answer.data;

export function Packages({ parts, query, extensions }) {
  const [name] = parts;
  return name ? html`<${Package} key=${name} name=${name} extensions=${extensions} />` : html`<${List} isAdding=${query.add === 'true'} query=${query} />`;
}

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

function List({ isAdding, query }) {
  const packages = useAnswer(() => call('packages', 'list_packages').then(data), [], ['operation', 'all']);
  const [filter, setFilter] = useFilter(query);
  const [adding, setAdding] = useState(isAdding);
  return html`
    <${Head} title=${t('screen.packages')} lead=${t('packages.lead')} actions=${html`<${Button} kind="primary" label=${t('packages.add')} onClick=${() => setAdding(true)} />`} />
    <${Progress} />
    <${Drop} onDrop=${() => packages.reload()} />
    <${Answer} of=${packages}>${(rows) => html`<${Table} caption=${t('screen.packages')} rows=${rows} filter=${filter} onFilter=${setFilter}
      search=${(one) => `${one.name} ${one.ui_name} ${one.state} ${one.version} ${one.path} ${one.giturl}`} empty=${t('packages.none')}
      columns=${[
        { name: 'name', label: t('name'), value: (one) => one.name, cell: (one) => html`<a href=${to('packages', one.name)}>${one.name}</a> ${one.ui_name !== one.name && html`<span class="quiet">${one.ui_name}</span>`}` },
        { name: 'state', label: t('state'), value: (one) => one.state, cell: (one) => html`<${State} state=${one.state} />${one.reason && html`<p class="reason">${one.reason}</p>`}` },
        { name: 'version', label: t('version'), value: (one) => one.version },
        { name: 'source', label: t('source'), value: (one) => one.giturl || one.path, kind: 'long' },
        { name: 'page', label: t('page'), cell: (one) => one.frontend ? html`<a href=${one.frontend}>${one.frontend}</a>` : '' },
      ]} />`}<//>
    ${adding && html`<${Add} onClose=${() => { setAdding(false); if (isAdding) { go('packages'); } }} />`}`;
}

/** A file that is dropped anywhere on the screen is added. */
function Drop({ onDrop }) {
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

function Add({ onClose }) {
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
  const offers = useAnswer(() => call('packages', 'offers').then(data));
  const [filter, setFilter] = useState('');
  return html`<details class="offers"><summary>${t('packages.offers', { count: (offers.data || []).length })}</summary>
    <${Answer} of=${offers}>${(all) => html`<${Table} caption=${t('packages.offers', { count: all.length })} rows=${all.map((one) => ({ ...one, id: `${one.name} ${one.version} ${one.repository}` }))} filter=${filter} onFilter=${setFilter}
      search=${(one) => `${one.name} ${one.version}`} empty=${t('packages.noOffers')}
      columns=${[
        { name: 'name', label: t('name'), value: (one) => one.name, cell: (one) => html`<strong>${one.name}</strong> ${one.version}` },
        { name: 'repository', label: t('packages.repository'), kind: 'long', value: (one) => one.repository },
        { name: 'do', label: t('actions'), cell: (one) => (one.isInstalled ? html`<span class="quiet">${t('packages.installed')}</span>`
          : html`<${Button} kind="small" label=${t('packages.choose')} aria-label=${t('packages.chooseOf', { name: one.name, version: one.version })} onClick=${() => onChoose(one)} />`) },
      ]} />`}<//></details>`;
}

/** What is done to a package, with the plan before it is done. */
function Action({ name, verb, run, danger, onClose }) {
  const plan = useAnswer(() => call('packages', 'plan', { wish: verb, subject: name }).then(data));
  return html`<${Confirm} title=${t('packages.' + verb + 'Title', { name })} verb=${t('packages.' + verb)} danger=${danger} onClose=${onClose}
    action=${async () => { await run(); tell(t('packages.' + verb + 'Done', { name })); }}>
    <p>${t('packages.' + verb + 'Lead', { name })}</p>
    ${name === 'admin' && (verb === 'stop' || verb === 'delete') && html`<${Notice} tone="warning">${t('packages.isThisPage')}<//>`}
    <${Answer} of=${plan}>${(known) => html`<${Plan} plan=${known} />`}<//>
  <//>`;
}

const methods = { start: 'start_package', stop: 'stop_package', update: 'update_package', upgrade: 'upgrade_package', rollback: 'rollback_package', delete: 'delete_package' };

function Package({ name, extensions }) {
  const one = useAnswer(() => call('packages', 'package_info', { name }).then(data), [name], ['operation', 'all']);
  const all = useAnswer(() => call('packages', 'list_packages').then(data), [], ['operation', 'all']);
  const [action, setAction] = useState();
  const can = (info) => [info.state === 'ACTIVE' || info.state === 'STARTING' ? 'stop' : 'start', info.source !== 'distribution' && 'update', info.source !== 'distribution' && 'upgrade', info.previous && 'rollback'].filter(Boolean);
  return html`
    <${Head} title=${name} back=${{ href: to('packages'), label: t('screen.packages') }} lead=${one.data && one.data.description}
      actions=${one.data && html`${can(one.data).map((verb) => html`<${Button} key=${verb} label=${t('packages.' + verb)} onClick=${() => setAction(verb)} />`)}
        <${Button} kind="danger" label=${t('packages.delete')} onClick=${() => setAction('delete')} />`} />
    <${Progress} />
    <${Answer} of=${one}>${(info) => html`
      ${info.reason && html`<${Notice}>${info.reason}<//>`}
      ${info.warnings.map((warning) => html`<${Notice} tone="warning">${warning}<//>`)}
      <div class="cards">
        <${Card} title=${t('packages.about')}>
          <${Facts} facts=${[
            [t('state'), html`<${State} state=${info.state} />`],
            [t('version'), info.version],
            [t('packages.previous'), info.previous],
            [t('source'), info.source],
            ['SHA-256', html`<code class="digest">${info.sha256}</code>`],
            [t('packages.documentation'), info.properties.documentation],
          ]} />
        <//>
        <${Card} title=${t('packages.access')}>
          <${Facts} facts=${Object.entries(info.access).map(([path, who]) => [html`<code>${path}</code>`, who])} />
        <//>
        <${Card} title=${t('packages.contributes')}><${Contributions} info=${info} /><//>
        <${Card} title=${t('packages.dependencies')}><${Dependencies} info=${info} all=${all.data || []} /><//>
        <${Card} kind="wide" title=${t('packages.inside')}><${Text} name=${name} /><//>
        <${Cards} extensions=${extensions} place="package" context=${{ 'package-name': name }} />
      </div>`}<//>
    ${action && html`<${Action} key=${action} name=${name} verb=${action} danger=${action === 'delete'} onClose=${() => setAction(undefined)}
      run=${async () => { await call('packages', methods[action], { name }); if (action === 'delete') { go('packages'); } }} />`}`;
}

/** What other screens know of a package; where one cannot be asked, nothing of it is shown. */
function useContributions(name) {
  const ask = async () => {
    const [models, services, plugins, forms, wikis, extensions] = (await Promise.allSettled([
      call('records', 'models'), call('services', 'list'), call('plugins', 'list'), call('config', 'list'), callPath('/wikis/actors/wiki/list'), call('overview', 'extensions'),
    ])).map((one) => (one.status === 'fulfilled' ? one.value : []));
    const own = (all) => all.filter((one) => one.name.startsWith(name + '.')).map((one) => one.name);
    return {
      models: models.filter((one) => one.packageName === name).map((one) => ({ text: one.url, href: to('records', one.url) })),
      services: own(services).map((text) => ({ text, href: to('services', text) })),
      plugins: own(plugins).map((text) => ({ text, href: to('plugins', text) })),
      settings: forms.filter((one) => one.name === name || one.name.startsWith(name + '.')).map((one) => ({ text: one.title || one.name, href: to('configuration', one.name) })),
      wikis: wikis.filter((one) => one.package === name).map((one) => ({ text: one.title, href: `/${name}/wiki/` })),
      pages: extensions.filter((one) => one.packageName === name).map((one) => (one.place === 'page' ? { text: one.title, href: to(`${name}:${one.name}`) } : { text: one.title })),
    };
  };
  return useAnswer(ask, [name], ['operation', 'all']);
}

function Contributions({ info }) {
  const { properties } = info;
  const known = useContributions(info.name);
  const more = known.data || {};
  const groups = [
    ['sites', properties.staticDirs.map((path) => ({ text: properties.baseUrl + path, href: properties.baseUrl + path + '/' }))],
    ['actors', properties.actors.map((actor) => ({ text: actor, href: to('actors', info.name, actor) }))],
    ['chats', properties.chats.map((chat) => ({ text: chat, href: `${properties.baseUrl}/chats/${chat}` }))],
    ['servers', properties.bottleServers.map((text) => ({ text }))],
    ...['services', 'plugins', 'models', 'settings', 'wikis', 'pages'].map((kind) => [kind, more[kind] || []]),
  ].filter(([, some]) => some.length > 0);
  return groups.length === 0 ? html`<p class="quiet">${known.busy ? t('loading') : t('contributes.nothing')}</p>`
    : groups.map(([kind, some]) => html`<h3 key=${kind}>${t('contributes.' + kind)}</h3><ul class="plain">${some.map((one) => html`<li key=${one.text}>${one.href ? html`<a href=${one.href}>${one.text}</a>` : one.text}</li>`)}</ul>`);
}

/** The descriptor and the manifest, read when they are opened. */
function Text({ name }) {
  const [isOpen, setOpen] = useState(false);
  const text = useAnswer(() => (isOpen ? call('packages', 'text', { name }).then(data) : Promise.resolve(null)), [name, isOpen], ['operation']);
  return html`<details onToggle=${(event) => setOpen(event.currentTarget.open)}><summary>${t('packages.text')}</summary>
    ${isOpen && html`<${Answer} of=${text}>${(known) => known && html`
      ${known.descriptorFile && html`<h3>${known.descriptorFile}</h3><pre class="answer" tabindex="0" aria-label=${known.descriptorFile}>${known.descriptor}</pre>`}
      <h3>MANIFEST.MF</h3><pre class="answer" tabindex="0" aria-label="MANIFEST.MF">${known.manifest}</pre>`}<//>`}</details>`;
}

function Dependencies({ info }) {
  const users = useAnswer(() => call('overview', 'dependents', { name: info.name }), [info.name], ['operation', 'all']);
  const link = (text) => { const [name] = text.split(' '); return html`<li><a href=${to('packages', name)}>${text}</a></li>`; };
  const node = (text) => { const [name] = text.split(' '); return { name, href: to('packages', name) }; };
  const isAlone = info.dependsOn.length === 0 && (users.data || []).length === 0;
  return html`${!isAlone && html`<${Graph} middle=${node(info.name)} left=${info.dependsOn.map(node)} right=${(users.data || []).map(node)} />`}
    <h3>${t('packages.needs')}</h3>
    ${info.dependsOn.length === 0 ? html`<p class="quiet">${t('packages.needsNothing')}</p>` : html`<ul class="plain">${info.dependsOn.map(link)}</ul>`}
    <h3>${t('packages.neededBy')}</h3>
    <${Answer} of=${users}>${(names) => names.length === 0 ? html`<p class="quiet">${t('packages.neededByNone')}</p>` : html`<ul class="plain">${names.map(link)}</ul>`}<//>`;
}
