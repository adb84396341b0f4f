// All parts of the page at once, for who changes them, or makes a page that shall look like this one.
import { html, useState } from '../lib/ui.js';
import { Badge, Button, Card, Empty, Facts, Head, Notice, State, Tabs } from '../parts/basic.js';
import { Chart } from '../parts/chart.js';
import { Confirm, tell } from '../parts/dialog.js';
import { Graph } from '../parts/graph.js';
import { Table } from '../parts/table.js';
import { ConfigForm } from '../parts/form.js';

const field = (key, type, value, more = {}) => ({ key, label: key, description: `A value of type ${type}`, type, value: [].concat(value), standard: [], isSet: false, choices: [], isOrdered: false, min: null, max: null, link: '', isReadOnly: false, needsRestart: false, line: 0, ...more });

const form = { name: 'design', title: 'Design', file: '', revision: '', problems: [{ key: '', message: 'Something to look at', isWarning: true }], sections: [{ name: 'kinds', title: 'Kinds', fields: [
  field('text', 'TEXT', 'some'), field('number', 'INTEGER', '5', { min: 1, max: 10, isSet: true, line: 3, standard: ['7'] }), field('flag', 'FLAG', 'true'), field('choice', 'CHOICE', 'b', { choices: ['a', 'b'] }),
  field('ordered', 'LIST', ['b', 'a'], { choices: ['a', 'b', 'c'], isOrdered: true }), field('lines', 'LIST', ['one', 'two']), field('secret', 'PASSWORD', '***', { isSet: true }), field('raw', 'RAW', '{ x = 1 }', { isReadOnly: true }), field('duration', 'DURATION', '5m', { needsRestart: true })] }] };

export function Design() {
  const [isOpen, setOpen] = useState(false);
  const [filter, setFilter] = useState('');
  const points = Array.from({ length: 60 }, (_, index) => ({ time: new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString(), value: 50 + 40 * Math.sin(index / 6) }));
  return html`
    <${Head} title="Design" lead="The parts that all screens are made of" actions=${html`<${Button} label="Button" /><${Button} kind="primary" label="Primary" onClick=${() => tell('Something was done')} /><${Button} kind="danger" label="Danger" onClick=${() => setOpen(true)} />`} />
    <${Tabs} current="one" tabs=${[{ name: 'one', label: 'One', href: '#/design' }, { name: 'two', label: 'Two', href: '#/design' }]} />
    <div class="cards">
      <${Card} title="Badges"><p>${['idle', 'good', 'working', 'warning', 'bad'].map((tone) => html`<${Badge} tone=${tone} text=${tone} /> `)}</p><p>${['ACTIVE', 'STARTING', 'STOPPED', 'FAILED'].map((state) => html`<${State} state=${state} /> `)}</p><//>
      <${Card} title="Facts"><${Facts} facts=${[['Name', 'hello'], ['Version', '1.0.0']]} /><//>
      <${Card} title="Notices"><${Notice} tone="good">It is fine.<//><${Notice} tone="warning">Look at this.<//><${Notice}>It failed.<//><//>
      <${Card} title="Buttons"><p class="row"><${Button} kind="small" label="Small" /><${Button} busy label="Busy" /><${Button} label="Disabled" disabled /></p><//>
      <${Card} title="Empty"><${Empty} title="There is nothing" /><//>
      <${Card} title="Chart" kind="wide"><${Chart} title="Load" unit="%" points=${points} /><//>
      <${Card} title="Graph" kind="wide"><${Graph} middle=${{ name: 'shop', href: '#/design' }} left=${[{ name: 'accounts', href: '#/design' }, { name: 'payments', href: '#/design' }]} right=${[{ name: 'reports', href: '#/design' }]} /><//>
      <${Card} title="List" kind="wide"><${Table} caption="List" rows=${[{ name: 'b', count: 2 }, { name: 'a', count: 10 }]} filter=${filter} onFilter=${setFilter} search=${(row) => row.name} empty="Nothing" columns=${[{ name: 'name', label: 'Name', value: (row) => row.name }, { name: 'count', label: 'Count', kind: 'number', value: (row) => row.count }]} /><//>
    </div>
    <${ConfigForm} form=${form} save=${async () => tell('Saved')} reload=${() => {}} />
    ${isOpen && html`<${Confirm} title="Delete hello?" verb="Delete" danger onClose=${() => setOpen(false)} action=${async () => tell('Deleted')}><p>It says what is going to happen.</p><//>`}`;
}
