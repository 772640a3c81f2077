// What is typed is kept on the device with every pause, and at once when its part of the page goes or
// the window is hidden or closed. Made while a component is.
import {onDestroy} from 'svelte';

const pauseMs = 300;

export class Pauses {
  once = $state(false); // something of it is on the device
  settled = $state(false); // as it stands now, it is
  #keep: (() => Promise<boolean>) | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const onHidden = () => {
      if (document.visibilityState === 'hidden') this.end();
    };
    document.addEventListener('visibilitychange', onHidden);
    onDestroy(() => {
      document.removeEventListener('visibilitychange', onHidden);
      this.end();
    });
  }

  // Something was typed; `keep` keeps what it is by then, and says whether it did.
  begin(keep: () => Promise<boolean>): void {
    this.forget();
    this.#keep = keep;
    this.#timer = setTimeout(() => this.end(), pauseMs);
  }

  end(): void {
    const keep = this.#keep;
    this.forget();
    if (keep) void this.run(keep);
  }

  async run(keep: () => Promise<boolean>): Promise<void> {
    const did = await keep();
    this.once = did;
    if (!this.#keep) this.settled = did;
  }

  // It was sent or thrown away, or is typed anew.
  forget(): void {
    clearTimeout(this.#timer);
    this.#keep = null;
    this.settled = false;
  }
}
