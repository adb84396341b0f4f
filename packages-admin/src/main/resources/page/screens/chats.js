// Conversations with chatflows that have not ended. What was said in them is nobody's business.
import { html, useState } from '../lib/ui.js';
import { callPath } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t, ago, moment } from '../lib/i18n.js';
import { to, useFilter } from '../lib/router.js';
import { Answer, Badge, Button, Head } from '../parts/basic.js';
import { Confirm, tell } from '../parts/dialog.js';
import { Table } from '../parts/table.js';

export function Chats({ query }) {
  const chats = useAnswer(() => callPath('/chatflows/actors/chatbot/all_conversations'), [], ['operation', 'all']);
  const [filter, setFilter] = useFilter(query);
  const [chosen, setChosen] = useState();
  return html`
    <${Head} title=${t('screen.chats')} lead=${t('chats.lead')} actions=${html`<${Button} label=${t('reload')} onClick=${chats.reload} />`} />
    <${Answer} of=${chats}>${(rows) => html`<${Table} caption=${t('screen.chats')} rows=${rows.map((one) => ({ ...one, id: one.session_id }))} filter=${filter} onFilter=${setFilter}
      search=${(one) => `${one.package} ${one.chat} ${one.account} ${one.state}`} empty=${t('chats.none')}
      columns=${[
        { name: 'chat', label: t('chats.chat'), value: (one) => one.chat },
        { name: 'package', label: t('package'), value: (one) => one.package, cell: (one) => html`<a href=${to('packages', one.package)}>${one.package}</a>` },
        { name: 'account', label: t('accounts.account'), value: (one) => one.account },
        { name: 'begun', label: t('chats.begun'), value: (one) => one.begun, cell: (one) => moment(one.begun) },
        { name: 'changed', label: t('chats.changed'), value: (one) => one.changed, cell: (one) => html`<time datetime=${one.changed} title=${moment(one.changed)}>${ago(one.changed)}</time>` },
        { name: 'state', label: t('state'), value: (one) => one.state, cell: (one) => html`<${Badge} tone=${one.state === 'open' ? 'good' : 'warning'} text=${one.state} />` },
        { name: 'do', label: t('actions'), cell: (one) => html`<${Button} kind="small danger" label=${t('chats.cancel')} aria-label=${t('chats.cancelTitle', { chat: one.chat, account: one.account })} onClick=${() => setChosen(one)} />` },
      ]} />`}<//>
    ${chosen && html`<${Confirm} title=${t('chats.cancelTitle', { chat: chosen.chat, account: chosen.account })} verb=${t('chats.cancel')} danger onClose=${() => setChosen(undefined)}
      action=${async () => { await callPath('/chatflows/actors/chatbot/cancel', { session_id: chosen.session_id }); tell(t('chats.cancelled', { chat: chosen.chat })); chats.reload(); }}>
      <p>${t('chats.cancelLead')}</p><//>`}`;
}
