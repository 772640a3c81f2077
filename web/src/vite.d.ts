/// <reference types="svelte" />
/// <reference types="vite/client" />
declare module 'svelte/elements' {
  interface HTMLInputAttributes {
    webkitdirectory?: boolean;
  }
}
declare global {
  const HAIDANG_VERSION: string; // put in by build/build.mjs
}
export {};
