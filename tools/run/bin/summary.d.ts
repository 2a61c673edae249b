export function summaryOf(file: string): { readonly line: string; readonly failed: number }
