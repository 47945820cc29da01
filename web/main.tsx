import { render } from 'preact';
import { App } from './app.tsx';
import { startLocale } from './locale.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/controls.css';
import './styles/panels.css';
import './styles/spread.css';
import './styles/sheet.css';
import './styles/tables.css';
import './styles/sources.css';
import './styles/print.css';

startLocale();
const root = document.getElementById('app');
if (root) render(<App />, root);
