// Tries sentences: which modules they could be for, and why one won; and what is wrong with what packages bring.
import { html, useState } from '../lib/ui.js';
import { callPath } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { t, language, number } from '../lib/i18n.js';
import { note } from '../lib/router.js';
import { Answer, Badge, Button, Card, Head, Problem } from '../parts/basic.js';
import { Table } from '../parts/table.js';

const tones = { understood: 'good', unclear: 'warning', 'not understood': 'bad' };

export function ConversationScreen({ query }) {
  const [sentence, setSentence] = useState(query.sentence || '');
  const [locale, setLocale] = useState(query.locale || language);
  const [read, setRead] = useState();
  const [said, setSaid] = useState();
  const problems = useAnswer(() => callPath('/conversations/actors/conversation/problems'), [], ['operation']);
  const [explain, isExplaining, problem] = useAction(async () => {
    note({ sentence, locale });
    setSaid(undefined);
    setRead(await callPath('/conversations/actors/conversation/explain', { sentence, locale }));
  });
  const [say, isSaying, sayProblem] = useAction(async () => setSaid(await callPath('/conversations/actors/conversation/say', { sentence, locale })));
  return html`
    <${Head} title=${t('screen.conversation')} lead=${t('conversation.lead')} actions=${html`<a class="button" href=${'/conversation/?locale=' + locale}>${t('conversation.page')}</a>`} />
    <${Card} title=${t('conversation.try')}>
      <form class="row" onSubmit=${(event) => { event.preventDefault(); explain(); }}>
        <label class="grow stacked">${t('conversation.sentence')}<input required value=${sentence} onInput=${(event) => setSentence(event.target.value)} /></label>
        <label class="stacked short">${t('conversation.locale')}<input required value=${locale} onInput=${(event) => setLocale(event.target.value)} /></label>
        <button type="submit" class="button primary" aria-busy=${isExplaining} disabled=${isExplaining}>${t('conversation.explain')}</button>
        <${Button} label=${t('conversation.say')} busy=${isSaying} onClick=${say} />
      </form>
      <${Problem} error=${problem || sayProblem} />
      ${said && html`<blockquote><strong>${said.package}</strong> ${said.response}</blockquote>`}
      ${read && html`<p><${Badge} tone=${tones[read.outcome]} text=${t('conversation.' + read.outcome.replace(' ', '_'))} /> ${t('conversation.limits', { locale: read.locale, threshold: number(read.threshold, 2), margin: number(read.margin, 2) })}</p>
        <${Table} caption=${t('conversation.candidates')} rows=${read.candidates} empty=${t('conversation.noCandidates')} columns=${[
          { name: 'name', label: t('conversation.module'), value: (one) => one.name },
          { name: 'score', label: t('conversation.score'), kind: 'number', value: (one) => -one.score, cell: (one) => html`<meter min="0" max="1" low=${read.threshold} value=${one.score}></meter> ${number(one.score, 3)}` },
          { name: 'reason', label: t('conversation.why'), value: (one) => one.reason },
          { name: 'text', label: t('conversation.text'), value: (one) => one.text },
          { name: 'entries', label: t('conversation.entries'), cell: (one) => Object.entries(one.entries).map(([name, value]) => `${name}=${value}`).join(', ') },
        ]} />`}
    <//>
    <${Card} title=${t('conversation.problems')}>
      <${Answer} of=${problems}>${(all) => all.length === 0 ? html`<p class="quiet">${t('conversation.noProblems')}</p>` : html`<ul>${all.map((one) => html`<li key=${one}>${one}</li>`)}</ul>`}<//>
    <//>`;
}
