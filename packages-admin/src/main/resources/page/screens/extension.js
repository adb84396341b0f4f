// What packages bring to the page: web components of theirs, each in its own place.
import { html, useEffect, useRef, useState } from '../lib/ui.js';
import { call } from '../lib/actors.js';
import { useAnswer } from '../lib/hooks.js';
import { t } from '../lib/i18n.js';
import { Boundary } from '../parts/boundary.js';
import { Card, Head, Notice } from '../parts/basic.js';

/** The version of what elements of packages may count on: their attributes, and the tokens of the design. */
const api = 1;

/** What live packages bring. */
export function useExtensions() {
  return useAnswer(() => call('overview', 'extensions'), [], ['operation', 'all']).data || [];
}

/** One web component. Its module is loaded when it is shown first; what fails in it is told in its place. */
export function Extension({ extension, isPage, context = {} }) {
  const place = useRef();
  const [problem, setProblem] = useState();
  useEffect(() => {
    let isGone = false;
    if (extension.api > api) {
      setProblem(t('problem.api', { package: extension.packageName, wanted: extension.api, api }));
      return () => {};
    }
    const failed = (reason) => !isGone && setProblem(t('problem.extension', { package: extension.packageName, reason }));
    import(extension.module).then(() => {
      if (isGone) {
        return;
      }
      if (!customElements.get(extension.element)) {
        failed(t('problem.element', { element: extension.element, module: extension.module }));
        return;
      }
      try {
        const element = document.createElement(extension.element);
        Object.entries(context).forEach(([name, value]) => element.setAttribute(name, value));
        place.current.replaceChildren(element);
      } catch (error) {
        failed(error.message);
      }
    }, (error) => failed(error.message));
    return () => { isGone = true; };
  }, [extension.module, extension.element]);
  const body = problem ? html`<${Notice}>${problem}<//>` : html`<div ref=${place} class="extension"></div>`;
  return isPage ? html`<${Head} title=${extension.title} />${body}` : html`<${Card} title=${extension.title}>${body}<//>`;
}

/** The cards of a place. */
export function Cards({ extensions, place, context }) {
  return extensions.filter((one) => one.place === place).map((one) => html`
    <${Boundary} key=${one.packageName + ':' + one.name} what=${one.packageName}><${Extension} extension=${one} context=${context} /><//>`);
}
