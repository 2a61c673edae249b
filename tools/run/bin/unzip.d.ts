export function membersOf(zip: Buffer, name: string): { name: string; bytes: Buffer }[]
