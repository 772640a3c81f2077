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

  // "XA/contact-point" by the names of both; nothing for what is no address that is known here.
  addressed(text: string): string | undefined {
    const [, code = '', id = ''] = /^([A-Z]{2,3})\/([\w.-]+)$/.exec(text) ?? [];
    const party = code ? this.find(code) : undefined;
    return party && `${party.name} · ${party.authorities.find((row) => row.id === id)?.name || id}`;
  }
}

export const parties = new Parties();
