// Who is signed in. The cookie is the browser's; here are only the name, the rights and the token
// that each write carries.
import {language, t} from './language.svelte';
import {takeEarly} from './early';
import {passkeyTrouble, usePasskey} from './passkey';
import {keepSignedIn} from './was-signed-in';

type State = 'unknown' | 'out' | 'in';
type Described = {officer: string; roles: string[]; csrf: string; expires_at: string;
  must_enrol: boolean; posts?: {authority: string}[]};
// 'code': the password is right, and the authenticator app is asked too.
export type SignInProblem = {title: string; next: string} | 'code' | null;

const written = () => ({'content-type': 'application/json', 'accept-language': language.tag});

class Session {
  state = $state<State>('unknown');
  officer = $state('');
  roles = $state<string[]>([]);
  authority = $state(''); // of the first post: whose look the page has
  mustEnrol = $state(false); // a second factor is required here, and may be set up
  expired = $state(false); // shows the sign-in over the page
  csrf = '';
  bearer = '';
  #waiting: ((signedIn: boolean) => void)[] = [];

  // Is there a session from before this page was loaded?
  async resume(): Promise<void> {
    const headers: Record<string, string> = {};
    if (this.bearer) headers['authorization'] = `Bearer ${this.bearer}`;
    const answer = (await takeEarly('/api/v1/session')) ??
      (await fetch('/api/v1/session', {headers}));
    if (answer.ok) this.#enter((await answer.json()) as Described);
    else this.#leave();
  }

  // Returns the node's problem, or nothing.
  async signIn(name: string, password: string, code = ''): Promise<SignInProblem> {
    const answer = await fetch('/api/v1/session', {
      method: 'POST', headers: written(),
      body: JSON.stringify(code ? {name, password, code} : {name, password}),
    });
    const body = await answer.json();
    if (!answer.ok) return body as {title: string; next: string};
    if (answer.status === 202) {
      if ((body as {needs: string}).needs === 'code') return 'code';
      return {title: t('web.passkey.needed'), next: t('web.passkey.needed.next')};
    }
    return this.#welcome(body);
  }

  // The same, with a passkey of anybody's.
  async signInByPasskey(): Promise<{title: string; next: string} | null> {
    const post = async (path: string, body: unknown) => fetch(`/api/v1/session/passkey${path}`, {
      method: 'POST', headers: written(), body: JSON.stringify(body)});
    const asked = await post('/challenge', {});
    if (!asked.ok) return asked.json();
    let proof;
    try {
      proof = await usePasskey(await asked.json());
    } catch (error) {
      const problem = passkeyTrouble(error);
      if (problem) return problem;
      throw error;
    }
    const answer = await post('', proof);
    const body = await answer.json();
    return answer.ok ? this.#welcome(body) : body;
  }

  #welcome(body: unknown): null {
    if (this.bearer) this.bearer = (body as {token: string}).token;
    this.#enter(body as Described);
    return null;
  }

  async signOut(): Promise<void> {
    const headers: Record<string, string> = {'x-csrf-token': this.csrf};
    if (this.bearer) headers['authorization'] = `Bearer ${this.bearer}`;
    await fetch('/api/v1/session', {method: 'DELETE', headers});
    this.#leave();
    this.officer = '';
    this.authority = '';
    this.csrf = '';
  }

  #leave(): void {
    this.state = 'out';
    keepSignedIn(false);
  }

  signInAgain(): Promise<boolean> {
    this.expired = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveUp(): void {
    this.expired = false;
    this.#settle(false);
    this.#leave();
  }

  #enter(body: Described): void {
    this.officer = body.officer;
    this.roles = body.roles;
    this.authority = body.posts?.[0]?.authority ?? '';
    this.csrf = body.csrf;
    this.mustEnrol = body.must_enrol;
    this.state = 'in';
    keepSignedIn(true);
    this.expired = false;
    this.#settle(true);
  }

  #settle(signedIn: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(signedIn);
  }
}

export const session = new Session();
