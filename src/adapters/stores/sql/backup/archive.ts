import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { pipeline as pipe } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { Refusal } from '../../../../kernel/index.ts'
import { type Manifest, manifestLine, readManifest } from './manifest.ts'

/*
 * A backup is one file: two lines of text, then the content in one Zstandard frame, then a skippable
 * frame with the SHA-256 of everything before it. So any byte that was lost or changed is noticed, and
 * `tail -n +3 FILE | zstd -d > pharos.db` works where Pharos is not at hand.
 * https://www.rfc-editor.org/rfc/rfc8878#section-3.1.2
 */

const format = 1
const firstLine = `PHAROS BACKUP ${format}`
const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 32, 0, 0, 0])
const sealBytes = skippable.length + 32
/** Both lines together; a manifest of a hundred tables is a tenth of it. */
const headMost = 65_536

const sealOf = (digest: Buffer): Buffer => Buffer.concat([skippable, digest])

/** The bytes of a backup, of a content that lies in a file. */
export async function* archiveOf(content: string, manifest: Manifest): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  const head = Buffer.from(`${firstLine}\n${manifestLine(manifest)}\n`)
  hash.update(head)
  yield head
  const compress = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  // What goes wrong with the file comes out of the loop below.
  for await (const chunk of pipe(createReadStream(content), compress, () => {})) {
    hash.update(chunk)
    yield chunk
  }
  yield sealOf(hash.digest())
}

export type Archive = {
  readonly manifest: Manifest
  /** Writes the content to a new file, synced to the disk. */
  unpack(to: string): Promise<void>
}

/** Reads a backup and proves that each of its bytes is as it was written. Throws `Refusal`. */
export async function openArchive(file: string): Promise<Archive> {
  const handle = await openFile(file)
  try {
    const { size } = await handle.stat()
    const head = await headOf(handle, file)
    const end = size - sealBytes
    if (end < head.end || !(await isSealed(handle, file, end))) throw damaged(file)
    const manifest = readManifest(head.manifest)
    if (manifest === null) throw damaged(file)
    const place = { file, start: head.end, end: end - 1 }
    return { manifest, unpack: (to) => unpack(place, manifest, to) }
  } finally {
    await handle.close()
  }
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file)
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error)
    throw new Refusal('not_found', `The backup cannot be read: ${words}`, { cause: error })
  }
}

async function headOf(handle: FileHandle, file: string) {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(headMost), 0, headMost, 0)
  const bytes = buffer.subarray(0, bytesRead)
  const first = bytes.indexOf('\n')
  const words = bytes.toString('utf8', 0, first === -1 ? 40 : first)
  const [, version] = /^PHAROS BACKUP (\d{1,6})$/.exec(words) ?? []
  if (version === undefined) {
    throw new Refusal('invalid', `${file} is no backup of Pharos; "pharos backup FILE" makes one`)
  }
  if (Number(version) !== format) {
    throw new Refusal(
      'conflict',
      `${file} is a backup of form ${version}, which a newer Pharos made; restore it with that version`,
    )
  }
  const second = bytes.indexOf('\n', first + 1)
  if (second === -1) throw damaged(file)
  return { manifest: bytes.toString('utf8', first + 1, second), end: second + 1 }
}

async function isSealed(handle: FileHandle, file: string, end: number): Promise<boolean> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { end: end - 1 })) hash.update(chunk)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(sealBytes), 0, sealBytes, end)
  return bytesRead === sealBytes && buffer.equals(sealOf(hash.digest()))
}

type Place = { readonly file: string; readonly start: number; readonly end: number }

async function unpack({ file, ...range }: Place, manifest: Manifest, to: string): Promise<void> {
  const hash = createHash('sha256')
  let bytes = 0
  async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length
      // A few bytes can unpack to any number of them.
      if (bytes > manifest.bytes) throw damaged(file)
      hash.update(chunk)
      yield chunk
    }
  }
  try {
    await pipeline(
      createReadStream(file, range),
      createZstdDecompress(),
      counted,
      createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }),
    )
  } catch (error) {
    const isOfZstd =
      error instanceof Error && 'code' in error && String(error.code).startsWith('ZSTD_')
    throw isOfZstd ? damaged(file, error) : error
  }
  if (bytes !== manifest.bytes || hash.digest('hex') !== manifest.sha256) throw damaged(file)
}

const damaged = (file: string, cause?: unknown): Refusal =>
  new Refusal(
    'invalid',
    `${file} is damaged: it was cut off or changed after it was made; copy it again, or take another backup`,
    { cause },
  )
