/** The bounds of the services' duration histograms, in seconds: a latency objective needs one at its threshold. */
export const durationBucketsSeconds = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30,
]

/** A matcher of the bucket: Prometheus 3 writes the bound 2 as `2.0`, earlier versions as `2`. */
export const leMatcher = (seconds: number): string =>
  Number.isInteger(seconds) ? `le=~"${seconds}([.]0)?"` : `le="${seconds}"`
