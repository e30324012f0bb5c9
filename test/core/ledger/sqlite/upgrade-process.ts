/** A process that is killed when all of an upgrade is done but its end. */
import { openDatabase } from '../../../../packages/core/src/ledger/sqlite/driver.ts'
import { upgradeTo5 } from '../../../../packages/core/src/ledger/sqlite/upgrade.ts'

const db = await openDatabase(process.argv[2]!)
db.script('PRAGMA journal_mode = WAL; PRAGMA cache_size = 10; PRAGMA foreign_keys = OFF; BEGIN EXCLUSIVE') // pages go to the log early
upgradeTo5(db)
process.kill(process.pid, 'SIGKILL')
