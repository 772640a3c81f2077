/// <reference types="svelte" />
/// <reference types="vite/client" />
declare module 'svelte/elements' {
  interface HTMLInputAttributes {
    webkitdirectory?: boolean;
  }
}
export {};
