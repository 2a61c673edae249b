/** Preloaded into a service: its clock is `CLOCK_SHIFT_MS` ahead of the machine's, or behind it. */
const shiftMs = Number(process.env.CLOCK_SHIFT_MS)
const { now } = Date

class ShiftedDate extends Date {
  constructor(...args: [] | [string | number | Date]) {
    if (args.length === 0) super(ShiftedDate.now())
    else super(...(args as [number]))
  }
  static override now(): number {
    return now() + shiftMs
  }
}

globalThis.Date = ShiftedDate as DateConstructor
