/** `SF`, ten digits and the check digit that GS1 uses: threes and ones from the right. */
export function fleetNumber(serial: number): string {
  const digits = String(serial).padStart(10, '0')
  const sum = [...digits].reduce(
    (total, digit, at) => total + Number(digit) * ((digits.length - at) % 2 === 1 ? 3 : 1),
    0,
  )
  return `SF${digits}${(10 - (sum % 10)) % 10}`
}

export const isFleetNumber = (trackingNumber: string): boolean => /^SF\d{11}$/.test(trackingNumber)
