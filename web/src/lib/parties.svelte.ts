// The Parties of the directory and ourselves, by code.
import {api, ask, type Schemas} from './api';

type Party = Schemas['Party'];

class Parties {
  self = $state('');
  own = $state<Party | null>(null);
  all = $state<Party[]>([]);

  #loading: Promise<void> | null = null;

  // Who asks while an answer is under way waits for that one.
  load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #read(): Promise<void> {
    try {
      const [status, list] = await Promise.all([
        ask(api.GET('/api/v1/status')), ask(api.GET('/api/v1/parties'))]);
      this.own = status.self;
      this.self = status.self.party;
      this.all = list.parties;
    } catch {
      // the page that needs them says what is wrong
    }
  }

  find(code: string): Party | undefined {
    return code === this.self ? (this.own ?? undefined) : this.all.find((row) => row.party === code);
  }

  nameOf(code: string): string {
    return this.find(code)?.name ?? code;
  }
}

export const parties = new Parties();
