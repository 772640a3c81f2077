import {mount} from 'svelte';
import '../base.css';
import {firstLanguage, speak} from '../lib/language.svelte';
import Stage from './Stage.svelte';

void speak(firstLanguage()).then(() => mount(Stage, {target: document.getElementById('app')!}));
