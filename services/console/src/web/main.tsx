import { render } from 'preact';
import { App } from './app.tsx';
import { loadSettings } from './settings.ts';

const page = document.getElementById('page');
if (page) render(<App />, page);
// The login page has no session yet.
if (window.location.pathname !== '/login') void loadSettings();
