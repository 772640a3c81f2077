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
let known: Law | null = null;

// For what is written in the order of the law: nothing until it is loaded.
export const lawNow = () => known;

export function loadLaw(): Promise<Law> {
  void speakOf('law');
  loading ??= ask(api.GET('/api/v1/law')).then((law) => (known = law)).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export const fieldLabel = (name: string) => tOr(`web.field.${name.replace(/[_.]/g, '-')}`,
  name.replace(/[_.]/g, ' '));
export const basisTitle = (id: string) => tOr(`instrument.${id}`,
  known?.instruments.find((row) => row.id === id)?.title ?? id);
export const offenceTitle = (code: string) => tOr(`offence.${code}`, tOr(`offence-class.${code}`,
  known?.offences.find((row) => row.code === code)?.title ?? code));
// 40(3) numbers them by letters; each measure that has such a list has its own.
export const assistanceTitle = (measure: string, letter: string, label: string) =>
  tOr(`assistance.${measure}.${letter}`, label);
export const measureTitle = (id: string, otherwise: string) => tOr(`measure.${id}`, otherwise);
export const actTitle = (kind: string) => tOr(`act.${kind}`, kind.replaceAll('-', ' '));
