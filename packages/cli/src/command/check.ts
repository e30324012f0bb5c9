/** `varve check`: findings about catalog, config and source; runs nothing. */
import type { CheckDocument } from '@varve/core'
import { Command } from 'commander'
import { counted, type Page } from '../output/page.ts'
import type { Stdout } from '../output/stdout.ts'
import { answer } from './answer.ts'
