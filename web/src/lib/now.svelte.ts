// The present, for clocks on the page: renewed every half minute.
export const present = $state({ms: Date.now()});
setInterval(() => (present.ms = Date.now()), 30_000);
