import {mount} from 'svelte';
import App from './App.svelte';
import {speak} from './lib/language.svelte';
import {session} from './lib/session.svelte';

export async function begin(tag: string): Promise<void> {
  void session.resume();
  await speak(tag);
  mount(App, {target: document.getElementById('app')!});
}
