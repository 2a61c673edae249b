export { auditCommand } from './command.ts'
export type { Diff, ProbeReport, ProbeRow, Report } from './report/report.ts'
