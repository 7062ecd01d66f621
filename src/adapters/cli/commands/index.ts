import type { Command } from '../command.ts'
import { arm, backup, restore } from './backup.ts'
import { checkList } from './check-list.ts'
import { checkRun } from './check-run.ts'
import { configCheck, configPrint } from './config.ts'
import { doctor, migrate } from './data.ts'
import { exportServices } from './export.ts'
import { importServices } from './import.ts'
import { pipelines } from './pipelines.ts'
import { collector, serve, web } from './serve.ts'
import { serviceList, serviceRemove, serviceShow } from './service.ts'
import { serviceAdd, serviceEdit } from './service-change.ts'
import { tokenCreate } from './token.ts'
import { userAdd, userPasswd } from './user.ts'
import { version } from './version.ts'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  serve,
  web,
  collector,
  checkRun,
  checkList,
  serviceList,
  serviceShow,
  serviceAdd,
  serviceEdit,
  serviceRemove,
  pipelines,
  userAdd,
  userPasswd,
  tokenCreate,
  configCheck,
  configPrint,
  migrate,
  backup,
  restore,
  arm,
  exportServices,
  importServices,
  doctor,
  version,
]

/** First words of commands that are still to come, so that nobody looks for a typing error. */
export const notInThisVersion: readonly string[] = [
  'worker',
  'maintenance',
  'query',
  'rules',
  'alerts',
  'silence',
  'deploy',
  'log',
  'event',
]
