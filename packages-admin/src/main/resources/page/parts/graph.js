// What a thing needs, and what needs it, as a picture; the lists beside it say the same to those who do not see it.
import { html } from '../lib/ui.js';

const row = 44;
const box = { width: 150, height: 30 };
const column = 210;

const shortened = (text) => (text.length > 19 ? text.slice(0, 18) + '…' : text);

/** left, right: [{ name, href }]; what is right needs the middle, which needs what is left. */
export function Graph({ middle, left, right }) {
  const rows = Math.max(left.length, right.length, 1);
  const height = rows * row;
  const y = (index, count) => (height - count * row) / 2 + index * row + row / 2;
  const node = (one, x, at, kind) => html`<a href=${one.href} tabindex="-1"><g class=${kind}><rect x=${x} y=${at - box.height / 2} width=${box.width} height=${box.height} rx="6" />
    <text x=${x + box.width / 2} y=${at + 5} text-anchor="middle">${shortened(one.name)}</text></g></a>`;
  const edge = (fromX, fromY, toX, toY) => html`<path d=${`M${fromX},${fromY} C${fromX + 30},${fromY} ${toX - 30},${toY} ${toX},${toY}`} />`;
  const x = { left: 0, middle: column, right: 2 * column };
  return html`<div class="graph" aria-hidden="true"><svg viewBox=${`0 0 ${2 * column + box.width} ${height}`}>
    ${left.map((one, index) => edge(x.left + box.width, y(index, left.length), x.middle, height / 2))}
    ${right.map((one, index) => edge(x.middle + box.width, height / 2, x.right, y(index, right.length)))}
    ${left.map((one, index) => node(one, x.left, y(index, left.length), ''))}
    ${right.map((one, index) => node(one, x.right, y(index, right.length), ''))}
    ${node(middle, x.middle, height / 2, 'middle')}
  </svg></div>`;
}
