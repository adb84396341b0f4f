// From which level on loggers write, until the server stops.
import { html, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAction, useAnswer } from '../lib/hooks.js';
import { t } from '../lib/i18n.js';
import { Answer, Badge, Button, Card, Problem } from '../parts/basic.js';
import { tell } from '../parts/dialog.js';
import { Table } from '../parts/table.js';

const levels = ['OFF', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];

export function LogLevels() {
  const changed = useAnswer(() => call('logs', 'levels'));
  const packages = useAnswer(() => call('packages', 'packages_names').then((answer) => answer.data), [], ['operation', 'all']);
  const [logger, setLogger] = useState('');
  const [level, setLevel] = useState('DEBUG');
  const [set, isSetting, problem] = useAction(async () => {
    await call('logs', 'set_level', { logger: logger.trim(), level });
    tell(t('logs.levelSet', { logger: logger.trim(), level }));
    setLogger('');
    changed.reload();
  });
  const [reset, , resetProblem] = useAction(async (name) => { await call('logs', 'reset_level', { logger: name }); tell(t('logs.levelReset', { logger: name })); changed.reload(); });
  return html`
    <${Card} title=${t('logs.change')}>
      <form class="tools" onSubmit=${(event) => { event.preventDefault(); set(); }}>
        <label class="search stacked">${t('logs.logger')}<input list="loggers" required autocomplete="off" spellcheck="false" value=${logger} onInput=${(event) => setLogger(event.target.value)} /></label>
        <datalist id="loggers"><option value="ROOT" />${(packages.data || []).map((name) => html`<option key=${name} value=${'package.' + name} />`)}</datalist>
        <label class="stacked">${t('logs.level')}<select value=${level} onChange=${(event) => setLevel(event.target.value)}>${levels.map((one) => html`<option value=${one}>${one}</option>`)}</select></label>
        <button type="submit" class="button primary" disabled=${isSetting}>${t('logs.set')}</button>
      </form>
      <p class="help">${t('logs.levelHelp')}</p>
      <${Problem} error=${problem || resetProblem} />
    <//>
    <${Answer} of=${changed}>${(rows) => html`<${Table} caption=${t('logs.levels')} rows=${rows.map((one) => ({ ...one, id: one.logger }))} empty=${t('logs.noLevels')}
      columns=${[
        { name: 'logger', label: t('logs.logger'), value: (one) => one.logger, cell: (one) => html`<code>${one.logger}</code>` },
        { name: 'level', label: t('logs.level'), value: (one) => levels.indexOf(one.level), cell: (one) => html`<${Badge} tone="working" text=${one.level} />` },
        { name: 'do', label: t('actions'), cell: (one) => html`<${Button} kind="small" label=${t('form.reset')} aria-label=${t('form.resetOf', { field: one.logger })} onClick=${() => reset(one.logger)} />` },
      ]} />`}<//>`;
}
