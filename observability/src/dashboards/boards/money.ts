import { total } from './expressions.ts'

/** Currencies of ISO 4217 whose minor unit is not a hundredth. */
const whole = 'BIF|CLP|DJF|GNF|ISK|JPY|KMF|KRW|PYG|RWF|UGX|UYI|VND|VUV|XAF|XOF|XPF'
const thousandths = 'BHD|IQD|JOD|KWD|LYD|OMR|TND'

/** Money moved in the time shown, by currency, in whole units. */
export function majorUnits(kind: string): string {
  const moved = (matcher: string) =>
    total(`payments_moved_minor_total{kind="${kind}",currency${matcher}}`, 'currency')
  return [
    `${moved(`!~"${whole}|${thousandths}"`)} / 100`,
    moved(`=~"${whole}"`),
    `${moved(`=~"${thousandths}"`)} / 1000`,
  ].join(' or ')
}
