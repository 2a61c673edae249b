/** How often the Prometheus of such a run scrapes each target. */
export const scrapeSeconds = 2

/** How many scrapes of a target were due since its newest sample and are not stored, at a time in Unix seconds. */
export const scrapesMissed = (newestSample: number, now: number): number =>
  newestSample === 0 ? 0 : Math.max(0, Math.ceil((now - newestSample) / scrapeSeconds) - 1)
