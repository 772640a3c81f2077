// The law as the node carries it: fetched once a page load, kept by its ETag.
import {api, ask, type Schemas} from './api';
import {tOr} from './language.svelte';

export type Law = Schemas['Law'];
export type Field = Schemas['ActForm']['fields'][number];

let loading: Promise<Law> | null = null;

export function loadLaw(): Promise<Law> {
  loading ??= ask(api.GET('/api/v1/law')).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

export const measureTitle = (id: string, otherwise: string) => tOr(`measure.${id}`, otherwise);
export const actTitle = (kind: string) => tOr(`act.${kind}`, kind.replaceAll('-', ' '));
