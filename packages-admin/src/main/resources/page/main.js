// The page of administration: its frame, and which screen is shown.
import { html, render, useEffect, useState } from './lib/ui.js';
import { languages, start as startTexts, t } from './lib/i18n.js';
import { start as startEvents, useConnection } from './lib/live.js';
import { useRoute, to } from './lib/router.js';
import { get } from './lib/actors.js';
import { useAnswer } from './lib/hooks.js';
import { start as startMetrics } from './lib/metrics.js';
import { store, stored } from './lib/stored.js';
import { Badge, Notice } from './parts/basic.js';
import { Boundary } from './parts/boundary.js';
import { Notes } from './parts/dialog.js';
import { Overview, useAlerts } from './screens/overview.js';
import { Packages } from './screens/packages.js';
import { Configuration } from './screens/configuration.js';
import { Plugins } from './screens/plugins.js';
import { Services } from './screens/services.js';
import { Logs } from './screens/logs.js';
import { Accounts } from './screens/accounts.js';
import { ConversationScreen } from './screens/conversation.js';
import { Records } from './screens/records.js';
import { Chats } from './screens/chats.js';
import { Wikis } from './screens/wikis.js';
import { Actors } from './screens/actors.js';
import { Metrics } from './screens/metrics.js';
import { Console } from './screens/console.js';
import { Design } from './screens/design.js';
import { Extension, useExtensions } from './screens/extension.js';

const screens = [
  { name: 'overview', screen: Overview },
  { name: 'packages', screen: Packages },
  { name: 'configuration', screen: Configuration },
  { name: 'plugins', screen: Plugins },
  { name: 'services', screen: Services },
  { name: 'actors', screen: Actors },
  { name: 'records', screen: Records },
  { name: 'chats', screen: Chats },
  { name: 'wikis', screen: Wikis },
  { name: 'conversation', screen: ConversationScreen },
  { name: 'metrics', screen: Metrics },
  { name: 'logs', screen: Logs },
  { name: 'accounts', screen: Accounts },
  { name: 'console', screen: Console },
  { name: 'design', screen: Design, isHidden: true },
];

function Connection() {
  const state = useConnection();
  return html`<p class=${'connection ' + state} role="status">${state === 'lost' ? t('connection.lost') : ''}</p>`;
}

function Theme() {
  const [theme, set] = useState(() => stored('theme') || '');
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
    store('theme', theme);
  }, [theme]);
  return html`<label class="theme"><span>${t('theme')}</span>
    <select value=${theme} onChange=${(event) => set(event.target.value)}>
      <option value="">${t('theme.system')}</option><option value="light">${t('theme.light')}</option><option value="dark">${t('theme.dark')}</option>
    </select></label>`;
}

function Language() {
  const change = (event) => { store('language', event.target.value); location.reload(); };
  return html`<label class="theme"><span>${t('language')}</span>
    <select value=${stored('language') || ''} onChange=${change}>
      <option value="">${t('language.browser')}</option>${languages.map((one) => html`<option key=${one.language} value=${one.language} lang=${one.language}>${one.title}</option>`)}
    </select></label>`;
}

function Account() {
  const who = useAnswer(() => get('/auth/authenticated'));
  const name = who.data && (who.data.username || who.data.name);
  return html`<p class="account">${name ? html`<a href="/auth/account">${name}</a>` : ''}</p>`;
}

function Page() {
  const route = useRoute();
  const [isOpen, setOpen] = useState(false);
  const extensions = useExtensions();
  const alerts = useAlerts();
  const alarming = (alerts.data || []).length;
  useEffect(() => setOpen(false), [route]);
  const [name = 'overview', ...rest] = route.parts;
  const screen = screens.find((one) => one.name === name);
  const extension = extensions.find((one) => one.place === 'page' && `${one.packageName}:${one.name}` === name);
  return html`
    <a class="skip" href="#main" onClick=${(event) => { event.preventDefault(); document.querySelector('#main').focus(); }}>${t('skip')}</a>
    <header class="top">
      <button type="button" class="button icon menu" aria-expanded=${isOpen} aria-controls="menu" onClick=${() => setOpen(!isOpen)}><span class="hidden">${t('menu')}</span>☰</button>
      <a class="brand" href="#/">Carrack</a>
      <${Connection} />
      <${Account} />
    </header>
    <nav id="menu" class=${'side' + (isOpen ? ' open' : '')} aria-label=${t('menu')}>
      <ul>${screens.filter((one) => !one.isHidden).map((one) => html`<li key=${one.name}>
        <a href=${to(one.name)} aria-current=${one.name === name ? 'page' : null}>${t('screen.' + one.name)}${one.name === 'overview' && alarming > 0 && html` <${Badge} tone="bad" text=${t('alerts.count', { count: alarming })} />`}</a></li>`)}
        ${extensions.filter((one) => one.place === 'page').map((one) => html`<li key=${one.packageName + one.name}>
        <a href=${to(`${one.packageName}:${one.name}`)} aria-current=${`${one.packageName}:${one.name}` === name ? 'page' : null}>${one.title}</a></li>`)}
        <li><a href="/admin/wiki/">${t('screen.manual')} ↗</a></li>
      </ul>
      <div class="looks"><${Theme} /><${Language} /></div>
    </nav>
    <main id="main" tabindex="-1" data-screen=${route.parts.join('/')}>
      <${Boundary} key=${route.id} what=${name}>
        ${screen ? html`<${screen.screen} parts=${rest} query=${route.query} extensions=${extensions} alerts=${alerts} />`
          : extension ? html`<${Extension} extension=${extension} isPage />`
          : html`<${Notice}>${t('problem.noScreen', { name })}<//>`}
      <//>
    </main>
    <${Notes} />`;
}

await Promise.all([startTexts(), startEvents()]);
startMetrics();
render(html`<${Page} />`, document.querySelector('#page'));
document.querySelector('.starting')?.remove();
