// The law as the node carries it: fetched once a page load, kept by its ETag.
import {api, ask, type Schemas} from './api';
import {speakOf, tOr} from './language.svelte';

export type Law = Schemas['Law'];
export type Field = Schemas['ActForm']['fields'][number];

type Measure = Schemas['Measure'];
type Content = Measure['contents'][number];
interface Duty { name: string; source: Schemas['Source'] }
interface Carried {
  measure: string; contents: Content[] | null; more_contents?: Content[]; grounds: string[] | null; more_grounds?: string[];
  duties: Duty[] | null; source: Schemas['Source'];
}
export interface Rules {
  contents: Content[]; duties: Duty[]; grounds: string[]; source: Schemas['Source'];
  types: {letter: string; label: string}[];
}

// The first of the bases that carries the measure governs it; what that basis leaves open is as in
// the Convention. (The node judges; this only shows the right form.)
export function rulesOf(law: Law, id: string, bases: string[]): Rules | null {
  const own = law.measures.find((row) => row.id === id) as
    (Measure & {duties?: Duty[]; assistance_types?: Rules['types']}) | undefined;
  if (!own) return null;
  const carries = (law as {carries?: Carried[]}).carries ?? [];
  let other: Carried | undefined;
  for (const basis of bases) {
    if (basis === own.source.instrument) break;
    other = carries.find((row) =>
      [id, '*'].includes(row.measure) && row.source.instrument === basis);
    if (other) break;
  }
  return {contents: [...(other?.contents ?? own.contents), ...(other?.more_contents ?? [])],
    duties: other?.duties ?? own.duties ?? [],
    grounds: [...(other?.grounds ?? own.grounds), ...(other?.more_grounds ?? [])],
    source: other?.source ?? own.source, types: own.assistance_types ?? []};
}

let loading: Promise<Law> | null = null;

export function loadLaw(): Promise<Law> {
  void speakOf('law');
  loading ??= ask(api.GET('/api/v1/law')).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export const measureTitle = (id: string, otherwise: string) => tOr(`measure.${id}`, otherwise);
export const actTitle = (kind: string) => tOr(`act.${kind}`, kind.replaceAll('-', ' '));
