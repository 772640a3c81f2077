// One thing that somebody tries on a page: what came of it, and what was wrong.
import {problemOf, type Problem} from '../../lib/api';

export class Attempt {
  problem = $state<Problem | null>(null);
  done = $state('');
  busy = $state(false);

  // True if it was done; `said` is then told to whoever tried.
  async run(step: () => Promise<unknown>, said: string | (() => string) = ''): Promise<boolean> {
    this.problem = null;
    this.done = '';
    this.busy = true;
    try {
      await step();
      this.done = typeof said === 'string' ? said : said();
      return true;
    } catch (error) {
      this.problem = problemOf(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
