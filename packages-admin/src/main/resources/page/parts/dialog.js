// Dialogs, and the short notes that say what was done.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Button, Problem } from './basic.js';

/** Something above the page. Escape, and a press beside it, close it. */
export function Dialog({ title, onClose, children, footer, wide }) {
  const ref = useRef();
  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before && before.isConnected) {
        before.focus();
      }
    };
  }, []);
  return html`<dialog ref=${ref} class=${wide ? 'wide' : ''} aria-labelledby="dialog-title"
      onCancel=${(event) => { event.preventDefault(); onClose(); }}
      onClick=${(event) => event.target === ref.current && onClose()}>
    <div class="inside">
      <h2 id="dialog-title">${title}</h2>
      ${children}
      <footer>${footer}</footer>
    </div>
  </dialog>`;
}

/** Asks before something is done that cannot be taken back, and says what it is. */
export function Confirm({ title, children, verb, danger, onClose, action }) {
  const [state, set] = useState({ busy: false });
  const run = async () => {
    set({ busy: true });
    try {
      await action();
      onClose();
    } catch (error) {
      set({ busy: false, error });
    }
  };
  return html`<${Dialog} title=${title} onClose=${onClose} footer=${html`
      <${Button} label=${t('cancel')} onClick=${onClose} />
      <${Button} kind=${danger ? 'danger' : 'primary'} busy=${state.busy} label=${verb} onClick=${run} />`}>
    ${children}
    <${Problem} error=${state.error} />
  <//>`;
}

const told = new Set();
let next = 0;

/** Says what was done, for a few seconds, and to screen readers. */
export function tell(text, tone = 'good') {
  const note = { id: ++next, text, tone };
  told.forEach((one) => one(note));
}

export function Notes() {
  const [notes, set] = useState([]);
  useEffect(() => {
    const add = (note) => {
      set((before) => [...before.slice(-3), note]);
      setTimeout(() => set((before) => before.filter((one) => one.id !== note.id)), 6000);
    };
    told.add(add);
    return () => told.delete(add);
  }, []);
  return html`<div class="notes" role="status" aria-live="polite">${notes.map((note) => html`<p key=${note.id} class=${note.tone}>${note.text}</p>`)}</div>`;
}
