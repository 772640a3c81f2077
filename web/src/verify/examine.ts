// Checks a court package in the browser, trusting nothing in it that a Party's root did not sign.
// The steps are those of haidang-verify (src/proof); each adds findings and none stops the others.
import {digest, fromHex, hex, same, sha256, textOf, type Bytes} from './bytes';
import {Foreign, fromPem, isIssuedBy, openSigned, readCertificate, wordsOf, wordsOfDigest, type Certificate,
  type Signed} from './cms';
import {canonical, checkProof, rootOfDigests} from './log';
import {emptyReport, type ActFact, type Files, type Finding, type Report, type Verdict} from './report';

interface Item {
  id: string; name: string; size: number; sha256: string; chunk_size: number; chunk_count: number;
  chunk_root: string; file: string; delivered_by: string;
}
interface Index {
  case: string; officer: string; made_at: string; maker: {party: string; authority: string};
  parties: string[]; receipts: string[]; custody_events: number; items: Item[];
  acts: {file: string; id: string; kind: string; logged: boolean; party: string; sha256: string}[];
}
interface Act {
  id: string; case: string; seq: number; prev?: string | null; issued_at: string; kind: string;
  officer: string; author: {party: string}; body: {items?: Item[]};
  seen: number | Record<string, {acts: number; last: string}>; // the latter in joint investigations
}
interface Profile {
  name: string; root: Certificate; vkeys: string[];
}

const tagBytesMax = 64 * 1024 * 1024;

export class Examination {
  readonly report = emptyReport();
  private tags = new Map<string, Bytes>();
  private payload = new Map<string, string>();
  private profiles = new Map<string, Profile>();
  private seal: Signed | null = null;
  private index: Index | null = null;
  private delivered = new Map<string, Item>(); // "act id/item id"
  private digests = new Map<string, ActFact>();

  constructor(private readonly files: Files,
    private readonly progress: (done: number, all: number) => void) {}

  private add(verdict: Verdict, subject: string, key: string, given?: Finding['given']) {
    if (this.report.findings.some((row) => row.subject === subject && row.key === key)) return;
    const rank: Verdict[] = ['unaltered', 'cannot-tell', 'altered'];
    if (rank.indexOf(verdict) > rank.indexOf(this.report.verdict)) this.report.verdict = verdict;
    this.report.findings.push({verdict, subject, key, ...(given ? {given} : {})});
  }
  private failed(subject: string, error: unknown, key: string) {
    if (error instanceof Foreign) this.add('cannot-tell', subject, 'foreign', {what: error.message});
    else this.add('altered', subject, key);
  }
  private text(path: string): string | null {
    const bytes = this.tags.get(path);
    try {
      return bytes ? textOf(bytes) : null;
    } catch {
      return null;
    }
  }

  // Whatever a step cannot read is a finding, never an end.
  private async step(subject: string, run: () => Promise<void>) {
    try {
      await run();
    } catch (error) {
      this.failed(subject, error, 'malformed');
    }
  }

  async run(): Promise<Report> {
    if (!this.files.has('bagit.txt') || !this.files.has('tagmanifest-sha256.txt')) {
      this.add('cannot-tell', 'bagit.txt', 'no-package');
      return this.report;
    }
    await this.step('manifest-sha256.txt', () => this.folder());
    if (this.readIndex()) {
      await this.step('keys', async () => {
        for (const party of this.index!.parties) await this.party(party);
      });
      await this.step('seal/tagmanifest.p7s', () => this.sealer());
      await this.step('acts', () => this.acts());
      await this.step('receipts', () => this.receipts());
      await this.step('evidence/custody.jsonl', () => this.custody());
    } else this.add('cannot-tell', 'evidence/package.json', 'no-index');
    await this.step('data', () => this.evidence());
    return this.report;
  }

  // Which files there are, and whether they are those that the maker sealed.
  private async folder() {
    const manifest = await this.read('tagmanifest-sha256.txt');
    if (manifest) await this.root(manifest);
    this.report.files.push({path: 'tagmanifest-sha256.txt', size: manifest?.length ?? 0,
      sha256: this.report.root?.hex ?? ''});
    const sealed = await this.openSeal(manifest);
    const listed = this.manifest(sealed ?? manifest, 'tagmanifest-sha256.txt');
    for (const [path, expected] of listed) {
      const bytes = await this.read(path);
      const sum = bytes ? hex(await digest(bytes)) : '';
      if (!bytes) this.add('altered', path, 'missing');
      else if (sum !== expected) this.add('altered', path, 'changed');
      this.report.files.push({path, size: bytes?.length ?? 0, sha256: sum});
    }
    this.payload = this.manifest(this.tags.get('manifest-sha256.txt') ?? null, 'manifest-sha256.txt');
    const known = new Set(['tagmanifest-sha256.txt', 'seal/tagmanifest.p7s']);
    for (const path of this.files.keys()) {
      if (!known.has(path) && !listed.has(path) && !this.payload.has(path)) {
        this.add('altered', path, 'unlisted');
        this.report.files.push({path, size: this.files.get(path)!.size, sha256: ''});
      }
    }
  }
  // What names the whole package: every file's digest hangs on this one.
  private async root(manifest: Bytes) {
    const sum = await digest(manifest);
    this.report.root = {hex: hex(sum), words: wordsOfDigest(sum)};
  }
  private async read(path: string): Promise<Bytes | null> {
    const file = this.files.get(path);
    if (!file || file.size > tagBytesMax) return null;
    const bytes = new Uint8Array(await file.arrayBuffer()) as Bytes;
    this.tags.set(path, bytes);
    return bytes;
  }
  private async openSeal(manifest: Bytes | null): Promise<Bytes | null> {
    const bytes = await this.read('seal/tagmanifest.p7s');
    if (!bytes) {
      this.add('cannot-tell', 'seal/tagmanifest.p7s', 'no-seal');
      return null;
    }
    this.report.files.push({path: 'seal/tagmanifest.p7s', size: bytes.length,
      sha256: hex(await digest(bytes))});
    try {
      this.seal = await openSigned(bytes);
    } catch (error) {
      this.failed('seal/tagmanifest.p7s', error, 'bad-signature');
      return null;
    }
    this.report.sealedAt = this.seal.signingTime;
    if (!manifest || !same(manifest, this.seal.content)) {
      this.add('altered', 'tagmanifest-sha256.txt', 'changed');
    }
    return this.seal.content;
  }
  private manifest(bytes: Bytes | null, subject: string): Map<string, string> {
    const out = new Map<string, string>();
    for (const line of bytes ? textOf(bytes).split('\n') : []) {
      if (line === '') continue;
      const row = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
      if (!row || out.has(row[2]!)) this.add('altered', subject, 'malformed');
      else out.set(row[2]!, row[1]!);
    }
    return out;
  }

  private readIndex(): boolean {
    try {
      this.index = JSON.parse(this.text('evidence/package.json') ?? '') as Index;
    } catch {
      return false;
    }
    Object.assign(this.report, {caseId: this.index.case, officer: this.index.officer,
      madeAt: this.index.made_at, maker: `${this.index.maker.party} ${this.index.maker.authority}`});
    return true;
  }

  // The profile is signed by the root that it names; whether that root is the Party's own, only a
  // comparison over another channel shows.
  private async party(party: string) {
    const file = `keys/${party}-profile.p7m`;
    const bytes = this.tags.get(file);
    const pem = this.text(`keys/${party}-root.pem`);
    if (!bytes || !pem) return this.add('cannot-tell', file, 'no-profile', {party});
    try {
      const root = readCertificate(fromPem(pem));
      const signed = await openSigned(bytes);
      const text = JSON.parse(textOf(signed.content)) as {party: string; name: string; root: string;
        journal_vkey: string; former_journal_vkeys?: string[]};
      const inside = Uint8Array.from(atob(text.root), (c) => c.charCodeAt(0)) as Bytes;
      if (!same(signed.signer.whole, root.whole) || !same(inside, root.whole) ||
          text.party !== party || root.country !== party) throw new Error('another root');
      this.profiles.set(party, {name: text.name, root,
        vkeys: [text.journal_vkey, ...(text.former_journal_vkeys ?? [])]});
      this.report.parties.push({party, name: text.name, words: await wordsOf(root.whole),
        hex: hex(await digest(root.whole))});
    } catch (error) {
      this.failed(file, error, 'bad-profile');
    }
  }
  private async signer(subject: string, party: string, signed: Signed) {
    this.report.checked.signatures += 1;
    const profile = this.profiles.get(party);
    if (!profile) return this.add('cannot-tell', subject, 'no-profile', {party});
    try {
      if (signed.signer.country !== party ||
          !(await isIssuedBy(profile.root, signed.signer, signed.signingTime))) {
        this.add('altered', subject, 'wrong-signer', {party});
      }
    } catch (error) {
      this.failed(subject, error, 'wrong-signer');
    }
  }
  private async sealer() {
    if (this.seal) await this.signer('seal/tagmanifest.p7s', this.index!.maker.party, this.seal);
  }

  private async acts() {
    const chains = new Map<string, {seq: number; digest: string}[]>();
    const listed = new Set<string>();
    for (const [at, row] of this.index!.acts.entries()) {
      const file = row.file.endsWith('.p7m') ? row.file : `${row.file}.p7m`;
      listed.add(file);
      const bytes = this.tags.get(file);
      if (!bytes) continue; // said already, when the files were compared
      const sum = hex(await digest(bytes));
      if (sum !== row.sha256) this.add('altered', file, 'another-act');
      const act = await this.act(file, bytes, row.party);
      if (!act) continue;
      if (act.id !== row.id || act.kind !== row.kind || act.case !== this.index!.case) {
        this.add('altered', file, 'another-act');
      }
      const chain = chains.get(row.party) ?? [];
      chains.set(row.party, chain);
      const before = chain.find((one) => one.seq === act.seq - 1);
      if (act.seq > 1 && !before) this.add('cannot-tell', file, 'earlier-missing');
      else if (before && before.digest !== act.prev) this.add('altered', file, 'chain');
      chain.push({seq: act.seq, digest: sum});
      for (const [about, {acts, last}] of typeof act.seen === 'object' ? Object.entries(act.seen) : []) {
        const there = chains.get(about)?.find((one) => one.seq === acts);
        if (there && there.digest !== last) {
          this.add('unaltered', file, 'two-stories', {by: row.party, about, number: acts});
        }
      }
      for (const item of act.body.items ?? []) this.delivered.set(`${act.id}/${item.id}`, item);
      const fact: ActFact = {number: at + 1, party: row.party, kind: row.kind, at: act.issued_at,
        officer: act.officer, logged: false, receivedAt: ''};
      if (row.logged) fact.logged = await this.logged(at + 1, sum);
      this.digests.set(sum, fact);
      this.report.acts.push(fact);
    }
    for (const path of this.files.keys()) {
      if (path.startsWith('acts/') && path.endsWith('.p7m') && !listed.has(path)) {
        this.add('altered', path, 'unlisted');
      }
    }
  }
  private async act(file: string, bytes: Bytes, party: string): Promise<Act | null> {
    try {
      const signed = await openSigned(bytes);
      await this.signer(file, party, signed);
      const text = this.tags.get(file.replace(/p7m$/, 'json'));
      if (text && !same(text, signed.content)) {
        this.add('altered', file.replace(/p7m$/, 'json'), 'other-text');
      }
      const act = JSON.parse(textOf(signed.content)) as Act;
      if (act.author.party !== party) this.add('altered', file, 'wrong-signer', {party});
      return act;
    } catch (error) {
      this.failed(file, error, 'bad-signature');
      return null;
    }
  }
  private async logged(number: number, sum: string): Promise<boolean> {
    const base = `proofs/act-${String(number).padStart(4, '0')}`;
    const entry = this.text(`${base}.json`);
    const proof = this.text(`${base}.tlog-proof`);
    if (!entry || !proof) {
      this.add('cannot-tell', base, 'missing');
      return false;
    }
    return this.proven(`${base}.json`, entry, proof, this.index!.maker.party, sum);
  }
  private async proven(file: string, entry: string, proof: string, party: string, sum: string) {
    this.report.checked.proofs += 1;
    const profile = this.profiles.get(party);
    if (!profile) return false;
    try {
      const {event, salt} = JSON.parse(entry) as {event: {sha256?: string}; salt: string};
      if (sum && event.sha256 !== sum) throw new Error('about other bytes');
      await checkProof(salt, canonical(event), proof, profile.vkeys);
      return true;
    } catch (error) {
      this.failed(file, error, 'bad-proof');
      return false;
    }
  }

  // What the other Party's journal recorded on arrival.
  private async receipts() {
    for (const file of this.index!.receipts) {
      const text = this.text(file);
      if (!text) continue;
      this.report.checked.receipts += 1;
      try {
        const receipt = JSON.parse(text) as {event: {kind: string; sha256: string; to: string;
          at: string}; salt: string; proof: string};
        const fact = this.digests.get(receipt.event.sha256);
        if (!fact) {
          this.add('altered', file, 'receipt-without-act');
          continue;
        }
        const sound = await this.proven(file, text, receipt.proof, receipt.event.to, '');
        if (sound && receipt.event.kind === 'delivery') fact.receivedAt = receipt.event.at;
        if (sound && receipt.event.kind === 'non-delivery') {
          this.add('unaltered', file, 'refused-there', {party: receipt.event.to});
        }
      } catch {
        this.add('altered', file, 'malformed');
      }
    }
  }
  private async custody() {
    const lines = (this.text('evidence/custody.jsonl') ?? '').split('\n').filter(Boolean);
    if (lines.length !== this.index!.custody_events) {
      this.add('altered', 'evidence/custody.jsonl', 'malformed');
    }
    this.report.checked.custody = lines.length;
    for (const [at, line] of lines.entries()) {
      const file = `proofs/custody-${String(at + 1).padStart(4, '0')}.tlog-proof`;
      const proof = this.text(file);
      if (!proof) this.add('cannot-tell', file, 'missing');
      else await this.proven(file, line, proof, this.index!.maker.party, '');
    }
  }

  // The evidence itself, against the digests that a Party signed.
  private async evidence() {
    const all = [...this.payload.keys()].reduce((sum, path) =>
      sum + (this.files.get(path)?.size ?? 0), 0);
    let done = 0;
    const onBytes = (count: number) => this.progress((done += count), all);
    this.report.checked.bytes = all;
    const items = new Map((this.index?.items ?? []).map((item) => [item.file, item]));
    for (const [path, expected] of this.payload) {
      const file = this.files.get(path);
      if (!file) {
        this.add('altered', path, 'missing');
        this.report.files.push({path, size: 0, sha256: ''});
        continue;
      }
      const item = items.get(path);
      const {sum, wrong} = await this.hash(file, item, onBytes);
      this.report.files.push({path, size: file.size, sha256: sum});
      let verdict: Verdict = sum === expected ? 'unaltered' : 'altered';
      if (verdict === 'altered' && wrong === null) this.add('altered', path, 'changed');
      if (!item) {
        if (this.index) this.add('altered', path, 'unlisted');
        continue;
      }
      if (wrong !== null) {
        verdict = 'altered';
        this.add('altered', path, 'chunk-changed', {chunk: wrong + 1, of: item.chunk_count});
      }
      const signed = this.delivered.get(`${item.delivered_by}/${item.id}`);
      if (!signed) {
        this.add('cannot-tell', path, 'not-delivered');
        if (verdict === 'unaltered') verdict = 'cannot-tell';
      } else if (signed.sha256 !== sum || signed.size !== file.size || signed.name !== item.name) {
        verdict = 'altered';
        if (wrong === null) this.add('altered', path, 'not-as-signed');
      }
      this.report.items.push({name: item.name, path, size: file.size, sha256: sum, verdict});
    }
    for (const [path, item] of items) {
      if (!this.payload.has(path)) this.add('altered', item.name, 'missing');
    }
  }
  // By chunks, so that what was altered is named; the list itself hangs on the signed root.
  private async hash(file: Blob, item: Item | undefined, onBytes: (count: number) => void) {
    const size = item?.chunk_size ?? 4 * 1024 * 1024;
    const list = item ? (this.text(`evidence/chunks/${item.id}.txt`) ?? '').split('\n')
      .filter(Boolean) : [];
    const signed = item && this.delivered.get(`${item.delivered_by}/${item.id}`);
    const rooted = signed && hex(await rootOfDigests(list.map(fromHex))) === signed.chunk_root;
    const whole = sha256.create();
    let wrong: number | null = null;
    for (let at = 0, chunk = 0; at < file.size; at += size, chunk += 1) {
      const bytes = new Uint8Array(await file.slice(at, at + size).arrayBuffer()) as Bytes;
      whole.update(bytes);
      if (rooted && wrong === null && hex(await digest(bytes)) !== list[chunk]) wrong = chunk;
      onBytes(bytes.length);
    }
    return {sum: hex(whole.digest()), wrong};
  }
}
