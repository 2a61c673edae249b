import type { Command } from '@stoa/topology'
import { doctor, doctorUsage } from '../../bin/doctor.js'

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check what this machine has and what it lacks',
  usage: doctorUsage,
  run: doctor,
}
