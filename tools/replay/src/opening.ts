/** The first orders: enough for every service on their way to have compiled its hot code. */
export const opening = {
  ratePerSecond: 300,
  seconds: 3,
  /**
   * As many at once as a platform that has just started can confirm in time: its code is not compiled yet, and most orders of a burst
   * would be late. One at first, and one more for every eight that are confirmed.
   */
  maxUnconfirmed: (confirmed: number): number => Math.min(60, 1 + Math.floor(confirmed / 8)),
}
