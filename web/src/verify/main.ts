import {mount} from 'svelte';
import '../base.css';
import {firstLanguage, speak} from '../lib/language.svelte';
import Page from './Page.svelte';

void speak(firstLanguage()).then(() => mount(Page, {target: document.getElementById('app')!}));
