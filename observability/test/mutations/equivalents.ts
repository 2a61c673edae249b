/** Mutations that behave as the alert does, each with the reason. */
export const equivalents: Readonly<Record<string, string>> = {
  'BrokerStorageFull: 0 at 98 -> 1': 'the limit is in bytes, and no broker has one of 1 byte',
  'DiskFillsUp: 0 at 68 -> 1': 'the free space is in bytes: 1 is as full as 0',
  'BackupTooOld: 0 at 170 -> 1': 'the time of a copy is in seconds since 1970: none is of 1',
  'ServiceDown: 0 at 74 -> 1': 'only gives a value to a service without targets; nobody reads it',
  'AlertsNotDelivered: 1 at 52 -> 0.5': 'Alertmanagers are counted: fewer than 0.5 is none as well',
  'DeadMansSwitch: 1 at 7 -> 2': 'it always fires, whatever its value',
  'DeadMansSwitch: 1 at 7 -> 0.5': 'it always fires, whatever its value',
}
