// The page of settings: everything it does goes through the actor admin.settings.

const actor = async (method, args) => {
  const answer = await fetch(`/admin/actors/settings/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(args),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? answer.statusText);
  return body;
};

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const isList = (setting) => setting.type === 'TEXTS';

const control = (setting) => {
  const value = setting.value ?? '';
  if (setting.allowed.length > 0 && !isList(setting)) {
    const options = setting.allowed.includes(value) ? setting.allowed : ['', ...setting.allowed];
    return element('select', {}, ...options.map((o) => element('option', { value: o, textContent: o, selected: o === value })));
  }
  if (setting.type === 'FLAG') {
    return element('select', {}, ...['true', 'false'].map((o) =>
      element('option', { value: o, textContent: o, selected: o === String(value) })));
  }
  if (isList(setting)) {
    return element('textarea', { rows: 4, value: [].concat(value === '' ? [] : value).join('\n') });
  }
  const type = setting.isSecret ? 'password' : ['INTEGER', 'NUMBER'].includes(setting.type) ? 'number' : 'text';
  const input = element('input', { type, value: String(value), autocomplete: 'off' });
  if (setting.isSecret) input.placeholder = setting.source === 'default' ? '' : 'kept secret';
  if (setting.type === 'NUMBER') input.step = 'any';
  return input;
};

const form = (setting) => {
  const id = `${setting.packageName}/${setting.name}`;
  const field = control(setting);
  field.id = id;
  const save = element('button', { textContent: 'Save' });
  const reset = element('button', { type: 'button', className: 'plain', textContent: 'Default' });
  reset.disabled = !setting.source.startsWith('etc/settings/');
  const said = element('output', { className: 'said' });
  const made = element('form', {},
    element('label', { htmlFor: id }, element('strong', { textContent: setting.label }), element('code', { textContent: setting.name })),
    field,
    element('span', {}, save, ' ', reset),
    element('span', { className: 'source', textContent: isList(setting) ? `${setting.source} · one in each line` : setting.source }),
    said);
  const run = async (work, text) => {
    said.className = 'said';
    try {
      const fresh = form(await work());
      fresh.querySelector('.said').textContent = text;
      made.replaceWith(fresh);
    } catch (e) {
      said.className = 'said bad';
      said.textContent = e.message;
    }
  };
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    const values = isList(setting) ? field.value.split('\n').filter((line) => line !== '') : [field.value];
    run(() => actor('set', { name: setting.packageName, key: setting.name, values }), 'Saved.');
  });
  reset.addEventListener('click', () =>
    run(() => actor('reset', { name: setting.packageName, key: setting.name }), 'It is the default again.'));
  return made;
};

const grouped = (list, key) => list.reduce((groups, one) =>
  groups.set(key(one), [...(groups.get(key(one)) ?? []), one]), new Map());

const show = async () => {
  const main = document.getElementById('packages');
  try {
    const settings = await actor('all', {});
    const sections = [...grouped(settings, (s) => s.packageName)].map(([name, ofPackage]) =>
      element('section', {}, element('h2', { textContent: name }),
        ...[...grouped(ofPackage, (s) => s.category)].flatMap(([category, ofCategory]) =>
          [...(category ? [element('h3', { textContent: category })] : []), ...ofCategory.map(form)])));
    main.replaceChildren(...(sections.length ? sections : [element('p', { textContent: 'No live package has settings.' })]));
  } catch (e) {
    main.replaceChildren(element('p', { className: 'said bad', textContent: e.message }));
  }
};

show();
