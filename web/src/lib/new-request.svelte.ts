// The request that is being written: kept on the device with every pause and at the node soon
// after. If it was changed in another place too, both versions stay until somebody chooses.
import {api, ask} from './api';
import {dropDraft, dropKept, keepDraft, readDraft, readKept, saveKept, type Kept} from './drafts';
import {Pauses} from './pauses.svelte';

// The emergency's way: what is said in its few fields, while it is not opened as a whole request.
export interface Quick { on: boolean; facts: string; data: string; account: string }
export interface NewDraft {
  step: number; measure: string; to: string; also: string[]; language: string; bases: string[]; offence: string; penalty: string;
  contents: Record<string, string>; confidential: boolean; emergency: boolean;
  neededBy: string; neededByReason: string; relies: string; more: Record<string, unknown>; quick: Quick;
}
export const fresh = (): NewDraft => ({step: 0, measure: '', to: '', also: [], language: '', bases: [], offence: '',
  penalty: '', contents: {}, confidential: false, emergency: false, neededBy: '',
  neededByReason: '', relies: '', more: {},
  quick: {on: false, facts: '', data: '', account: ''}});

// What else is being written, of what the node keeps: each with the address of its form.
export async function unfinished(except: string) {
  const {autosaves} = await ask(api.GET('/api/v1/autosaves'));
  return autosaves.filter(({name}) => /^new(-|$)/.test(name) && name !== except)
    .map(({name, saved_at: at}) => {
      const [, again, relies] = /^new-(?:again-(.+)|([0-9a-f]{32}))$/.exec(name) ?? [];
      if (again) return {at, query: `?again=${again}`, key: 'web.approvals.again', id: ''};
      if (relies) {
        return {at, query: `?relies=${relies}`, key: 'web.field.relies-on', id: relies.slice(0, 8)};
      }
      return name === 'new' ? {at, query: '', key: 'web.nav.new', id: ''}
        : {at, query: '?emergency=yes', key: 'web.new.step-emergency', id: ''};
    });
}

// On the device: what is typed, which version of the node it came from, and whether that has it.
interface OnDevice { draft: NewDraft; base: number; dirty: boolean }

// One draft for each thing that is written: what relies on a request, what goes the emergency's way,
// what came back from a second officer, and what is simply new.
export const draftName = (query: URLSearchParams) => {
  const [again, relies] = [query.get('again'), query.get('relies')];
  return again ? `new-again-${again}` : relies ? `new-${relies}`
    : query.has('emergency') ? 'new-emergency' : 'new';
};
const nodePauseMs = 1500;
// What people wrote; on which step they stand is no difference.
const wordsOf = (draft: NewDraft) => {
  const rows = Object.entries({...fresh(), ...draft}).filter(([key]) => key !== 'step');
  return JSON.stringify(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
};

export class Keeping {
  readonly device = new Pauses();
  atNode = $state(false);
  other = $state<Kept<NewDraft> | null>(null); // the version that is not on this page
  #base = 0;
  #empty = wordsOf(fresh());
  #saved = ''; // the words that the node has
  #last: NewDraft | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  constructor(private readonly name: string) {}

  // What was being written, if anything; the device's version where the two differ.
  async load(): Promise<NewDraft | null> {
    const [device, node] = await Promise.all([
      readDraft<OnDevice>(this.name), readKept<NewDraft>(this.name).catch(() => null)]);
    this.#base = node?.version ?? 0;
    this.#saved = node ? wordsOf(node.content) : '';
    if (!device) return this.#taken(node?.content ?? null);
    const same = !node || device.base === node.version || wordsOf(device.draft) === this.#saved;
    if (!same && !device.dirty) return this.#taken(node.content);
    if (!same) this.other = node;
    return this.#taken(device.draft);
  }

  // What a form begins with that is not empty is nothing yet that somebody wrote.
  begins(draft: NewDraft): void {
    this.#empty = wordsOf(draft);
  }

  // After each change; nothing is saved at the node while two versions wait for a choice.
  changed(draft: NewDraft): void {
    this.leave();
    this.#last = draft;
    const words = wordsOf(draft);
    if (words === this.#empty && !this.#saved) return this.device.forget();
    this.device.begin(() => this.#keep(draft));
    this.atNode = words === this.#saved;
    if (!this.atNode && !this.other) {
      this.#timer = setTimeout(() => void this.#save(draft), nodePauseMs);
    }
  }

  // What is on the device by then goes to the node when the form is opened again.
  leave(): void {
    clearTimeout(this.#timer);
  }

  // The version on the page goes on (`mine`), or the other one does, which is returned.
  async choose(which: 'mine' | 'other', mine: NewDraft): Promise<NewDraft> {
    const other = this.other;
    if (!other) return mine;
    this.#base = other.version;
    this.#saved = wordsOf(other.content);
    this.other = null;
    const goesOn = which === 'mine' ? mine : other.content;
    await this.device.run(() => this.#keep(goesOn));
    await this.#save(goesOn);
    return goesOn;
  }

  async drop(): Promise<void> {
    this.leave();
    this.device.forget();
    await this.#saving;
    await Promise.all([dropDraft(this.name), dropKept(this.name)]);
    this.#base = 0;
    this.#saved = '';
    this.#last = this.other = null;
    this.device.once = this.atNode = false;
  }

  #taken(draft: NewDraft | null): NewDraft | null {
    if (!draft) return null;
    this.device.once = true;
    this.atNode = wordsOf(draft) === this.#saved;
    return {...fresh(), ...draft};
  }

  #keep(draft: NewDraft): Promise<boolean> {
    const dirty = wordsOf(draft) !== this.#saved;
    return keepDraft(this.name, {draft, base: this.#base, dirty} satisfies OnDevice);
  }

  // One after the other: each replaces the version that the one before it made.
  #save(draft: NewDraft): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const words = wordsOf(draft);
      if (this.other || words === this.#saved) return;
      const version = await saveKept(this.name, this.#base, draft);
      if (version === 'changed') {
        this.other = await readKept<NewDraft>(this.name);
        if (!this.other) this.#base = 0; // sent or thrown away elsewhere: this one is kept anew
        return;
      }
      if (version === null) return;
      this.#base = version;
      this.#saved = words;
      this.atNode = true;
      await this.device.run(() => this.#keep(this.#last ?? draft));
    });
    return this.#saving;
  }
}

// From another page: what the form will hold when it is opened. What was written there since stays.
export async function prefill(name: string, draft: Partial<NewDraft>): Promise<void> {
  const [device, node] = await Promise.all([
    readDraft<OnDevice>(name), readKept<NewDraft>(name).catch(() => null)]);
  if (device || node) return;
  await keepDraft(name, {draft: {...fresh(), ...draft}, base: 0,
    dirty: true} satisfies OnDevice);
}
