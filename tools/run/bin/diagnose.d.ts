export interface Check {
  readonly name: string
  readonly state: 'installed' | 'installable' | 'optional' | 'missing'
  readonly detail: string
  readonly remedy?: string
}
export function diagnose(root: string): Promise<Check[]>
export function diagnoseTools(root: string): Promise<Check[]>
