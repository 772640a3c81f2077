// What the page of the demonstration knows: both desks, the cable, what has been done.
import {language, t} from '../lib/language.svelte';

interface Desk { party: string; name: string; origin: string }
interface Look {
  desks: [Desk, Desk];
  asked: {id: string; acknowledged: boolean};
  evidence_request: string;
  cable_is_whole: boolean;
  cable_was_cut: boolean;
  evidence_arrived: boolean;
  exercises: {is_automatic: boolean; preserved: boolean; retrieved: boolean};
}

const lookEveryMs = 1000;

class Theatre {
  now = $state<Look | null>(null);
  trouble = $state('');
  verified = $state(false);
  foundAltered = $state(false);
  spoke = $state(false); // another language was chosen
  frames = $state<(HTMLIFrameElement | null)[]>([null, null]);

  done = $derived.by(() => {
    const now = this.now;
    if (!now) return [false, false, false, false, false];
    return [now.asked.id !== '', now.asked.acknowledged,
      now.evidence_arrived && now.cable_was_cut && now.cable_is_whole,
      this.verified && this.foundAltered, this.spoke];
  });
  step = $derived(this.done.indexOf(false)); // -1: all done

  async ask(path: string, method = 'GET'): Promise<void> {
    try {
      const answer = await fetch(path, {method});
      const said = (await answer.json()) as Look & {title?: string};
      if (answer.ok) this.now = said;
      this.trouble = answer.ok ? '' : (said.title ?? String(answer.status));
    } catch {
      this.trouble = t('stage.gone');
    }
  }

  follow(): () => void {
    void this.ask('/state');
    const timer = setInterval(() => void this.ask('/state'), lookEveryMs);
    return () => clearInterval(timer);
  }

  tell(desk: number, wish: object): void {
    const origin = this.now?.desks[desk]?.origin;
    if (origin) this.frames[desk]?.contentWindow?.postMessage(wish, origin);
  }

  // To the desk's page, and the keyboard with it.
  open(desk: number, hash: string): void {
    this.tell(desk, {does: 'open', hash});
    this.frames[desk]?.focus();
    this.tell(desk, {does: 'focus'});
  }

  speakEverywhere(): void {
    [0, 1].forEach((desk) => this.tell(desk, {does: 'speak', language: language.tag}));
  }

  // Nobody shall take what a desk here shows for a real case.
  labelDesks(): void {
    const text = this.now?.exercises.is_automatic ? t('stage.automatic-on')
      : `${t('stage.title')}. ${t('stage.fictional')}`;
    [0, 1].forEach((desk) => this.tell(desk, {does: 'label', name: t('stage.title'), text}));
  }
}

export const theatre = new Theatre();
