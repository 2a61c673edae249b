export function memberOf(zip: Buffer, name: string): Buffer
