// What fails in a screen, or in what a package brings to the page, hurts nothing else.
import { html, Component } from '../lib/ui.js';
import { t } from '../lib/i18n.js';
import { Notice } from './basic.js';

export class Boundary extends Component {
  componentDidCatch(error) {
    this.setState({ error });
  }

  render({ children, what }, { error }) {
    return error ? html`<${Notice}>${t('problem.screen', { what, reason: error.message })}<//>` : children;
  }
}
