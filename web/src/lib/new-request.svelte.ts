// The request that is being written: kept on the device with every pause and at the node soon
// after. If it was changed in another place too, both versions stay until somebody chooses.
import {dropDraft, dropKept, keepDraft, readDraft, readKept, saveKept, type Kept} from './drafts';
import {Pauses} from './pauses.svelte';

export interface NewDraft {
  step: number; measure: string; to: string; also: string[]; language: string; bases: string[]; offence: string; penalty: string;
  contents: Record<string, string>; confidential: boolean; emergency: boolean;
  neededBy: string; neededByReason: string; relies: string; more: Record<string, unknown>;
}
export const fresh = (): NewDraft => ({step: 0, measure: '', to: '', also: [], language: '', bases: [], offence: '',
  penalty: '', contents: {}, confidential: false, emergency: false, neededBy: '',
  neededByReason: '', relies: '', more: {}});

// On the device: what is typed, which version of the node it came from, and whether that has it.
interface OnDevice { draft: NewDraft; base: number; dirty: boolean }

const name = 'new';
const nodePauseMs = 1500;
// What people wrote; on which step they stand is no difference.
const wordsOf = (draft: NewDraft) => {
  const rows = Object.entries({...fresh(), ...draft}).filter(([key]) => key !== 'step');
  return JSON.stringify(rows.sort(([a], [b]) => (a < b ? -1 : 1)));
};
const empty = wordsOf(fresh());

export class Keeping {
  readonly device = new Pauses();
  atNode = $state(false);
  other = $state<Kept<NewDraft> | null>(null); // the version that is not on this page
  #base = 0;
  #saved = ''; // the words that the node has
  #last: NewDraft | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving: Promise<void> = Promise.resolve();

  // What was being written, if anything; the device's version where the two differ.
  async load(): Promise<NewDraft | null> {
    const [device, node] = await Promise.all([
      readDraft<OnDevice>(name), readKept<NewDraft>(name).catch(() => null)]);
    this.#base = node?.version ?? 0;
    this.#saved = node ? wordsOf(node.content) : '';
    if (!device) return this.#taken(node?.content ?? null);
    const same = !node || device.base === node.version || wordsOf(device.draft) === this.#saved;
    if (!same && !device.dirty) return this.#taken(node.content);
    if (!same) this.other = node;
    return this.#taken(device.draft);
  }

  // After each change; nothing is saved at the node while two versions wait for a choice.
  changed(draft: NewDraft): void {
    this.leave();
    this.#last = draft;
    const words = wordsOf(draft);
    if (words === empty && !this.#saved) return this.device.forget();
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
    await Promise.all([dropDraft(name), dropKept(name)]);
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
    return keepDraft(name, {draft, base: this.#base, dirty} satisfies OnDevice);
  }

  // One after the other: each replaces the version that the one before it made.
  #save(draft: NewDraft): Promise<void> {
    this.#saving = this.#saving.then(async () => {
      const words = wordsOf(draft);
      if (this.other || words === this.#saved) return;
      const version = await saveKept(name, this.#base, draft);
      if (version === 'changed') {
        this.other = await readKept<NewDraft>(name);
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

// From another page: what the form will hold when it is opened.
export async function prefill(draft: Partial<NewDraft>): Promise<void> {
  const node = await readKept<NewDraft>(name).catch(() => null);
  await keepDraft(name, {draft: {...fresh(), ...draft}, base: node?.version ?? 0,
    dirty: true} satisfies OnDevice);
}
