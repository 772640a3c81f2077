// Evidence on its way to the node: fingerprint first, then pieces of 4 MiB, each with its digest,
// one after the other. What is unfinished is listed by the node, never on the device: after a
// reload the same file is chosen again and goes on where it was.
import {api, ask, problemOf, Refused, send, Unreachable, type Problem, type Schemas} from './api';

type Stage = 'waiting' | 'hashing' | 'sending' | 'paused' | 'checking' | 'done' | 'failed';
export interface Facts {
  acquired_at: string; acquired_by: string; acquisition_tool: string; source: string; note: string;
}

const pieceBytes = 4 * 1024 * 1024;
const pausesS = [1, 2, 5, 10, 30];

// The page's policy lets a worker start only from an address that this policy makes.
const workers = (globalThis as {trustedTypes?: {createPolicy(name: string, rules: {
  createScriptURL(url: string): string}): {createScriptURL(url: string): string}}})
  .trustedTypes?.createPolicy('haidang-worker', {createScriptURL: (url) => {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError(url);
    return url;
  }});

import hashWorker from './hash.worker?worker&url';

export function fingerprint(file: Blob, onBytes: (done: number) => void): Promise<string> {
  const worker = new Worker(workers?.createScriptURL(hashWorker) ?? hashWorker, {type: 'module'});
  return new Promise<string>((resolve, reject) => {
    worker.onmessage = ({data}: MessageEvent<{done?: number; sha256?: string; error?: string}>) => {
      if (data.done !== undefined) onBytes(data.done);
      if (data.sha256) resolve(data.sha256);
      if (data.error) reject(new Error(data.error));
    };
    worker.onerror = () => reject(new Error('the file could not be read'));
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}

const base64 = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

export class Upload {
  stage = $state<Stage>('waiting');
  nextTry = $state(0); // seconds, while the line is down or the node away
  done = $state(0);
  rate = $state(0); // bytes a second, of late
  sha256 = $state('');
  problem = $state<Problem | null>(null);
  item = $state<Schemas['EvidenceItem'] | null>(null);
  private id = '';

  // `path`: within the folder that was chosen, else the name of the file.
  constructor(readonly request: string, readonly file: File, readonly path: string,
    private readonly facts: Facts) {}

  get left(): number | null {
    return this.rate > 0 ? (this.file.size - this.done) / this.rate : null;
  }

  async run(): Promise<void> {
    if (this.isOver()) return;
    try {
      this.enter('hashing');
      this.sha256 = await fingerprint(this.file, (done) => (this.done = done));
      await this.untilReached(() => this.begin());
      await this.sendPieces();
      if (this.stage !== 'sending') return;
      this.enter('checking');
      this.item = await ask(api.POST('/api/v1/uploads/{upload}/item',
        {params: {path: {upload: this.id}}, body: {...this.facts}}));
      this.enter('done');
    } catch (error) {
      this.problem = problemOf(error);
      this.stage = 'failed';
    }
  }

  // The same file, by its digest, goes on where it was.
  private async begin() {
    const {uploads} = await ask(api.GET('/api/v1/uploads'));
    const known = uploads.find((row) => row.request === this.request &&
      row.sha256 === this.sha256 && row.size === this.file.size);
    const row = known ?? await ask(api.POST('/api/v1/requests/{request}/uploads', {
      params: {path: {request: this.request}},
      body: {name: this.file.name, size: this.file.size, sha256: this.sha256}}));
    this.id = row.id;
    this.done = row.offset;
    this.stage = 'sending';
  }

  private async sendPieces() {
    while (this.done < this.file.size && this.stage !== 'failed') {
      while (this.stage === 'paused') await new Promise((resolve) => setTimeout(resolve, 200));
      const began = performance.now();
      const before = this.done;
      await this.untilReached(() => this.piece(), () => this.ask());
      if (this.done <= before) continue;
      const now = ((this.done - before) * 1000) / (performance.now() - began);
      this.rate = this.rate ? this.rate * 0.7 + now * 0.3 : now;
    }
  }

  private enter(stage: Stage): void {
    this.stage = stage;
  }
  private isOver(): boolean {
    return this.stage === 'failed';
  }

  // The line is down or the node away: again after a pause; what it has, `first` asks then.
  private async untilReached(work: () => Promise<void>, first: () => Promise<void> = async () => {}) {
    for (let tries = 0; !this.isOver(); tries += 1) {
      try {
        if (tries > 0) await first();
        return await work();
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error;
      }
      this.nextTry = pausesS[Math.min(tries, 4)]!;
      for (; this.nextTry > 0 && !this.isOver(); this.nextTry -= 1)
        await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    this.nextTry = 0;
  }

  private async piece() {
    const bytes = await this.file.slice(this.done, this.done + pieceBytes).arrayBuffer();
    const headers: Record<string, string> = {'content-type': 'application/offset+octet-stream',
      'tus-resumable': '1.0.0', 'upload-offset': String(this.done)};
    if (globalThis.crypto?.subtle) {
      headers['upload-checksum'] = `sha256 ${base64(await crypto.subtle.digest('SHA-256', bytes))}`;
    }
    const answer = await send(new Request(`/api/v1/uploads/${this.id}`,
      {method: 'PATCH', headers, body: bytes}));
    if (answer.status === 409 || answer.status === 460) return this.ask(); // look, and again
    if (answer.status >= 502) throw new Unreachable(`HTTP ${answer.status}`);
    if (!answer.ok) throw new Refused((await answer.json()) as Problem);
    this.done = Number(answer.headers.get('upload-offset'));
  }

  private async ask() {
    const answer = await send(new Request(`/api/v1/uploads/${this.id}`));
    if (answer.ok) this.done = Number(answer.headers.get('upload-offset'));
    else if (answer.status === 404) throw new Refused((await answer.json()) as Problem);
  }

  pause(): void {
    this.stage = this.stage === 'paused' ? 'sending' : 'paused';
  }
  async giveUp(): Promise<void> {
    this.stage = 'failed';
    if (this.id) await api.DELETE('/api/v1/uploads/{upload}', {params: {path: {upload: this.id}}})
      .catch(() => undefined); // the node away: it forgets what nobody goes on with
  }
}
