const pad = (value: number, length: number) => String(value).padStart(length, '0')

const fedexWeights = [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]

/** Twelve digits, the last one FedEx's check digit. */
export function fedexNumber(serial: number): string {
  const digits = pad(40_000_000_000 + (serial % 50_000_000_000), 11)
  const sum = fedexWeights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
  return `${digits}${(sum % 11) % 10}`
}

const weightOf = (character: string) =>
  /\d/.test(character) ? Number(character) : (character.charCodeAt(0) - 63) % 10

/** `1Z`, shipper, service, serial and UPS's check digit: eighteen characters. */
export function upsNumber(serial: number, service: string): string {
  const perShipper = 10_000_000
  const shipper = (Math.floor(serial / perShipper) + 36 ** 5 * 11).toString(36).toUpperCase()
  const text = `${shipper}${service}${pad(serial % perShipper, 7)}`
  const sum = [...text].reduce(
    (total, one, at) => total + weightOf(one) * (at % 2 === 0 ? 1 : 2),
    0,
  )
  return `1Z${text}${(10 - (sum % 10)) % 10}`
}
