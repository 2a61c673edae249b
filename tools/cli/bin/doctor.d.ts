export const doctorUsage: string
export function doctor(args: readonly string[]): Promise<number>
