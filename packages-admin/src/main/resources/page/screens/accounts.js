// Who may come in: accounts, their tokens and sessions, and what they did.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { t, ago, moment } from '../lib/i18n.js';
import { to } from '../lib/router.js';
import { Badge, Button, Head, Notice, Problem, State, Tabs } from '../parts/basic.js';
import { useAction } from '../lib/hooks.js';
import { Confirm, Dialog, tell } from '../parts/dialog.js';
import { ServerTable, useList } from '../parts/table.js';

const tabs = { accounts: List, tokens: Tokens, sessions: Sessions, audit: Audit };

export function Accounts({ parts, query }) {
  const name = parts[0] in tabs ? parts[0] : 'accounts';
  return html`
    <${Head} title=${t('screen.accounts')} />
    <${Tabs} current=${name} tabs=${Object.keys(tabs).map((one) => ({ name: one, label: t('accounts.' + one), href: to('accounts', one) }))} />
    <${tabs[name]} key=${name} query=${query} />`;
}

const words = (text) => text.split(/[\s,]+/).filter(Boolean);

function List({ query }) {
  const accounts = useList('accounts', { topics: ['accounts'], query });
  const [open, setOpen] = useState();
  const close = () => { setOpen(undefined); accounts.reload(); };
  return html`
    <${ServerTable} of=${accounts} caption=${t('accounts.accounts')}
      tools=${html`<${Button} kind="primary" label=${t('accounts.add')} onClick=${() => setOpen({ kind: 'add' })} />`}
      columns=${[
        { name: 'name', label: t('name'), isSorted: true, value: (one) => one.name },
        { name: 'roles', label: t('accounts.roles'), isSorted: true, cell: (one) => [...new Set([...one.roles, ...one.providerRoles])].sort().map((role) => html`<${Badge} key=${role} tone=${role === 'admin' ? 'working' : 'idle'} text=${role} /> `) },
        { name: 'created', label: t('accounts.created'), isSorted: true, cell: (one) => moment(one.created) },
        { name: 'locked', label: t('state'), cell: (one) => one.lockedUntil && html`<${Badge} tone="warning" text=${t('accounts.locked', { until: moment(one.lockedUntil) })} /> <${Button} kind="small" label=${t('accounts.unlock')} onClick=${() => call('accounts', 'unlock', { name: one.name }).then(accounts.reload)} />` },
        { name: 'do', label: t('actions'), cell: (one) => html`<span class="row">
          <${Button} kind="small" label=${t('accounts.roles')} aria-label=${t('accounts.rolesOf', { name: one.name })} onClick=${() => setOpen({ kind: 'roles', account: one })} />
          <${Button} kind="small" label=${t('accounts.password')} aria-label=${t('accounts.passwordOf', { name: one.name })} onClick=${() => setOpen({ kind: 'password', account: one })} />
          <${Button} kind="small danger" label=${t('delete')} aria-label=${t('accounts.deleteTitle', { name: one.name })} onClick=${() => setOpen({ kind: 'delete', account: one })} /></span>` },
      ]} />
    ${open && open.kind === 'add' && html`<${Add} onClose=${close} />`}
    ${open && open.kind === 'roles' && html`<${Ask} title=${t('accounts.rolesOf', { name: open.account.name })} label=${t('accounts.roles')} help=${t('accounts.rolesHelp')} value=${open.account.roles.join(' ')}
      onClose=${close} action=${(text) => call('accounts', 'set_roles', { name: open.account.name, roles: words(text) })} />`}
    ${open && open.kind === 'password' && html`<${Ask} title=${t('accounts.passwordOf', { name: open.account.name })} label=${t('accounts.password')} type="password"
      onClose=${close} action=${(text) => call('accounts', 'set_password', { name: open.account.name, password: text })} />`}
    ${open && open.kind === 'delete' && html`<${Confirm} title=${t('accounts.deleteTitle', { name: open.account.name })} verb=${t('delete')} danger onClose=${close}
      action=${async () => { await call('accounts', 'delete', { name: open.account.name }); tell(t('accounts.deleted', { name: open.account.name })); }}><p>${t('accounts.deleteLead', { name: open.account.name })}</p><//>`}`;
}

function Ask({ title, label, help, value = '', type = 'text', action, onClose }) {
  const [text, setText] = useState(value);
  const [run, isBusy, problem] = useAction(async () => { await action(text); tell(t('saved')); onClose(); });
  return html`<${Dialog} title=${title} onClose=${onClose} footer=${html`<${Button} label=${t('cancel')} onClick=${onClose} /><${Button} kind="primary" busy=${isBusy} label=${t('save')} onClick=${run} />`}>
    <label class="stacked">${label}<input autofocus type=${type} autocomplete="new-password" value=${text} onInput=${(event) => setText(event.target.value)} onKeyDown=${(event) => event.key === 'Enter' && run()} /></label>
    ${help && html`<p class="help">${help}</p>`}
    <${Problem} error=${problem} />
  <//>`;
}

function Add({ onClose }) {
  const [account, setAccount] = useState({ name: '', password: '', roles: 'user' });
  const [made, setMade] = useState();
  const change = (key) => (event) => setAccount({ ...account, [key]: event.target.value });
  const [run, isBusy, problem] = useAction(async () => {
    const answer = await call('accounts', 'add', { name: account.name, roles: words(account.roles), ...(account.password ? { password: account.password } : {}) });
    tell(t('accounts.added', { name: account.name }));
    if (answer.password) {
      setMade(answer.password);
    } else {
      onClose();
    }
  });
  if (made) {
    return html`<${Dialog} title=${t('accounts.added', { name: account.name })} onClose=${onClose} footer=${html`<${Button} kind="primary" label=${t('close')} onClick=${onClose} />`}>
      <${Notice} tone="warning">${t('accounts.onceOnly')}<//><p><code class="secret">${made}</code></p><//>`;
  }
  return html`<${Dialog} title=${t('accounts.add')} onClose=${onClose} footer=${html`<${Button} label=${t('cancel')} onClick=${onClose} /><${Button} kind="primary" busy=${isBusy} label=${t('accounts.add')} onClick=${run} />`}>
    <label class="stacked">${t('name')}<input autofocus autocomplete="off" value=${account.name} onInput=${change('name')} /></label>
    <label class="stacked">${t('accounts.password')}<input type="password" autocomplete="new-password" value=${account.password} onInput=${change('password')} /></label>
    <p class="help">${t('accounts.passwordHelp')}</p>
    <label class="stacked">${t('accounts.roles')}<input value=${account.roles} onInput=${change('roles')} /></label>
    <p class="help">${t('accounts.rolesHelp')}</p>
    <${Problem} error=${problem} />
  <//>`;
}

function Tokens({ query }) {
  const tokens = useList('tokens', { query });
  const [chosen, setChosen] = useState();
  return html`<${ServerTable} of=${tokens} caption=${t('accounts.tokens')} rowKey=${(one) => one.account + '/' + one.name} empty=${t('accounts.noTokens')}
      columns=${[
        { name: 'account', label: t('accounts.account'), isSorted: true, value: (one) => one.account },
        { name: 'token', label: t('name'), isSorted: true, value: (one) => one.name },
        { name: 'created', label: t('accounts.created'), isSorted: true, cell: (one) => moment(one.created) },
        { name: 'expires', label: t('accounts.expires'), isSorted: true, cell: (one) => (one.expires ? moment(one.expires) : t('never')) },
        { name: 'do', label: t('actions'), cell: (one) => html`<${Button} kind="small danger" label=${t('accounts.revoke')} aria-label=${t('accounts.revokeTitle', { name: one.name, account: one.account })} onClick=${() => setChosen(one)} />` },
      ]} />
    ${chosen && html`<${Confirm} title=${t('accounts.revokeTitle', { name: chosen.name, account: chosen.account })} verb=${t('accounts.revoke')} danger onClose=${() => { setChosen(undefined); tokens.reload(); }}
      action=${() => call('accounts', 'revoke_token', { account: chosen.account, name: chosen.name })}><p>${t('accounts.revokeLead')}</p><//>`}`;
}

function Sessions({ query }) {
  const sessions = useList('sessions', { query });
  return html`<${ServerTable} of=${sessions} caption=${t('accounts.sessions')} empty=${t('accounts.noSessions')}
      columns=${[
        { name: 'account', label: t('accounts.account'), isSorted: true, value: (one) => one.account },
        { name: 'address', label: t('accounts.address'), isSorted: true, value: (one) => one.address || '' },
        { name: 'agent', label: t('accounts.agent'), isSorted: true, value: (one) => one.agent, kind: 'long' },
        { name: 'used', label: t('accounts.used'), isSorted: true, cell: (one) => ago(one.seen) },
        { name: 'do', label: t('actions'), cell: (one) => html`<${Button} kind="small danger" label=${t('accounts.end')} aria-label=${t('accounts.endOf', { name: one.account })} onClick=${() => call('accounts', 'end_session', { id: one.id }).then(sessions.reload, sessions.reload)} />` },
      ]} />`;
}

function Audit({ query }) {
  const entries = useList('audit', { topics: ['operation'], query, isDown: true });
  return html`<${ServerTable} of=${entries} caption=${t('accounts.audit')} empty=${t('accounts.noAudit')}
      columns=${[
        { name: 'time', label: t('time'), isSorted: true, cell: (one) => moment(one.time) },
        { name: 'who', label: t('accounts.who'), isSorted: true, value: (one) => one.who },
        { name: 'action', label: t('accounts.action'), isSorted: true, value: (one) => one.action },
        { name: 'subject', label: t('accounts.subject'), isSorted: true, value: (one) => one.subject },
        { name: 'outcome', label: t('services.outcome'), isSorted: true, cell: (one) => html`<${State} state=${one.outcome} />` },
        { name: 'detail', label: t('accounts.detail'), isSorted: true, value: (one) => one.detail, kind: 'long' },
        { name: 'address', label: t('accounts.address'), isSorted: true, value: (one) => one.address },
      ]} />`;
}
