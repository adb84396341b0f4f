// A line over time, with the same as a table for those who do not see it.
import { html } from '../lib/ui.js';
import { moment, number, t } from '../lib/i18n.js';

const width = 600;
const height = 160;
const pad = 4;

/** points: [{ time, value }] by time; unit: behind each number. */
export function Chart({ title, points, unit = '' }) {
  if (points.length === 0) {
    return html`<p class="quiet">${t('chart.nothing')}</p>`;
  }
  const values = points.map((point) => point.value);
  const times = points.map((point) => new Date(point.time).getTime());
  const least = Math.min(0, ...values);
  const most = Math.max(...values, least + 1e-9);
  const [first, last] = [times[0], times[times.length - 1]];
  const x = (index) => (last === first ? width / 2 : pad + ((times[index] - first) / (last - first)) * (width - 2 * pad));
  const y = (value) => height - pad - ((value - least) / (most - least)) * (height - 2 * pad);
  const line = points.map((point, index) => `${x(index).toFixed(1)},${y(point.value).toFixed(1)}`).join(' ');
  const say = (value) => `${number(value, 2)}${unit ? ' ' + unit : ''}`;
  return html`<figure class="chart">
    <figcaption>${title} <strong>${say(values[values.length - 1])}</strong> <span class="quiet">${t('chart.range', { least: say(Math.min(...values)), most: say(Math.max(...values)) })}</span></figcaption>
    <svg viewBox=${`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label=${t('chart.label', { title, value: say(values[values.length - 1]) })}>
      <polyline class="area" points=${`${x(0).toFixed(1)},${height - pad} ${line} ${x(points.length - 1).toFixed(1)},${height - pad}`} />
      <polyline class="line" points=${line} />
    </svg>
    <details><summary>${t('chart.table')}</summary>
      <div class="scroll" tabindex="0" role="region" aria-label=${title}><table><thead><tr><th scope="col">${t('time')}</th><th scope="col">${title}</th></tr></thead>
      <tbody>${points.slice(-200).map((point) => html`<tr><td>${moment(point.time)}</td><td>${say(point.value)}</td></tr>`)}</tbody></table></div>
    </details>
  </figure>`;
}
