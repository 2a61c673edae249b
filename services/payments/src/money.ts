const digits = new Map<string, number>()

function fractionDigits(currency: string): number {
  const known = digits.get(currency)
  if (known !== undefined) return known
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  const found = options.maximumFractionDigits ?? 2
  digits.set(currency, found)
  return found
}

/** Minor units as the decimal text that PayPal takes: 1234 EUR is `12.34`, 1234 JPY is `1234`. */
export function toDecimal(amountMinor: number, currency: string): string {
  const places = fractionDigits(currency)
  if (places === 0) return String(amountMinor)
  const text = String(amountMinor).padStart(places + 1, '0')
  return `${text.slice(0, -places)}.${text.slice(-places)}`
}
