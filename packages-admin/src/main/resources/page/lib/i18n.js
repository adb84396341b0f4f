// Texts of the page by their keys, from messages/<language>.json; English where a language lacks one.
import { call } from './actors.js';
import { stored } from './stored.js';

const own = [{ language: 'en', title: 'English', file: '/admin/messages/en.json' }, { language: 'fr', title: 'Français', file: '/admin/messages/fr.json' }];
let texts = {};
let english = {};
export let language = 'en';

/** What can be chosen: { language, title, file }; packages bring more. */
export let languages = own;

async function load(file) {
  try {
    const answer = await fetch(file);
    return answer.ok ? await answer.json() : {};
  } catch (error) {
    return {};
  }
}

export async function start() {
  const [known, brought] = await Promise.all([load(own[0].file), call('overview', 'languages').catch(() => [])]);
  english = known;
  languages = [...own, ...brought.filter((one) => !own.some((other) => other.language === one.language))];
  const wanted = [stored('language'), ...(navigator.languages || [navigator.language])].filter(Boolean);
  const choice = wanted.map((tag) => languages.find((one) => one.language === tag) || languages.find((one) => one.language === tag.split('-')[0])).find(Boolean) || own[0];
  texts = choice === own[0] ? english : await load(choice.file);
  language = Object.keys(texts).length > 0 ? choice.language : 'en';
  document.documentElement.lang = language;
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

/** The seconds of a duration such as PT0.0012S; nothing for what is none. */
export function seconds(text) {
  const parts = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text || '');
  return parts ? Number(parts[1] || 0) * 3600 + Number(parts[2] || 0) * 60 + Number(parts[3] || 0) : undefined;
}

/** So many seconds, as people read them. */
export function time(count) {
  return count < 1 ? `${number(count * 1000, 1)} ms` : `${number(count, 1)} s`;
}

/** A duration such as PT0.0012S. */
export function duration(text) {
  const count = seconds(text);
  return count === undefined ? text || '' : time(count);
}
