// Texts of the page by their keys, from messages/<language>.json; English where a language lacks one.

const folder = '/admin/messages/';
let texts = {};
let english = {};
export let language = 'en';

async function load(tag) {
  const answer = await fetch(`${folder}${tag}.json`);
  return answer.ok ? answer.json() : {};
}

export async function start() {
  const wanted = stored() || (navigator.languages || [navigator.language]).map((one) => one.slice(0, 2)).find(Boolean) || 'en';
  english = await load('en');
  language = /^[a-z]{2,3}$/.test(wanted) ? wanted : 'en';
  texts = language === 'en' ? english : await load(language);
  if (Object.keys(texts).length === 0) {
    language = 'en';
    texts = english;
  }
  document.documentElement.lang = language;
}

function stored() {
  try { return localStorage.getItem('language'); } catch (error) { return null; }
}

/** The text of a key; {name} is filled in once. */
export function t(key, values = {}) {
  const text = texts[key] ?? english[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? String(values[name]) : all));
}

const dates = () => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment, as people of the language write it. */
export function moment(text) {
  return text ? dates().format(new Date(text)) : '';
}

/** How long ago, or until when, a moment is. */
export function ago(text, now = Date.now()) {
  if (!text) {
    return '';
  }
  const seconds = Math.round((new Date(text).getTime() - now) / 1000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of [['day', 86400], ['hour', 3600], ['minute', 60]]) {
    if (Math.abs(seconds) >= length) {
      return format.format(Math.round(seconds / length), unit);
    }
  }
  return format.format(seconds, 'second');
}

/** A number. */
export function number(value, digits = 0) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

/** A duration such as PT0.0012S. */
export function duration(text) {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text || '');
  if (!parts) {
    return text || '';
  }
  const seconds = Number(parts[1] || 0) * 3600 + Number(parts[2] || 0) * 60 + Number(parts[3] || 0);
  return seconds < 1 ? `${number(seconds * 1000, 1)} ms` : `${number(seconds, 1)} s`;
}
