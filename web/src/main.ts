import {mount} from 'svelte';
import App from './App.svelte';
import './base.css';
import {firstLanguage, speak} from './lib/language.svelte';

// The verifier is one file, for courts and for us: an older address of it leads there.
if (location.hash.startsWith('#/verify')) location.replace('/verify.html');
else {
  await speak(firstLanguage());
  mount(App, {target: document.getElementById('app')!});
}
