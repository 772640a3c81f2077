// Who is signed in. The cookie is the browser's; here are only the name, the rights and the token
// that each write carries.
type State = 'unknown' | 'out' | 'in';
type Described = {officer: string; roles: string[]; csrf: string; expires_at: string;
  must_enrol: boolean};
// 'code': the password is right, and the authenticator app is asked too.
export type SignInProblem = {title: string; next: string} | 'code' | null;

class Session {
  state = $state<State>('unknown');
  officer = $state('');
  roles = $state<string[]>([]);
  mustEnrol = $state(false); // a second factor is required here, and may be set up
  expired = $state(false); // shows the sign-in over the page
  csrf = '';
  bearer = '';
  #waiting: ((signedIn: boolean) => void)[] = [];

  // Is there a session from before this page was loaded?
  async resume(): Promise<void> {
    const headers: Record<string, string> = {};
    if (this.bearer) headers['authorization'] = `Bearer ${this.bearer}`;
    const answer = await fetch('/api/v1/session', {headers});
    if (answer.ok) this.#enter((await answer.json()) as Described);
    else this.state = 'out';
  }

  // Returns the node's problem, or nothing.
  async signIn(name: string, password: string, code = ''): Promise<SignInProblem> {
    const answer = await fetch('/api/v1/session', {
      method: 'POST', headers: {'content-type': 'application/json'},
      body: JSON.stringify(code ? {name, password, code} : {name, password}),
    });
    const body = await answer.json();
    if (!answer.ok) return body as {title: string; next: string};
    if (answer.status === 202) return 'code';
    if (this.bearer) this.bearer = (body as {token: string}).token;
    this.#enter(body as Described);
    return null;
  }

  async signOut(): Promise<void> {
    const headers: Record<string, string> = {'x-csrf-token': this.csrf};
    if (this.bearer) headers['authorization'] = `Bearer ${this.bearer}`;
    await fetch('/api/v1/session', {method: 'DELETE', headers});
    this.state = 'out';
    this.officer = '';
    this.csrf = '';
  }

  signInAgain(): Promise<boolean> {
    this.expired = true;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  giveUp(): void {
    this.expired = false;
    this.#settle(false);
    this.state = 'out';
  }

  #enter(body: Described): void {
    this.officer = body.officer;
    this.roles = body.roles;
    this.csrf = body.csrf;
    this.mustEnrol = body.must_enrol;
    this.state = 'in';
    this.expired = false;
    this.#settle(true);
  }

  #settle(signedIn: boolean): void {
    for (const resolve of this.#waiting.splice(0)) resolve(signedIn);
  }
}

export const session = new Session();
