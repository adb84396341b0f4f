// The page to talk: sends each sentence, shows what is answered, and keeps the conversation for a reload.
const texts = {
  en: { title: 'Conversation', label: 'Your sentence', say: 'Say', me: 'You', failed: 'No answer came; please try again.' },
  fr: { title: 'Conversation', label: 'Votre phrase', say: 'Dire', me: 'Vous', failed: "Aucune réponse n'est venue ; réessayez." },
  de: { title: 'Gespräch', label: 'Ihr Satz', say: 'Sagen', me: 'Sie', failed: 'Es kam keine Antwort; bitte noch einmal.' },
};
const asked = new URLSearchParams(location.search).get('locale') || navigator.language || 'en';
const locale = /^[A-Za-z]{2,8}([_-][A-Za-z0-9]{1,8})*$/.test(asked) ? asked : 'en';
const words = texts[locale.slice(0, 2).toLowerCase()] || texts.en;
const log = document.querySelector('#log');
const form = document.querySelector('#say');
const input = document.querySelector('#sentence');
const button = document.querySelector('#send');
document.documentElement.lang = texts[locale.slice(0, 2).toLowerCase()] ? locale : 'en';
document.title = words.title;
document.querySelector('h1').textContent = words.title;
document.querySelector('#label').textContent = words.label;
button.textContent = words.say;

function show(kind, who, text, chat) {
  const item = document.createElement('div');
  item.className = kind;
  const name = document.createElement('span');
  name.className = 'who';
  name.textContent = who;
  item.append(name, text);
  if (typeof chat === 'string' && chat.startsWith('/')) {
    const link = document.createElement('a');
    link.href = chat;
    link.textContent = chat;
    item.append(document.createElement('br'), link);
  }
  log.append(item);
  item.scrollIntoView({ block: 'end' });
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const content = input.value.trim();
  if (!content || button.disabled) {
    return;
  }
  show('mine', words.me, content);
  input.value = '';
  button.disabled = true;
  try {
    const response = await fetch(`/conversation/${encodeURIComponent(locale)}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ content, conversation: sessionStorage.getItem('conversation') || '' }),
    });
    const answer = await response.json();
    if (answer.conversation) {
      sessionStorage.setItem('conversation', answer.conversation);
    }
    const several = (answer.data && answer.data.candidates) || [];
    show('theirs', answer.package || '', [answer.response || answer.error || words.failed, ...several].join('\n'),
      answer.data && answer.data.chat);
  } catch (error) {
    show('theirs', '', words.failed);
  }
  button.disabled = false;
  input.focus();
});
