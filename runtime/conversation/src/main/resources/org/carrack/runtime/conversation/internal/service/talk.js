// The page to talk: sends each sentence, shows what is answered, and keeps both for a reload.
const texts = {
  en: { title: 'Conversation', label: 'Your sentence', say: 'Say', me: 'You', empty: 'Say what you want; what is installed here answers.', failed: 'No answer came; please try again.' },
  fr: { title: 'Conversation', label: 'Votre phrase', say: 'Dire', me: 'Vous', empty: 'Dites ce que vous voulez ; ce qui est installé ici répond.', failed: "Aucune réponse n'est venue ; réessayez." },
  de: { title: 'Gespräch', label: 'Ihr Satz', say: 'Sagen', me: 'Sie', empty: 'Sagen Sie, was Sie wollen; was hier installiert ist, antwortet.', failed: 'Es kam keine Antwort; bitte noch einmal.' },
};
const kept = 100;
const asked = new URLSearchParams(location.search).get('locale') || navigator.language || 'en';
const locale = /^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*$/.test(asked) ? asked : 'en';
const language = locale.slice(0, 2).toLowerCase();
const words = texts[language] || texts.en;
const log = document.querySelector('#log');
const empty = document.querySelector('#empty');
const form = document.querySelector('#say');
const input = document.querySelector('#sentence');
const button = document.querySelector('#send');
document.documentElement.lang = texts[language] ? locale : 'en';
document.title = words.title;
document.querySelector('h1').textContent = words.title;
document.querySelector('#label').textContent = words.label;
empty.textContent = words.empty;
button.textContent = words.say;

// A browser that keeps nothing talks all the same.
function load(name) {
  try { return sessionStorage.getItem(name) || ''; } catch (error) { return ''; }
}

function store(name, value) {
  try { sessionStorage.setItem(name, value); } catch (error) { /* as above */ }
}

function read() {
  try { return JSON.parse(load('said') || '[]'); } catch (error) { return []; }
}

const said = read();

function show(line) {
  empty.hidden = true;
  const item = document.createElement('div');
  item.className = line.mine ? 'mine' : 'theirs';
  const name = document.createElement('span');
  name.className = 'who';
  name.textContent = line.mine ? words.me : line.who;
  item.append(name, line.text);
  if (line.choices && line.choices.length) {
    const choices = document.createElement('div');
    choices.className = 'choices';
    for (const choice of line.choices) {
      const one = document.createElement('button');
      one.type = 'button';
      one.textContent = choice;
      one.addEventListener('click', () => say(choice));
      choices.append(one);
    }
    item.append(choices);
  }
  if (line.chat && /^\/[^/\\]/.test(line.chat)) {
    const link = document.createElement('a');
    link.href = line.chat;
    link.textContent = line.chat;
    item.append(document.createElement('br'), link);
  }
  log.append(item);
  item.scrollIntoView({ block: 'end' });
}

function add(line) {
  show(line);
  said.push(line);
  store('said', JSON.stringify(said.slice(-kept)));
}

async function say(content) {
  if (!content || button.disabled) {
    return;
  }
  add({ mine: true, text: content });
  button.disabled = true;
  try {
    const response = await fetch(`/conversation/${encodeURIComponent(locale)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ content, conversation: load('conversation') }),
    });
    const answer = await response.json();
    const data = answer.data || {};
    if (answer.conversation) {
      store('conversation', answer.conversation);
    }
    add({
      // What the server says itself has no package's name.
      who: /^[\w.-]+$/.test(answer.package) ? answer.package : '',
      text: answer.response || answer.error || words.failed,
      choices: Array.isArray(data.candidates) ? data.candidates.map((one) => one.text) : [],
      chat: typeof data.chat === 'string' ? data.chat : '',
    });
  } catch (error) {
    add({ who: '', text: words.failed });
  }
  button.disabled = false;
  input.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const content = input.value.trim();
  input.value = '';
  say(content);
});

said.forEach(show);
