// What this officer is told of: how much of it counts now, for the head of every page. The list
// itself is read by its own page.
import {api, ask} from './api';

const longestMs = 2 ** 31 - 1; // what a timer takes

class Notices {
  unseen = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;

  // Whoever has no part in cases is told of none.
  async count(): Promise<void> {
    try {
      const query = {limit: 0};
      this.take(await ask(api.GET('/api/v1/notices', {params: {query}})));
    } catch {
      this.unseen = 0;
    }
  }

  take(told: {unseen: number; next_told_at: string | null}): void {
    this.unseen = told.unseen;
    clearTimeout(this.#timer);
    if (!told.next_told_at) return;
    const wait = Math.max(0, Date.parse(told.next_told_at) - Date.now()) + 1000;
    this.#timer = setTimeout(() => void this.count(), Math.min(wait, longestMs));
  }

  // Whoever opens the case has opened what he was told of it.
  async open(request: string): Promise<void> {
    const told = await ask(api.GET('/api/v1/notices'));
    const fresh = told.notices.filter((row) => row.request === request && !row.seen_at);
    if (fresh.length) await this.see(fresh.map((row) => row.id));
  }

  async see(notices: number[]) {
    const told = await ask(api.POST('/api/v1/notices/seen', {body: {notices}}));
    this.take(told);
    return told;
  }
}

export const notices = new Notices();
