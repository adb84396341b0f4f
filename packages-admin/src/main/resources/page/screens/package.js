// One package: what it is, what it brings, what it needs.
import { html, useState } from '../lib/ui.js';
import { call, callPath } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t } from '../lib/i18n.js';
import { go, to } from '../lib/router.js';
import { Answer, Button, Card, Facts, Head, Notice, State } from '../parts/basic.js';
import { Graph } from '../parts/graph.js';
import { Cards } from './extension.js';
import { Action, Progress } from './packagechanges.js';

const data = (answer) => answer.data;

const methods = { start: 'start_package', stop: 'stop_package', update: 'update_package', upgrade: 'upgrade_package', rollback: 'rollback_package', delete: 'delete_package' };

export function Package({ name, extensions }) {
  const one = useAnswer(() => call('packages', 'package_info', { name }).then(data), [name], ['operation', 'all']);
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
        <${Card} title=${t('packages.dependencies')}><${Dependencies} info=${info} /><//>
        <${Card} kind="wide" title=${t('packages.inside')}><${Text} name=${name} /><//>
        <${Cards} extensions=${extensions} place="package" context=${{ 'package-name': name }} />
      </div>`}<//>
    ${action && html`<${Action} key=${action} name=${name} verb=${action} danger=${action === 'delete'} onClose=${() => setAction(undefined)}
      run=${async () => { await call('packages', methods[action], { name }); if (action === 'delete') { go('packages'); } }} />`}`;
}

/** What other screens know of a package; where one cannot be asked, nothing of it is shown. */
function useContributions(name) {
  // What others have of that name is not asked for.
  const listed = (list) => call('lists', 'find', { list, filter: name, size: 1000 }).then((found) => found.rows);
  const ask = async () => {
    const [models, services, plugins, forms, wikis, extensions] = (await Promise.allSettled([
      listed('models'), listed('services'), listed('plugins'), listed('forms'), callPath('/wikis/actors/wiki/list'), call('overview', 'extensions'),
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
